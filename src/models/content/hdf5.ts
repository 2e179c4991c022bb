import type * as h5wasm from "h5wasm";
import { cutName, showBytes, showTuple, sizeOf, text } from "../../schema";
import { FileRefusal, refuse } from "../refuse";
import { readHeader, type DatasetHeader } from "./hdf5Header";
import { hasEndlessHeap } from "./hdf5Heap";
import { freshName, load, type Loaded } from "./hdf5Library";
import { bfloat16, float16 } from "./shortFloats";
import { withSlashes } from "./windowsNames";

/** A group of an HDF5 file, as far as Keras's files need it. */
export interface H5Group {
  /** Names of the members, sorted by the alphabet: `dense`, `dense_1`, `dense_10`, `dense_2`. */
  readonly keys: readonly string[];
  readonly attributes: readonly string[];
  group(path: string): H5Group | undefined;
  dataset(path: string): H5Dataset | undefined;
  /** Whether any dataset lies in this group or below it. Links that lead in a circle are followed once. */
  holdsData(): boolean;
  /** An attribute that holds one string. */
  string(attribute: string): string | undefined;
  /** An attribute that holds a list of strings; Keras splits long ones into `name0`, `name1`, … */
  strings(attribute: string): readonly string[] | undefined;
}

export interface H5Dataset {
  readonly path: string;
  readonly shape: readonly number[];
  /** The numbers, row-major. Look at the shape first: a small file can claim a huge, compressed dataset. */
  floats(): Float32Array;
  /** The one whole number of a dataset without axes; undefined for anything else. */
  integer(): number | undefined;
}

const damaged = (): FileRefusal => new FileRefusal([], text("the HDF5 file is damaged or cut off", "HDF5 文件已损坏或不完整"));
const noMemory = (): FileRefusal => new FileRefusal([], text("there is not enough memory for the values of the HDF5 file", "内存不足，无法容纳 HDF5 文件中的数据"));

/** Calls the library. Whatever it throws comes from the file. */
function ask<T>(call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    throw thrown instanceof Error && /allocation|malloc|out of memory/i.test(thrown.message) ? noMemory() : damaged();
  }
}

/** Groups and datasets that a file may have opened: a few for each of 500 layers. Links can lead in a circle. */
const mostOpened = 10_000;

/** Bytes of values that may come out of any file; more of them have to be stored in proportion. */
const freelyRead = 64 * 2 ** 20;
/** How much larger than their file the values of a dataset may be. */
const largestRatio = 200;

/** One file that is open. */
interface Open {
  readonly library: Loaded;
  readonly bytes: Uint8Array;
  readonly advance: () => void;
  opened: number;
}

/** Opens HDF5 bytes for as long as `use` takes. `advance` is called whenever a dataset was read. */
export async function readHdf5<T>(bytes: Uint8Array, use: (root: H5Group) => T | Promise<T>, advance: () => void = () => undefined): Promise<T> {
  if (hasEndlessHeap(bytes)) throw damaged();
  const library = await load();
  const { h5, files } = library;
  const name = freshName();
  files.writeFile(name, bytes);
  let file: h5wasm.File | undefined;
  try {
    const root = ask(() => new h5.File(name, "r"));
    file = root;
    return await use(withSlashes(wrapGroup({ library, bytes, advance, opened: 0 }, root, "")));
  } finally {
    close(file);
    files.unlink(name);
  }
}

function close(file: h5wasm.File | undefined): void {
  try {
    file?.close();
  } catch {
    // A damaged file need not close well; what was read of it is not touched by that.
  }
}

function wrapGroup(open: Open, group: h5wasm.Group, path: string): H5Group {
  const { h5 } = open.library;
  const below = (name: string): string => (path ? `${path}/${name}` : name);
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | undefined;
    return () => (made ??= { value: ask(make) }).value;
  };
  const keys = once(() => group.keys());
  const attributes = once(() => group.attrs);
  const find = (name: string): unknown => openMember(open, group, name);
  const string = (attribute: string): string | undefined => {
    const value = ask(() => attributes()[attribute]?.value);
    return typeof value === "string" ? value : undefined;
  };
  const list = (attribute: string): readonly string[] | undefined => {
    const held = attributes()[attribute];
    if (!held) return undefined;
    // Keras writes an empty list as an empty list of numbers.
    if (ask(() => held.shape)?.[0] === 0) return [];
    const value = ask(() => held.value);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  };
  return {
    get keys() {
      return keys();
    },
    get attributes() {
      return Object.keys(attributes());
    },
    group(name) {
      const found = find(name);
      return found instanceof h5.Group ? wrapGroup(open, found, below(name)) : undefined;
    },
    dataset(name) {
      const found = find(name);
      if (found instanceof h5.ExternalLink) {
        const where = `${cutName(found.filename)}/${cutName(found.obj_path.replace(/^\//, ""))}`;
        refuse([below(name)], `this is a link to another file (${where}); expected the values here`, `这是指向另一文件的链接（${where}）；数据应在此处`);
      }
      return found instanceof h5.Dataset ? wrapDataset(open, found, below(name)) : undefined;
    },
    holdsData: () => holdsData(open, group, new Set()),
    string,
    strings(attribute) {
      const whole = list(attribute);
      if (whole) return whole;
      const parts: string[] = [];
      for (let i = 0; ; i++) {
        const part = list(`${attribute}${i}`);
        if (!part) return i ? parts : undefined;
        parts.push(...part);
      }
    },
  };
}

function holdsData(open: Open, group: h5wasm.Group, seen: Set<number | null>): boolean {
  const address = addressOf(open, group);
  if (seen.has(address)) return false;
  seen.add(address);
  return ask(() => group.keys()).some((key) => {
    const member = openMember(open, group, key);
    if (member instanceof open.library.h5.Dataset) return true;
    return member instanceof open.library.h5.Group && holdsData(open, member, seen);
  });
}

