import type * as h5wasm from "h5wasm";
import { showTuple } from "../../schema";
import { refuse, FileRefusal } from "../refuse";
import { text } from "../../schema";

/** A group of an HDF5 file, as far as Keras's files need it. */
export interface H5Group {
  /** Names of the members, sorted by the alphabet: `dense`, `dense_1`, `dense_10`, `dense_2`. */
  readonly keys: readonly string[];
  readonly attributes: readonly string[];
  group(path: string): H5Group | undefined;
  dataset(path: string): H5Dataset | undefined;
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
}

/** What is written: members are datasets or groups. */
export interface H5Tree {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly members?: Readonly<Record<string, H5Tree | H5Values>>;
}

export interface H5Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

type Library = typeof h5wasm;
interface Loaded {
  readonly h5: Library;
  /** The library's files lie in memory. */
  readonly files: { readFile(name: string): Uint8Array; writeFile(name: string, bytes: Uint8Array): void; unlink(name: string): void };
}

let loading: Promise<Loaded> | undefined;
let count = 0;

/** Four megabytes, and so loaded at the first file that needs it. */
function load(): Promise<Loaded> {
  loading ??= import("h5wasm").then(async (h5) => {
    const module = await h5.ready;
    // Without this a failure only prints to the console and a half-written file is handed out.
    module.activate_throwing_error_handler();
    return { h5, files: module.FS as unknown as Loaded["files"] };
  });
  return loading;
}

/** A name never used before: a reused one can give the bytes of the file that had it. */
const freshName = (): string => `model-${++count}.h5`;

const failure = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.message.startsWith("HDF5-DIAG")
    ? new FileRefusal([], text("the HDF5 file is damaged or cut off", "HDF5 文件已损坏或不完整"))
    : thrown;

/** Opens HDF5 bytes for as long as `use` takes. */
export async function readHdf5<T>(bytes: Uint8Array, use: (root: H5Group) => T | Promise<T>): Promise<T> {
  const { h5, files } = await load();
  const name = freshName();
  files.writeFile(name, bytes);
  let file: h5wasm.File | undefined;
  try {
    file = new h5.File(name, "r");
    return await use(wrapGroup(h5, file, ""));
  } catch (thrown) {
    throw failure(thrown);
  } finally {
    file?.close();
    files.unlink(name);
  }
}

function wrapGroup(h5: Library, group: h5wasm.Group, path: string): H5Group {
  const attributes = group.attrs;
  const below = (name: string): string => (path ? `${path}/${name}` : name);
  const string = (attribute: string): string | undefined => {
    const value = attributes[attribute]?.value;
    return typeof value === "string" ? value : undefined;
  };
  const list = (attribute: string): readonly string[] | undefined => {
    const held = attributes[attribute];
    if (!held) return undefined;
    // Keras writes an empty list as an empty list of numbers.
    if (held.shape?.[0] === 0) return [];
    const value = held.value;
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  };
  return {
    keys: group.keys(),
    attributes: Object.keys(attributes),
    group(name) {
      const found = group.get(name);
      return found instanceof h5.Group ? wrapGroup(h5, found, below(name)) : undefined;
    },
    dataset(name) {
      const found = group.get(name);
      return found instanceof h5.Dataset ? wrapDataset(found, below(name)) : undefined;
    },
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

function wrapDataset(dataset: h5wasm.Dataset, path: string): H5Dataset {
  const shape = dataset.shape ?? [];
  return {
    path,
    shape,
    floats() {
      const { type, size } = dataset.metadata;
      // Class 1 is floating point. float16, bfloat16 and packed integers belong to models that compute otherwise.
      if (type !== 1 || (size !== 4 && size !== 8)) {
        const kind = type === 1 ? `float${size * 8}` : type === 0 ? `int${size * 8}` : `type ${type}`;
        return refuse([path], `the values are ${kind}; expected float32`, `数据类型为 ${kind}；应为 float32`);
      }
      const value = dataset.value;
      if (value instanceof Float32Array) return value;
      if (value instanceof Float64Array) return Float32Array.from(value);
      if (typeof value === "number") return Float32Array.of(value);
      return refuse([path], `there are no values; the shape is ${showTuple(shape)}`, `没有数据；其形状为 ${showTuple(shape)}`);
    },
  };
}

/** Writes a tree of groups as an HDF5 file that every HDF5 from 1.8 on reads. */
export async function writeHdf5(tree: H5Tree): Promise<Uint8Array> {
  const { h5, files } = await load();
  const name = freshName();
  const file = new h5.File(name, "w");
  try {
    try {
      fill(file, tree);
    } finally {
      file.close();
    }
    return files.readFile(name);
  } finally {
    files.unlink(name);
  }
}

function fill(group: h5wasm.Group, { attributes = {}, members = {} }: H5Tree): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") group.create_attribute(name, value);
    // An empty list of strings cannot be written; Keras, too, writes an empty list of numbers.
    else if (value.length === 0) group.create_attribute(name, new Float64Array(0), [0]);
    else group.create_attribute(name, [...value]);
  }
  for (const [name, member] of Object.entries(members)) {
    if ("values" in member) group.create_dataset({ name, data: member.values, shape: [...member.shape] });
    else fill(group.create_group(name), member);
  }
}
