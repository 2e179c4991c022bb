import { expect, test } from "vitest";
import { crc32 } from "./crc32";

const utf8 = (words: string) => new TextEncoder().encode(words);

test("gives the checksums of zip and gzip", () => {
  // The check value of the catalogue of CRC algorithms, and two of Python's zlib.crc32.
  expect(crc32(utf8("123456789"))).toBe(0xcbf43926);
  expect(crc32(utf8(""))).toBe(0);
  expect(crc32(utf8("The quick brown fox jumps over the lazy dog"))).toBe(0x414fa339);
});

test("data in pieces, at any place of a buffer, have the checksum of the whole", () => {
  const whole = Uint8Array.from({ length: 61 }, (_, i) => (i * 37) & 255);
  for (const cut of [0, 1, 4, 7, 8, 33, 61]) expect(crc32(whole.subarray(cut), crc32(whole.subarray(0, cut)))).toBe(crc32(whole));
});

test("a single bit makes another checksum", () => {
  const values = Float32Array.from({ length: 9 }, (_, i) => i / 4);
  const before = crc32(values);
  new Uint8Array(values.buffer)[13]! ^= 1;
  expect(crc32(values)).not.toBe(before);
});
