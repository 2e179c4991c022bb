import { expect, test } from "vitest";
import { bfloat16, float16 } from "./shortFloats";

test("float16 is read by IEEE 754's bits, in both byte orders", () => {
  // 1, −2, 65504 (the largest), 2⁻²⁴ (the smallest), 1/3 to ten bits, infinity.
  const bits = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00];
  const wanted = [1, -2, 65504, 2 ** -24, 0.333251953125, Infinity];
  expect([...float16(Uint8Array.from(bits.flatMap((b) => [b & 255, b >> 8])))]).toEqual(wanted);
  expect([...float16(Uint8Array.from(bits.flatMap((b) => [b >> 8, b & 255])), false)]).toEqual(wanted);
  expect([...float16(Uint8Array.of(0x01, 0x7c))]).toEqual([NaN]);
});

test("bfloat16 is the upper half of a float32", () => {
  // 1, −3.140625 (π to seven bits), 2¹⁰⁰.
  expect([...bfloat16(Uint8Array.of(0x80, 0x3f, 0x49, 0xc0, 0x80, 0x71))]).toEqual([1, -3.140625, 2 ** 100]);
});
