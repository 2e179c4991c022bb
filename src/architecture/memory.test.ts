import { expect, test } from "vitest";
import type { LayerSpec } from "../layers";
import { trainingBytes, weightBytes } from "./memory";
import { inferStack } from "./stack";

const dense = (id: string, units: number): LayerSpec => ({
  id,
  kind: "Dense",
  values: { units, activation: "linear", use_bias: true, kernel_initializer: "glorot_uniform", bias_initializer: "zeros" },
});

test("memory of a small stack, counted by hand", () => {
  // 2 → 8 → 1: 2·8 + 8 + 8·1 + 1 = 33 weights; a sample leaves 2 + 8 + 1 = 11 values behind.
  const stack = inferStack([dense("a", 8), dense("b", 1)], [2]);
  expect(weightBytes(stack)).toBe(33 * 4);
  expect(trainingBytes(stack, 16)).toBe(4 * (2 * 33 + 2 * 16 * 11));
});
