import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readHdf5 } from "./content/hdf5";
import { writeHdf5 } from "./content/hdf5Write";
import { utf8 } from "./content/json";
import { modelOf } from "./fixtures/sample";
import { readModel, writeModel } from "./index";

/** Files of people that were damaged or made to damage; what each is stands beside it. */
const damaged = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, "fixtures/damaged", name)));

/** dense [2, 8] + [8], dense_1 [8, 8] + [8], dense_2 [8, 1] + [1]. */
const model = modelOf("first-net");
const target = { layers: model.experiment.layers, inputShape: [2] };

/** Of a file by `damaged/unwritten.py`. */
const floatsOf = (version: string, path: string): Promise<Float32Array> => readHdf5(damaged(`unwritten-${version}.h5`), (root) => root.dataset(path)!.floats());

/** What a reading refuses, as `path: message`, or notes. */
async function outcome(name: string, bytes: Uint8Array, into = target): Promise<string> {
  const read = await readModel([{ name, bytes }], into);
  if (read.ok) return ["opened", ...read.value.notes.map(({ en }) => en)].join("\n");
  for (const { message } of read.error) expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
  return read.error.map(({ path, message }) => `${path.join(" › ")}: ${message.en}`).join("\n");
}

test.each([
  // 26 bytes of 0 in the global heap, where libhdf5 goes round for ever.
  ["hang-in-hdf5.h5", "hang-in-hdf5.h5: the HDF5 file is damaged or cut off"],
  // A group with eight links to itself.
  ["hang-cyclic-links.weights.h5", "opened"],
  // Chunks of 268 million weights, of which none was written.
  ["big268M.keras", "big268M.keras › model.weights.h5 › layers/dense/vars/0: the values were never written to the file"],
  // One bit in the weights: zip's checksum knows it.
  ["crc-wrong.keras", "crc-wrong.keras › model.weights.h5: the zip archive is damaged: entry model.weights.h5 does not have the checksum"],
  ["crc-wrong.tfjs.zip", "crc-wrong.tfjs.zip › weights.bin: the zip archive is damaged: entry weights.bin does not have the checksum"],
])("%s gets its sentence", async (name, expected) => {
  expect(await outcome(name, damaged(name))).toContain(expected);
});

test("a floating-point type with another exponent bias is refused by name", async () => {
  // batch_normalization, dense (6 → 8), dense_1 (8 → 7) and others; dense's kernel has the bias 100.
  const values = readHdf5(damaged("customfloat.weights.h5"), (root) => root.dataset("layers/dense/vars/0")!.floats());
  await expect(values).rejects.toThrow("floating-point numbers of a form of their own; expected IEEE 754's float32");
  const others = await readHdf5(damaged("customfloat.weights.h5"), (root) => root.dataset("layers/dense/vars/1")!.floats());
  expect(others).toHaveLength(8);
});

test.each<[string, string, number]>([
  ["earliest", "levels", 100],
  ["latest", "levels", 100],
  ["latest", "pages", 2048],
  ...["earliest", "latest"].flatMap((version) => ["fixed", "packed", "growing", "growing in two"].map((name): [string, string, number] => [version, `${name}/3`, 4])),
])("chunks that were never written are refused with their number (%s format, %s)", async (version, path, chunks) => {
  // Of 2,048 chunks of 2 numbers, the second page of 1,024 chunks has 976 that are written, the first has none.
  const missing = path === "pages" ? 1024 + 48 : 1;
  await expect(floatsOf(version, path)).rejects.toThrow(`${missing} of ${chunks} parts of the values were never written to the file`);
});

describe.each(["earliest", "latest"])("in the %s format of HDF5", (version) => {
  test.each(["contiguous/0", "single/0", "fixed/0", "packed/0", "growing/0", "growing in two/0"])("values that were never written are refused: %s", async (path) => {
    await expect(floatsOf(version, path)).rejects.toThrow("the values were never written to the file");
  });

  test.each(["contiguous/1", "single/1", "fixed/4", "packed/4", "growing/4", "growing in two/4", "early"])("values that are all there are read: %s", async (path) => {
    expect([...(await floatsOf(version, path))]).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
  });

  test("values in another file are refused with where they are", async () => {
    await expect(floatsOf(version, "virtual")).rejects.toThrow("the values lie in another dataset (elsewhere.h5/kernel), a virtual dataset; expected them here");
    await expect(floatsOf(version, "linked")).rejects.toThrow("this is a link to another file (elsewhere.h5/kernel); expected the values here");
    await expect(floatsOf(version, "external")).rejects.toThrow("the values lie in another file, which HDF5 calls external storage; expected them here");
  });
});

test("a list of chunks that claims elements without end is refused", async () => {
  const bytes = damaged("unwritten-latest.h5");
  const [text, view] = [new TextDecoder("latin1").decode(bytes), new DataView(bytes.buffer)];
  // A header of such a list has the size of an element, the bits of a page and the number of elements.
  for (let at = text.indexOf("FAHD"); at >= 0; at = text.indexOf("FAHD", at + 1)) {
    bytes[at + 6] = 0;
    view.setBigUint64(at + 8, 2n ** 60n, true);
    bytes[at + 7] = 62;
  }
  await expect(readHdf5(bytes, (root) => root.dataset("fixed/3")!.floats())).rejects.toThrow(/the HDF5 file is damaged|not enough memory/);
});

test("a float64 that is too large for float32 is told as not finite", async () => {
  expect(await outcome("double.weights.h5", damaged("double.weights.h5"))).toBe("opened\nOne weight of layer dense_1 is not finite (NaN or infinity).");
});

