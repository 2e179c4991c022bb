import { expect, test } from "vitest";
import type { Control } from "../schema";
import { nearest, scaleOf, stepped } from "./scale";

const rate: Control = { type: "number", min: 1e-6, max: 10, step: 0.001 };
const part: Control = { type: "number", min: 0, max: 0.99, step: 0.05 };
const units: Control = { type: "integer", min: 1, max: 65_536 };

test("a share has even stops, its end included", () => {
  const scale = scaleOf(part)!;
  expect(scale.slice(0, 4)).toEqual([0, 0.05, 0.1, 0.15]);
  expect(scale.at(-2)).toBe(0.95);
  expect(scale.at(-1)).toBe(0.99);
});

test("a learning rate has three stops a decade", () => {
  const scale = scaleOf(rate)!;
  expect(scale.slice(0, 5)).toEqual([1e-6, 2e-6, 5e-6, 1e-5, 2e-5]);
  expect(scale).toContain(0.001);
  // 7 decades of 3 and both ends: 1e-6 … 10.
  expect(scale).toHaveLength(22);
});

test("units double from stop to stop", () => {
  expect(scaleOf(units)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]);
});

test("where a slider could only jump about there is none", () => {
  expect(scaleOf({ type: "number", min: 1e-12, max: 1, step: 1e-7 })).toBeNull();
  expect(scaleOf({ type: "integer", min: 0, max: 4_294_967_295 })).toBeNull();
  expect(scaleOf({ type: "boolean" })).toBeNull();
});

test("the stop nearest to a value that stands between stops", () => {
  expect(nearest([1, 2, 4, 8], 5)).toBe(2);
  expect(nearest([0, 0.05, 0.1], 0.08)).toBe(2);
});

test("arrow keys step by one, by a stop on a long scale, and never out of range", () => {
  expect(stepped(units, 512, 1, false)).toBe(513);
  expect(stepped(units, 512, -1, true)).toBe(502);
  expect(stepped(units, 1, -1, false)).toBe(1);
  expect(stepped(part, 0.1, 1, false)).toBe(0.15);
  expect(stepped(part, 0.95, 1, false)).toBe(0.99);
  expect(stepped(rate, 0.001, 1, false)).toBe(0.002);
  expect(stepped(rate, 0.003, -1, false)).toBe(0.002);
  expect(stepped(rate, 10, 1, false)).toBe(10);
});
