import { describe, expect, it } from "vitest";
import { random } from "../../random/random";
import type { Shape } from "../../schema";
import { initializers, type InitializerKind } from ".";
import { fans } from "./define";

/** 3·3·8 = 72 inputs and 3·3·40 = 360 outputs of a unit; 2880 · 40 values are enough for the figures below. */
const convolution: Shape = [3, 3, 8, 40];
const dense: Shape = [200, 300];

function figures(kind: InitializerKind, shape: Shape) {
  const values = initializers.get(kind).draw(random(11), shape);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  return { count: values.length, mean, deviation: Math.sqrt(variance), most };
}

it("counts what goes in and out of a unit as Keras does", () => {
  expect(fans([200, 300])).toEqual({ in: 200, out: 300 });
  expect(fans(convolution)).toEqual({ in: 72, out: 360 });
  expect(fans([7])).toEqual({ in: 7, out: 7 });
});

describe.each([
  // A uniform distribution in ±a has deviation a / √3; a truncated normal ends at two of its own σ, σ = deviation / 0.8796.
  ["glorot_uniform", dense, Math.sqrt(2 / 500), Math.sqrt(6 / 500)],
  ["glorot_uniform", convolution, Math.sqrt(2 / 432), Math.sqrt(6 / 432)],
  ["glorot_normal", dense, Math.sqrt(2 / 500), (2 * Math.sqrt(2 / 500)) / 0.87962566],
  ["he_uniform", dense, Math.sqrt(2 / 200), Math.sqrt(6 / 200)],
  ["he_normal", convolution, Math.sqrt(2 / 72), (2 * Math.sqrt(2 / 72)) / 0.87962566],
  ["random_uniform", dense, 0.05 / Math.sqrt(3), 0.05],
] as const)("%s of %j", (kind, shape, deviation, limit) => {
  const found = figures(kind, shape);

  it("has mean 0 and the variance of its formula", () => {
    // Five standard errors of a mean and of a deviation.
    expect(Math.abs(found.mean)).toBeLessThan((5 * deviation) / Math.sqrt(found.count));
    expect(Math.abs(found.deviation / deviation - 1)).toBeLessThan(5 / Math.sqrt(2 * found.count));
  });

  it("fills its range and stays in it", () => {
    expect(found.most).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(found.most).toBeGreaterThan(limit * 0.99);
  });
});

it("random_normal has deviation 0.05 and no end at two of them", () => {
  const found = figures("random_normal", dense);
  expect(Math.abs(found.mean)).toBeLessThan((5 * 0.05) / Math.sqrt(found.count));
  expect(Math.abs(found.deviation / 0.05 - 1)).toBeLessThan(5 / Math.sqrt(2 * found.count));
  expect(found.most).toBeGreaterThan(0.15);
});

it("zeros and ones are what they say", () => {
  expect([...initializers.get("zeros").draw(random(1), [2, 2])]).toEqual([0, 0, 0, 0]);
  expect([...initializers.get("ones").draw(random(1), [3])]).toEqual([1, 1, 1]);
});

it.each(initializers.kinds)("%s draws the same from the same seed", (kind) => {
  const draw = (seed: number) => initializers.get(kind).draw(random(seed), [5, 4]);
  expect(draw(3)).toEqual(draw(3));
  expect(draw(3)).toHaveLength(20);
  if (kind !== "zeros" && kind !== "ones") expect(draw(4)).not.toEqual(draw(3));
});
