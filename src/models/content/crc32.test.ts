import { expect, test } from "vitest";
import { crc32 } from "./crc32";

test.each([
  // The check value of CRC-32 in the catalogue of parametrised CRC algorithms; the others are by Python's zlib.crc32.
  ["123456789", 0xcbf43926],
  ["", 0],
  ["a", 0xe8b7be43],
  ["The quick brown fox jumps over the lazy dog", 0x414fa339],
])("%j has the checksum that zlib gives", (words, checksum) => {
  expect(crc32(new TextEncoder().encode(words))).toBe(checksum);
});
