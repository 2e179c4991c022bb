import { expect, test } from "vitest";
import { presets } from "../experiment";
import { newLayer } from "../experiment/edits";
import type { LayerKindName, LayerSpec } from "../layers";
import { random } from "../random/random";
import { inferStack, initialWeights, layerNames, outputActivation, snakeCase } from ".";

const stack = (...parts: [LayerKindName, object?][]): LayerSpec[] => {
  const specs: LayerSpec[] = [];
  for (const [kind, values] of parts) {
    const spec = newLayer(specs, kind);
    specs.push({ ...spec, values: { ...spec.values, ...values } } as LayerSpec);
  }
  return specs;
};

const recipe = presets.find(({ id }) => id === "recipe")!.experiment;

test("the recipe has the 1,636,146 parameters that its text sums up", () => {
  const seen = inferStack(recipe.layers, [3072]);
  // 3072·512 + 512, 512·120 + 120, 120·10 + 10
  expect(seen.rows.map((row) => row.trainable)).toEqual([1_573_376, 0, 0, 61_560, 0, 0, 1_210, 0]);
  expect(seen.trainable).toBe(1_636_146);
  expect(seen.output).toEqual([10]);
});

test("a convnet's shapes and parameters follow the textbook formulas", () => {
  const seen = inferStack(
    stack(
      ["Conv2D", { filters: 32 }], // 32 − 3 + 1 = 30; 3·3·3·32 + 32 = 896
      ["Conv2D", { filters: 8, kernel_size: [5, 3], strides: [2, 2], padding: "same" }], // ⌈30 / 2⌉ = 15; 5·3·32·8 + 8 = 3848
      ["MaxPooling2D"], // ⌊(15 − 2) / 2⌋ + 1 = 7
      ["BatchNormalization"], // 8 gamma, 8 beta, 8 + 8 moving
      ["Flatten"], // 7·7·8 = 392
      ["Dense", { units: 10, use_bias: false }], // 3920
    ),
    [32, 32, 3],
  );
  expect(seen.rows.map((row) => row.output)).toEqual([[30, 30, 32], [15, 15, 8], [7, 7, 8], [7, 7, 8], [392], [10]]);
  expect(seen.rows.map((row) => row.trainable)).toEqual([896, 3848, 0, 16, 0, 3920]);
  expect(seen.rows.map((row) => row.nonTrainable)).toEqual([0, 0, 0, 16, 0, 0]);
});

test("operations are counted per sample, a multiply-add as two", () => {
  const [dense, conv] = [inferStack(stack(["Dense", { units: 5 }]), [7]), inferStack(stack(["Conv2D", { filters: 2 }]), [5, 5, 3])];
  expect(dense.flops).toBe(5 * (2 * 7 + 1));
  // 3·3 positions of 2 filters, each 27 multiply-adds and one bias
  expect(conv.flops).toBe(3 * 3 * 2 * (2 * 27 + 1));
});

test("the layer that cannot work says why, and those behind it are not blamed", () => {
  const seen = inferStack(stack(["Flatten"], ["Conv2D"], ["Dense"]), [32, 32, 3]);
  expect(seen.rows[1]!.problem?.en).toContain("received (3072,)");
  expect(seen.rows[1]!.problem?.zh).toContain("(3072,)");
  expect(seen.rows[2]!.problem).toBeUndefined();
  expect(seen.output).toBeUndefined();
});

test("a window larger than the image is refused with both sizes", () => {
  const seen = inferStack(stack(["Conv2D", { kernel_size: [5, 5] }]), [4, 9, 1]);
  expect(seen.rows[0]!.problem?.en).toContain("5×5 is larger than the image of 4×9");
});

test("Reshape works out one open side and refuses sizes that do not match", () => {
  const open = inferStack(stack(["Reshape", { target_shape: [16, -1] }]), [3072]);
  expect(open.output).toEqual([16, 192]);
  const wrong = inferStack(stack(["Reshape", { target_shape: [31, 31, 3] }]), [3072]);
  expect(wrong.rows[0]!.problem?.en).toBe("the 3072 values of shape (3072,) do not fit the shape (31, 31, 3)");
});

test("layers are named as Keras names them", () => {
  expect(layerNames(stack(["Dense"], ["MaxPooling2D"], ["Dense"], ["BatchNormalization"]))).toEqual([
    "dense",
    "max_pooling2d",
    "dense_1",
    "batch_normalization",
  ]);
  expect(snakeCase("Conv2D")).toBe("conv2d");
});

test("the output's activation is that of the last layer that has one", () => {
  expect(outputActivation(recipe.layers)).toBe("sigmoid");
  expect(outputActivation(stack(["Dense", { activation: "softmax" }], ["Dropout"], ["Flatten"]))).toBe("softmax");
  expect(outputActivation(stack(["Dense", { activation: "relu" }], ["BatchNormalization"]))).toBe("linear");
});

test("the same seed gives the same first weights, and one more layer leaves the others' alone", () => {
  const two = stack(["Dense", { units: 3 }], ["Dense", { units: 2 }]);
  const three = [...two, ...stack(["Dense"], ["Dense"], ["Dense", { units: 4 }]).slice(2)];
  const first = initialWeights(two, [4], random(7));
  expect(initialWeights(two, [4], random(7))).toEqual(first);
  expect(initialWeights(three, [4], random(7)).slice(0, 4)).toEqual(first);
  expect(initialWeights(two, [4], random(8))[0]!.values).not.toEqual(first[0]!.values);
  // glorot_uniform on [4, 3]: all within ±√(6 / 7)
  expect(Math.max(...first[0]!.values.map(Math.abs))).toBeLessThan(Math.sqrt(6 / 7));
  expect([...first[1]!.values]).toEqual([0, 0, 0]);
});
