import type * as h5wasm from "h5wasm";
import { freshName, load } from "./hdf5Library";

/** What is written: members are datasets or groups. */
export interface H5Tree {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly members?: Readonly<Record<string, H5Tree | H5Values>>;
}

export interface H5Values {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** What is wanted of a file that is written. */
export interface WriteOptions {
  /** Stores a checksum (Fletcher's, of HDF5 1.6 and later) with every dataset, which readers check. */
  readonly checksums?: boolean;
  /** Called whenever a dataset is written. */
  readonly advance?: () => void;
}

/** Writes a tree of groups as an HDF5 file that every HDF5 from 1.8 on reads. */
export async function writeHdf5(tree: H5Tree, options: WriteOptions = {}): Promise<Uint8Array> {
  const { h5, files } = await load();
  const name = freshName();
  const file = new h5.File(name, "w");
  try {
    try {
      fill(file, tree, options);
    } finally {
      file.close();
    }
    return files.readFile(name);
  } finally {
    files.unlink(name);
  }
}

function fill(group: h5wasm.Group, { attributes = {}, members = {} }: H5Tree, options: WriteOptions): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") group.create_attribute(name, value);
    // An empty list of strings cannot be written; Keras, too, writes an empty list of numbers.
    else if (value.length === 0) group.create_attribute(name, new Float64Array(0), [0]);
    else group.create_attribute(name, [...value]);
  }
  for (const [name, member] of Object.entries(members)) {
    if ("values" in member) {
      put(group, name, member, options);
      options.advance?.();
    } else fill(group.create_group(name), member, options);
  }
}

/** The number of the filter that keeps checksums. */
const fletcher32 = 3;

function put(group: h5wasm.Group, name: string, { shape, values }: H5Values, { checksums = false }: WriteOptions): void {
  // Filters work on chunks; the whole dataset is one, which must be smaller than 4 GB. A single number has no chunks.
  const chunked = checksums && shape.length > 0 && values.length > 0 && values.byteLength < 2 ** 31;
  const filter = chunked ? { chunks: [...shape], compression: fletcher32, compression_opts: [] } : {};
  group.create_dataset({ name, data: values, shape: [...shape], ...filter });
}
