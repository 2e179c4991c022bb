import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../../../random/random";
import { sizeOf, type Shape } from "../../../schema";
import { startInNode, valuesOn } from "../testing/backends";
import { tf } from "../tf";
import { transposeMatrix } from "./transpose";

const drawn = (seed: number, shape: Shape) => {
  const source = random(seed);
  return tf.tensor(Float32Array.from({ length: sizeOf(shape) }, () => source.normal()), [...shape]);
};

/** Largest distance, relative to the largest value: sums of thousands of products differ in their order. */
function distance(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) / scale;
}

async function sameOnBoth(compute: () => ReturnType<typeof drawn>[]): Promise<void> {
  const [ours, reference] = [await valuesOn("wasm", compute), await valuesOn("cpu", compute)];
  expect(ours.length).toBe(reference.length);
  ours.forEach((values, i) => expect(distance(values, reference[i]!)).toBeLessThan(2e-5));
}

/** What tfjs counts, and what the backend itself holds, which kernels could leave behind unseen. */
const held = () => ({ tensors: tf.memory().numTensors, buffers: (tf.backend() as BackendWasm).numDataIds() });

beforeAll(() => startInNode("wasm"));

describe("transposeMatrix", () => {
  it("turns rows into columns", () => {
    const target = new Float32Array(6);
    transposeMatrix(Float32Array.of(1, 2, 3, 4, 5, 6), target, 2, 3);
    expect([...target]).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it.each([[1, 200], [200, 1], [64, 64], [65, 130], [129, 63]])("moves every entry of %i × %i", (rows, columns) => {
    const source = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const target = new Float32Array(rows * columns).fill(-1);
    transposeMatrix(source, target, rows, columns);
    const wrong = [...target].findIndex((value, i) => value !== (i % rows) * columns + Math.floor(i / rows));
    expect(wrong).toBe(-1);
  });
});

describe("the wasm kernels of matrix products", () => {
  const shapes: [string, Shape, Shape, boolean, boolean][] = [
    ["both plain", [5, 7], [7, 3], false, false],
    ["left transposed", [70, 5], [70, 130], true, false],
    ["right transposed", [5, 70], [130, 70], false, true],
    ["both transposed", [70, 5], [3, 70], true, true],
    ["stacks, transposed", [4, 6, 5], [4, 6, 3], true, false],
    ["a stack against one matrix, transposed", [4, 6, 5], [1, 3, 5], false, true],
    ["a single row", [1, 9], [4, 9], false, true],
    ["a single sample's gradient of the weights", [1, 67], [1, 13], true, false],
    ["a single sample's gradient of its inputs", [1, 13], [67, 13], false, true],
    ["odd sizes beyond a block", [131, 67], [131, 129], true, false],
  ];
  it.each(shapes)("multiply as the cpu backend does: %s", async (_name, a, b, left, right) => {
    await sameOnBoth(() => [tf.matMul(drawn(1, a), drawn(2, b), left, right)]);
  });

  it("multiply, add a bias and activate in one", async () => {
    await sameOnBoth(() => [
      tf.fused.matMul({ a: drawn(1, [6, 4]), b: drawn(2, [5, 4]), transposeA: false, transposeB: true, bias: drawn(3, [5]), activation: "relu" }),
    ]);
  });

  it("leave no memory behind", async () => {
    await tf.setBackend("wasm");
    const before = held();
    tf.tidy(() => void tf.matMul(drawn(1, [30, 20]), drawn(2, [30, 10]), true, false));
    expect(held()).toEqual(before);
  });
});

describe("the wasm kernels of convolution gradients", () => {
  const cases: [string, Shape, Shape, [number, number], "same" | "valid"][] = [
    ["3×3, same", [3, 8, 7, 2], [3, 3, 2, 4], [1, 1], "same"],
    ["3×3, valid", [3, 8, 7, 2], [3, 3, 2, 4], [1, 1], "valid"],
    ["stride 2, same, odd sides", [2, 9, 7, 3], [3, 3, 3, 2], [2, 2], "same"],
    ["stride 2, same, even sides", [2, 8, 8, 1], [3, 3, 1, 2], [2, 2], "same"],
    ["stride 2, valid, pixels left over", [2, 8, 8, 2], [3, 3, 2, 3], [2, 2], "valid"],
    ["stride 3 and 1, window 2×5", [2, 10, 9, 2], [2, 5, 2, 3], [3, 1], "same"],
    ["stride wider than the window", [2, 9, 9, 2], [1, 1, 2, 3], [3, 3], "same"],
    ["even window, same", [2, 6, 6, 2], [4, 2, 2, 3], [1, 1], "same"],
    ["the whole image", [2, 5, 5, 3], [5, 5, 3, 4], [1, 1], "valid"],
    ["one image, same", [1, 7, 5, 3], [3, 2, 3, 5], [1, 1], "same"],
    ["one image, stride 2×3, valid, pixels left over", [1, 9, 11, 2], [3, 3, 2, 5], [2, 3], "valid"],
    ["one image, an even window that is no higher than a pixel, stride 1×2", [1, 5, 6, 1], [1, 4, 1, 1], [1, 2], "same"],
    ["one pixel", [1, 1, 1, 3], [3, 3, 3, 2], [1, 1], "same"],
    ["1×1", [3, 5, 4, 7], [1, 1, 7, 5], [1, 1], "valid"],
    ["batch larger than a slice", [40, 32, 32, 3], [3, 3, 3, 2], [1, 1], "same"],
  ];
  it.each(cases)("agree with the cpu backend: %s", async (_name, image, filter, strides, padding) => {
    await sameOnBoth(() => {
      const [x, w] = [drawn(1, image), drawn(2, filter)] as [never, never];
      const y = tf.conv2d(x, w, strides, padding) as ReturnType<typeof drawn>;
      const dy = drawn(3, y.shape);
      const gradients = tf.grads((a, b) => tf.conv2d(a as never, b as never, strides, padding))([x, w], dy);
      return [y, ...gradients];
    });
  });

  it("leave no memory behind", async () => {
    await tf.setBackend("wasm");
    const before = held();
    tf.tidy(() => {
      const inputs = [drawn(1, [2, 9, 9, 2]), drawn(2, [3, 3, 2, 3])];
      tf.grads((a, b) => (tf.conv2d(a as never, b as never, 2, "same") as ReturnType<typeof drawn>).sum())(inputs);
    });
    expect(held()).toEqual(before);
  });
});

describe("the wasm kernel of the gradient of a maximum", () => {
  it("goes to the largest pixel, also where all are negative, and to the first of equals", async () => {
    await tf.setBackend("wasm");
    const x = [-4, -1, 0, 0, -2, -3, 0, 0];
    const gradient = tf.tidy(() => tf.grad((image) => tf.maxPool(image as never, 2, 2, "valid"))(tf.tensor(x, [1, 2, 4, 1]), tf.tensor([5, 7], [1, 1, 2, 1])).dataSync());
    expect([...gradient]).toEqual([0, 5, 7, 0, 0, 0, 0, 0]);
  });

  it.each([
    [[2, 2], [2, 2], "valid", [2, 7, 8, 3]],
    [[3, 2], [1, 2], "valid", [2, 7, 8, 3]],
    [[3, 3], [2, 2], "same", [2, 7, 8, 3]],
    [[2, 3], [3, 1], "same", [2, 6, 5, 1]],
    [[2, 2], [2, 2], "valid", [1, 5, 7, 1]],
    [[3, 3], [1, 1], "same", [1, 5, 5, 5]],
  ] as const)("agrees with the cpu backend: window %j, strides %j, %s", async (window, strides, padding, shape) => {
    await sameOnBoth(() => {
      const pool = (x: unknown) => tf.maxPool(x as never, [...window], [...strides], padding) as ReturnType<typeof drawn>;
      const x = drawn(1, shape);
      return [tf.grad(pool)(x, drawn(2, pool(x).shape))];
    });
  });
});

describe("the wasm kernel that clips", () => {
  it("keeps to the bounds and lets NaN through", async () => {
    const [ours] = await valuesOn("wasm", () => [tf.tensor1d([NaN, Infinity, -Infinity, 0.5, 1, 0]).clipByValue(0.1, 0.9)]);
    expect(ours).toEqual([NaN, 0.9, 0.1, 0.5, 0.9, 0.1].map(Math.fround));
  });
});