test.each(["h5", "weights"] as const)("a bit that turned in our own %s file is known by its checksum", async (kind) => {
  const { name, bytes } = await writeModel(kind, model, "m");
  expect(await outcome(name, bytes)).toBe("opened");
  const kernel = new Uint8Array(model.weights[0]!.values.slice().buffer);
  const at = bytes.findIndex((_, i) => kernel.every((byte, j) => bytes[i + j] === byte));
  expect(at).toBeGreaterThan(0);
  bytes[at + 5]! ^= 1;
  expect(await outcome(name, bytes)).toMatch(/dense.*: the HDF5 file is damaged or cut off/);
});

test("a zip with bytes lost or turned in its names is told as damaged", async () => {
  const { name, bytes } = await writeModel("keras", model, "m");
  const lost = new Uint8Array([...bytes.subarray(0, 1000), ...bytes.subarray(1041)]);
  expect(await outcome(name, lost)).toContain("the zip archive is damaged or cut off: its list of entries does not stand where its end says");
  const turned = bytes.slice();
  turned[35]! ^= 1;
  expect(await outcome(name, turned)).toContain("the zip archive is damaged or cut off: entry metadata.json is not where the list of entries says");
});

test("weights that are not finite are told by layer", async () => {
  const weights = model.weights.map((weight, i) => ({ ...weight, values: i === 2 ? new Float32Array(64).fill(NaN) : i === 5 ? Float32Array.of(Infinity) : weight.values }));
  for (const kind of ["keras", "h5", "weights", "tfjs"] as const) {
    const { name, bytes } = await writeModel(kind, { ...model, weights }, "m");
    expect(await outcome(name, bytes)).toBe("opened\n64 weights of layer dense_1 are not finite (NaN or infinity).\nOne weight of layer dense_2 is not finite (NaN or infinity).");
  }
});

const archive = unzipSync((await writeModel("tfjs", model, "m")).bytes);
const keras = unzipSync((await writeModel("keras", model, "m")).bytes);
type Manifest = { weightsManifest: { paths: string[] }[] };

test("a manifest that names one file many times is refused before anything is joined", async () => {
  const manifest = JSON.parse(new TextDecoder().decode(archive["model.json"])) as Manifest;
  manifest.weightsManifest[0]!.paths = new Array<string>(200_000).fill("weights.bin");
  const bytes = zipSync({ ...archive, "model.json": utf8(JSON.stringify(manifest)) });
  expect(await outcome("m.zip", bytes)).toBe("m.zip › weights.bin: the manifest names this file twice");
});

const config = JSON.parse(new TextDecoder().decode(keras["config.json"])) as { config: { layers: { config: Record<string, unknown> }[] } };
const withConfig = (change: (layer: Record<string, unknown>) => void): Uint8Array => {
  const changed = structuredClone(config);
  change(changed.config.layers[1]!.config);
  return zipSync({ ...keras, "config.json": utf8(JSON.stringify(changed)) });
};

test.each(["units", "activation", "name"])("JSON of 10,000 nested lists in %s is refused by key", async (key) => {
  const deep = `${"[".repeat(10_000)}1${"]".repeat(10_000)}`;
  const dense = JSON.stringify(config).replace(/("class_name":"Dense".*)/, (layer) => layer.replace(new RegExp(`"${key}":`), `"${key}":${deep},"x":`));
  const bytes = zipSync({ ...keras, "config.json": utf8(dense) });
  expect(await outcome("m.keras", bytes)).toMatch(new RegExp(`^m\\.keras › config\\.json › .*${key}: .*nested`));
});

test("20,000 unknown keys give the first twenty problems and how many more", async () => {
  const bytes = withConfig((layer) => {
    for (let i = 0; i < 20_000; i++) layer[`key_${i}`] = i + 1;
  });
  const read = await readModel([{ name: "m.keras", bytes }]);
  if (read.ok) throw new Error("opened");
  expect(read.error).toHaveLength(21);
  expect(read.error.at(-1)!.message.en).toBe("and 19,980 more");
});

test.each<[string, (layer: Record<string, unknown>, name: string) => void]>([
  ["a layer's name", (layer, name) => Object.assign(layer, { name, units: "8" })],
  ["a key", (layer, name) => Object.assign(layer, { [name]: 1 })],
  ["an activation", (layer, name) => Object.assign(layer, { activation: name })],
])("%s of a million letters is cut", async (_what, change) => {
  const told = await outcome("m.keras", withConfig((layer) => change(layer, "x".repeat(1_000_000))));
  expect(told.length).toBeLessThan(3000);
});

test("the names of 2,000 layers in an HDF5 file are cut", async () => {
  const members = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`layer_${i}`, {}]));
  const attributes = { layer_names: Object.keys(members) };
  const told = await outcome("m.h5", await writeHdf5({ attributes, members }));
  expect(told.length).toBeLessThan(3000);
  expect(told).not.toBe("opened");
});

test("compile settings that were edited beside Layerloom's own part are told, with the part that counts", async () => {
  const changed = JSON.parse(new TextDecoder().decode(keras["config.json"])) as { compile_config: { optimizer: { config: Record<string, unknown> }; loss: unknown } };
  changed.compile_config.optimizer.config.learning_rate = 0.5;
  const told = await outcome("m.keras", zipSync({ ...keras, "config.json": utf8(JSON.stringify(changed)) }));
  expect(told).toMatch(/^opened\nThe Keras part of the file has another optimizer \(.*0\.5.*\) than Layerloom's part \(.*\); Layerloom's part counts\.$/);
});
