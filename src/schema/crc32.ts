/** Tables for eight bytes at a time ("slicing by 8"): `tables[k][b]` is the remainder of byte b followed by k zero bytes. */
const tables = ((): readonly Int32Array[] => {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
  const all = [first];
  for (let k = 1; k < 8; k++) all.push(all[k - 1]!.map((rest) => first[rest & 255]! ^ (rest >>> 8)));
  return all;
})();
type Eight = readonly [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

/**
 * CRC-32 of the bytes of an array (ISO 3309, polynomial 0xEDB88320: that of zip, gzip and PNG), as an unsigned number. `before` is
 * the checksum of what came before, for data in several pieces. About as fast as a copy of the array.
 */
export function crc32(data: ArrayBufferView, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Eight;
  const { buffer, byteOffset, byteLength } = data;
  let crc = ~before;
  let done = 0;
  // Words can be read where words begin; arrays of 32-bit numbers do.
  if (byteOffset % 4 === 0) {
    const words = new Int32Array(buffer, byteOffset, (byteLength >>> 3) * 2);
    for (let at = 0; at < words.length; at += 2) {
      const a = crc ^ words[at]!;
      const b = words[at + 1]!;
      crc =
        t7[a & 255]! ^ t6[(a >>> 8) & 255]! ^ t5[(a >>> 16) & 255]! ^ t4[a >>> 24]! ^
        t3[b & 255]! ^ t2[(b >>> 8) & 255]! ^ t1[(b >>> 16) & 255]! ^ t0[b >>> 24]!;
    }
    done = words.byteLength;
  }
  const bytes = new Uint8Array(buffer, byteOffset + done, byteLength - done);
  for (let at = 0; at < bytes.length; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
