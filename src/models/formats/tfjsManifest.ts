import { showBytes, shown, sizeOf, text, type Text } from "../../schema";
import { isDict, type Dict } from "../content/json";
import { float16 } from "../content/shortFloats";
import { limits, type Archive } from "../content/zip";
import { isNoLayerWeight, type NamedWeight } from "../keras/matchWeights";
import { refuse } from "../refuse";

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Dict[];
}

/** The groups of the manifest: which files, and which weights lie in them one after another. */
export function manifestOf(raw: unknown, at: readonly string[]): readonly Group[] {
  const manifest = isDict(raw) ? raw.weightsManifest : undefined;
  if (!Array.isArray(manifest)) return refuse([...at, "weightsManifest"], `expected a list, received ${shown(manifest)}`, `应为列表，收到的是 ${shown(manifest)}`);
  return manifest.map((group: unknown, i) => {
    const { paths, weights } = isDict(group) ? group : {};
    const whole = Array.isArray(paths) && paths.every((path) => typeof path === "string") && Array.isArray(weights) && weights.every(isDict);
    if (!whole) return refuse([...at, "weightsManifest", i], `expected paths and weights, received ${shown(group)}`, `应含 paths 和 weights，收到的是 ${shown(group)}`);
    return { paths: paths, weights: weights };
  });
}

/** Bytes of one number by type. Text has no fixed size, and no layer's weights are text. */
const bytesOfType: Readonly<Record<string, number>> = { float32: 4, int32: 4, uint32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1, complex64: 8 };

/** Numbers in fewer bits as float32: value = min + scale · q. Source: tfjs-core `io/io_utils.ts`, `decodeWeights`. */
function decoded(bytes: Uint8Array, dtype: string, { min, scale }: Dict): Float32Array {
  if (dtype === "float16") return float16(bytes);
  const whole = dtype === "uint8" ? bytes : new Uint16Array(bytes.slice().buffer);
  return Float32Array.from(whole, (q) => (min as number) + (scale as number) * q);
}

export interface ManifestRead {
  /** The layers' weights in the order of the list; the optimizer's are left out. */
  readonly weights: readonly NamedWeight[];
  readonly notes: readonly Text[];
}

/** Every weight of the manifest. Shapes, types and byte counts must agree with the files. */
export function readManifest(archive: Archive, entry: string, raw: unknown): ManifestRead {
  const found: NamedWeight[] = [];
  const short = new Set<string>();
  const named = new Set<string>();
  const folder = entry.slice(0, entry.lastIndexOf("/") + 1);
  manifestOf(raw, [entry]).forEach(({ paths, weights }, g) => {
    const bytes = joined(readPaths(archive, paths.map((path) => folder + path.replace(/^\.\//, "")), named));
    let at = 0;
    weights.forEach((weight, i) => {
      const path = [entry, "weightsManifest", g, "weights", i];
      const { name, shape, dtype, quantization, group } = weight;
      if (typeof name !== "string") return refuse([...path, "name"], `expected a name, received ${shown(name)}`, `应为名称，收到的是 ${shown(name)}`);
      const sides = Array.isArray(shape) && shape.every((side): side is number => Number.isInteger(side) && (side as number) >= 0) ? shape : undefined;
      if (!sides) return refuse([...path, "shape"], `weight ${name}: expected a list of whole numbers, received ${shown(shape)}`, `权重 ${name}：应为整数列表，收到的是 ${shown(shape)}`);
      const stored = isDict(quantization) ? quantization.dtype : dtype;
      const each = typeof stored === "string" && Object.hasOwn(bytesOfType, stored) ? bytesOfType[stored] : undefined;
      const passed = group === "optimizer" || isNoLayerWeight(name);
      if (each === undefined || (!passed && !isReadable(dtype, quantization))) {
        return refuse(
          [...path, isDict(quantization) ? "quantization" : "dtype"],
          `weight ${name}: expected float32, or uint8, uint16 or float16 in its place, received ${shown(quantization ?? dtype)}`,
          `权重 ${name}：应为 float32，或以 uint8、uint16、float16 代替，收到的是 ${shown(quantization ?? dtype)}`,
        );
      }
      const size = sizeOf(sides) * each;
      if (at + size > bytes.length) return tooShort(paths, name, at + size, bytes.length);
      const own = bytes.slice(at, at + size);
      at += size;
      // The optimizer's own state is not taken over: training goes on with a fresh one.
      if (passed) return;
      if (isDict(quantization)) short.add(String(stored));
      found.push({ name, shape: sides, values: isDict(quantization) ? decoded(own, String(stored), quantization) : new Float32Array(own.buffer) });
    });
    if (at !== bytes.length) refuse(paths, `${bytes.length} bytes; the manifest describes ${at}`, `${bytes.length} 字节；清单描述了 ${at} 字节`);
  });
  const types = [...short].join(", ");
  return { weights: found, notes: short.size ? [text(`The weights are stored as ${types} in the file; they are float32 here and as exact as they were there.`, `文件中的权重以 ${types} 存储；这里转为 float32，精度与文件相同。`)] : [] };
}

function isReadable(dtype: unknown, quantization: unknown): boolean {
  if (dtype !== "float32") return false;
  if (quantization === undefined || quantization === null) return true;
  if (!isDict(quantization)) return false;
  if (quantization.dtype === "float16") return true;
  return (quantization.dtype === "uint8" || quantization.dtype === "uint16") && Number.isFinite(quantization.min) && Number.isFinite(quantization.scale);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The files of one group. `named` has those of all groups: a small manifest could name one file any number of times. */
function readPaths(archive: Archive, paths: readonly string[], named: Set<string>): readonly Uint8Array[] {
  let size = 0;
  for (const path of paths) {
    if (named.has(path)) refuse([path], "the manifest names this file twice", "清单两次列出该文件");
    named.add(path);
    size += archive.size(path);
  }
  if (size > limits.weights) refuse([...paths.slice(0, 1)], `the files of this group have ${showBytes(size)}; at most ${showBytes(limits.weights)} are opened`, `该组文件共 ${showBytes(size)}；最多打开 ${showBytes(limits.weights)}`);
  return paths.map((path) => archive.read(path, limits.weights));
}

const tooShort = (paths: readonly string[], name: string, wanted: number, received: number): never =>
  refuse(paths, `the data end inside the weight ${name}: ${received} bytes, expected at least ${wanted}`, `数据在权重 ${name} 处中断：共 ${received} 字节，至少应有 ${wanted}`);