/** Opens a member, and counts: a file whose links go round would be opened for ever. */
function openMember(open: Open, group: h5wasm.Group, name: string): unknown {
  if (++open.opened > mostOpened) {
    const most = mostOpened.toLocaleString("en");
    return refuse([group.path], `more than ${most} groups and datasets had to be opened: its links may lead in a circle`, `需要打开的组和数据集超过 ${most} 个：其中的链接可能构成循环`);
  }
  return ask(() => group.get(name));
}

/** What of the library's memory a dataset is read into. */
interface Memory {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
}

/** The bytes of a dataset as they are in the file. */
function bytesOf({ library: { h5 } }: Open, { file_id: file, path, metadata: { size, total_size: count } }: h5wasm.Dataset): Uint8Array {
  const memory = h5.Module as unknown as Memory;
  const at = memory._malloc(size * count);
  try {
    ask(() => h5.Module.get_dataset_data(file, path, null, null, null, BigInt(at)));
    return memory.HEAPU8.slice(at, at + size * count);
  } finally {
    memory._free(at);
  }
}

function wrapDataset(open: Open, dataset: h5wasm.Dataset, path: string): H5Dataset {
  const metadata = ask(() => dataset.metadata);
  const shape = metadata.shape ?? [];
  return {
    path,
    shape,
    floats() {
      const { type, size, littleEndian } = metadata;
      const header = headerOf(open, dataset);
      // HDF5 has no bfloat16: Keras writes two bytes without a type and marks them by an attribute.
      const isBrain = type === 5 && size === 2 && ask(() => dataset.attrs.dtype?.value) === "bfloat16";
      // Class 1 is floating point. Packed integers belong to models that compute otherwise.
      if (!isBrain && (type !== 1 || (size !== 2 && size !== 4 && size !== 8))) {
        const kind = type === 1 ? `float${size * 8}` : type === 0 ? `int${size * 8}` : `type ${type}`;
        return refuse([path], `the values are ${kind}; expected float32`, `数据类型为 ${kind}；应为 float32`);
      }
      if (header?.ieee === false) {
        return refuse([path], `the values are floating-point numbers of a form of their own; expected IEEE 754's float${size * 8}`, `数据是自定义格式的浮点数；应为 IEEE 754 的 float${size * 8}`);
      }
      checkStored(open, metadata, header, path);
      // The library has no type for 16 bits.
      const value = size === 2 ? (isBrain ? bfloat16 : float16)(bytesOf(open, dataset), littleEndian) : valuesOf(dataset, path);
      open.advance();
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      if (typeof value === "number") return Float32Array.of(value);
      return refuse([path], `there are no values; the shape is ${showTuple(shape)}`, `没有数据；其形状为 ${showTuple(shape)}`);
    },
    integer() {
      if (shape.length || dataset.metadata.type !== 0) return undefined;
      const value = Number(dataset.value);
      return Number.isSafeInteger(value) ? value : undefined;
    },
  };
}

function valuesOf(dataset: h5wasm.Dataset, path: string): unknown {
  try {
    return ask(() => dataset.value);
  } catch (thrown) {
    if (thrown instanceof FileRefusal) throw new FileRefusal([path], thrown.text);
    throw thrown;
  }
}

function headerOf(open: Open, dataset: h5wasm.Dataset): DatasetHeader | null {
  const address = addressOf(open, dataset);
  return address === null ? null : readHeader(open.bytes, address);
}

/** Where the header of an object lies in the file, which tells it from every other object. */
function addressOf({ library }: Open, { file_id: file, path }: h5wasm.Group | h5wasm.Dataset): number | null {
  const reference = Uint8Array.from(ask(() => library.addressOf(file, path)));
  return reference.length < 8 ? null : Number(new DataView(reference.buffer).getBigUint64(0, true));
}

/** Values that were never written read as the fill value: a few bytes can stand for gigabytes of zeros. */
function checkStored({ bytes }: Open, metadata: h5wasm.Metadata, header: DatasetHeader | null, path: string): void {
  const { chunks, virtual_sources: elsewhere } = metadata;
  const shape = metadata.shape ?? [];
  const count = sizeOf(shape);
  if (count === 0) return;
  if (elsewhere) {
    const [source] = elsewhere;
    const where = source ? `${cutName(source.file_name)}/${cutName(source.dset_name)}` : "–";
    refuse([path], `the values lie in another dataset (${where}), a virtual dataset; expected them here`, `数据位于另一数据集（${where}），即虚拟数据集；应在此处`);
  }
  const stored = header?.stored;
  if (stored === "elsewhere") refuse([path], "the values lie in another file, which HDF5 calls external storage; expected them here", "数据位于另一文件，即 HDF5 的外部存储；应在此处");
  if (stored === "none") refuse([path], "the values were never written to the file", "数据从未写入该文件");
  if (typeof stored === "object" && chunks) {
    const wanted = shape.reduce((product, side, i) => product * Math.ceil(side / chunks[i]!), 1);
    if (stored.chunks < wanted) {
      refuse([path], `${wanted - stored.chunks} of ${wanted} parts of the values were never written to the file`, `数据共 ${wanted} 块，其中 ${wanted - stored.chunks} 块从未写入该文件`);
    }
  }
  const size = count * metadata.size;
  if (size > freelyRead && size > bytes.length * largestRatio) {
    const [want, have] = [showBytes(size), showBytes(bytes.length)];
    refuse([path], `the values would take ${want}, the whole file has ${have}: no weights are packed so tightly`, `数据需要 ${want}，而整个文件只有 ${have}：权重不可能压缩得这么小`);
  }
}
