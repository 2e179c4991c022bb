import type { LayerWeight } from "../architecture";
import { utf8 } from "./content/json";
import { showTuple } from "../schema";
import type { ModelFile } from "./types";

/**
 * An array as NumPy's `.npy`, version 1.0: magic, length of the header, the header padded so that the data begin at a
 * multiple of 64 bytes, then float32 in little-endian order. Source: NumPy `lib/format.py`.
 */
export function npyBytes(shape: readonly number[], values: Float32Array): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${showTuple(shape)}, }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + values.length * 4);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  bytes.set(utf8(`${header.padEnd(length - 11)}\n`), 10);
  bytes.set(bytesOf(values), length);
  return bytes;
}

/** The bytes of float32 numbers. Every machine that runs WebAssembly in a browser keeps them in little-endian order. */
export const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** One weight as a file: `dense_1.kernel.npy`. */
export const npyFile = ({ layerName, name, shape, values }: LayerWeight): ModelFile => ({
  name: `${layerName}.${name}.npy`,
  bytes: npyBytes(shape, values),
  mime: "application/octet-stream",
});
