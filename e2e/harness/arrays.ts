import { readFileSync } from "node:fs";
import h5wasm, { Dataset, File, Group } from "h5wasm/node";

/** Numbers with their shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A scalar is a number by itself, or a whole one of 64 bits. */
const numbers = (value: Dataset["value"]): number[] => (ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : [Number(value)]);

/** The arrays of an HDF5 file by their paths, read with the library alone: the page's own reader is not tested with itself. */
export async function readH5(path: string): Promise<Record<string, Values>> {
  await h5wasm.ready;
  const file = new File(path, "r");
  const found: Record<string, Values> = {};
  const walk = (group: Group): void => {
    for (const name of group.keys()) {
      const member = group.get(name);
      if (member instanceof Group) walk(member);
      else if (member instanceof Dataset) found[member.path] = { shape: member.shape ?? [], values: numbers(member.value) };
    }
  };
  try {
    walk(file);
  } finally {
    file.close();
  }
  return found;
}

/** A NumPy array of 32-bit numbers: version 1.0 of the format, rows first. */
export function readNpy(path: string): Values {
  const bytes = readFileSync(path);
  if (bytes.toString("latin1", 0, 8) !== "\x93NUMPY\x01\x00") throw new Error(`${path} begins with ${bytes.toString("latin1", 0, 8)}`);
  const end = 10 + bytes.readUInt16LE(8);
  const [, descr, order, shape = ""] = /'descr': '(.+?)', 'fortran_order': (\w+), 'shape': \((.*?)\)/.exec(bytes.toString("latin1", 10, end)) ?? [];
  if (descr !== "<f4" || order !== "False" || end % 64 !== 0) throw new Error(`${path} has the header ${bytes.toString("latin1", 10, end)}`);
  const values = Array.from({ length: (bytes.length - end) / 4 }, (_, i) => bytes.readFloatLE(end + 4 * i));
  return { shape: shape.split(",").filter((side) => side.trim()).map(Number), values };
}
