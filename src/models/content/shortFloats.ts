/** Numbers of 16 bits, as files keep them in place of float32. `bytes` has two per number, of either byte order. */

type Bits = (bits: number) => number;

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
const half: Bits = (bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
const brain: Bits = (bits) => {
  word.setUint16(0, bits);
  return word.getFloat32(0);
};

const decoded = (bytes: Uint8Array, littleEndian: boolean, decode: Bits): Float32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, i) => decode(view.getUint16(2 * i, littleEndian)));
};

export const float16 = (bytes: Uint8Array, littleEndian = true): Float32Array => decoded(bytes, littleEndian, half);
export const bfloat16 = (bytes: Uint8Array, littleEndian = true): Float32Array => decoded(bytes, littleEndian, brain);
