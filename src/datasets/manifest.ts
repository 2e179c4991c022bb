import { z } from "zod";
import { foreignVersion, isRecord, problem, problemsOf, Refusal, sizeOf, text, versionOf, type Text } from "../schema";
import type { Dataset, Part } from "./define";
import { shownCount } from "./files/words";

/**
 * Decoded data as files, in the browser's store and in the server's `datasets/` folder: the samples and the labels of both
 * parts as bare bytes, and a manifest that says how many there are. The manifest is written last, so that where there is
 * one, there is everything.
 */
export const manifestFile = "manifest.json";
export const manifestVersion = 1;
export const dataFiles = ["train.samples.bin", "train.labels.bin", "test.samples.bin", "test.labels.bin"] as const;
export type DataFile = (typeof dataFiles)[number];

const size = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const schema = z.strictObject({
  format: z.literal("layerloom-dataset"),
  version: z.literal(manifestVersion),
  kind: z.string(),
  sampleShape: z.array(z.int().positive()).min(1).max(8),
  classes: z.int().min(1).max(256),
  element: z.enum(["uint8", "float32"]),
  train: size,
  test: size,
  /** SHA-256 of every data file, in hexadecimal; only on a server. */
  sha256: z.record(z.enum(dataFiles), hash).optional(),
});
export type DatasetManifest = z.infer<typeof schema>;

export const manifestOf = (kind: string, { sampleShape, classes, train, test }: Dataset): DatasetManifest => ({
  format: "layerloom-dataset",
  version: manifestVersion,
  kind,
  sampleShape: [...sampleShape],
  classes,
  element: train.samples instanceof Uint8Array ? "uint8" : "float32",
  train: train.count,
  test: test.count,
});

/** Reads a manifest from outside; a refusal names `file`, the path inside it and what is wrong there. */
export function readManifest(raw: unknown, kind: string, file: string): DatasetManifest {
  const refuse = (why: Text): Refusal => new Refusal(text(`${file}: ${why.en}`, `${file}：${why.zh}`));
  const version = versionOf(raw);
  if (typeof version === "number" && version > manifestVersion) {
    throw refuse(text(`written by a newer Layerloom (version ${version}). Reload the page to update it`, `由更新版本的 Layerloom 写成（版本 ${version}）。请刷新页面以更新`));
  }
  const foreign = isRecord(raw) ? foreignVersion(version, manifestVersion) : null;
  const read = schema.safeParse(raw);
  if (foreign || !read.success) {
    const { path, message } = foreign ? problem(["version"], foreign) : problemsOf(read.error!, raw)[0]!;
    const place = path.join(".") || "manifest";
    throw refuse(text(`${place}: ${message.en}`, `${place}：${message.zh}`));
  }
  if (read.data.kind !== kind) throw refuse(text(`describes "${read.data.kind}" instead of "${kind}"`, `描述的是“${read.data.kind}”，而不是“${kind}”`));
  return read.data;
}

/** How many bytes a data file has. */
export function bytesOf({ sampleShape, element, train, test }: DatasetManifest, file: DataFile): number {
  const count = file.startsWith("train") ? train : test;
  return file.includes("labels") ? count : count * sizeOf(sampleShape) * (element === "uint8" ? 1 : 4);
}

export const bytesOfAll = (manifest: DatasetManifest): number => dataFiles.reduce((sum, file) => sum + bytesOf(manifest, file), 0);

/** The bytes of a data file of a dataset: a view, not a copy. */
export function dataOf(dataset: Dataset, file: DataFile): Uint8Array {
  const part = file.startsWith("train") ? dataset.train : dataset.test;
  const values = file.includes("labels") ? part.labels : part.samples;
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Puts data files together; refuses sizes that differ from the manifest's and labels of no class. `where` names the folder. */
export function assemble(manifest: DatasetManifest, bytes: ReadonlyMap<DataFile, Uint8Array<ArrayBuffer>>, where: string): Dataset {
  for (const file of dataFiles) {
    const [have, want] = [bytes.get(file)?.length ?? 0, bytesOf(manifest, file)];
    if (have !== want) {
      const shown = [shownCount(have), shownCount(want)] as const;
      throw new Refusal(text(`${where}${file} has ${shown[0]} bytes instead of ${shown[1]}`, `${where}${file} 有 ${shown[0]} 字节，应为 ${shown[1]} 字节`));
    }
  }
  const part = (name: "train" | "test"): Part => {
    const [samples, labels] = [bytes.get(`${name}.samples.bin`)!, bytes.get(`${name}.labels.bin`)!];
    const wrong = labels.findIndex((label) => label >= manifest.classes);
    if (wrong >= 0) {
      const [place, label, last] = [shownCount(wrong + 1), labels[wrong]!, manifest.classes - 1];
      throw new Refusal(
        text(`${where}${name}.labels.bin: label ${label} at place ${place}; expected 0 to ${last}`, `${where}${name}.labels.bin：第 ${place} 个标签是 ${label}，应为 0 到 ${last}`),
      );
    }
    return { count: manifest[name], samples: manifest.element === "uint8" ? samples : new Float32Array(samples.buffer), labels };
  };
  return { sampleShape: manifest.sampleShape, classes: manifest.classes, train: part("train"), test: part("test") };
}
