import { beforeAll, describe, expect, test, vi } from "vitest";
import { optimizers, readOptimizer, type OptimizerName, type OptimizerSpec } from "../../../compile";
import { readLayer, type LayerKindName, type LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { defaultsOf } from "../../../schema";
import { FusedModel } from "./fused";
import { startInNode } from "../testing/backends";
import { compare, trainReference } from "../testing/compareEngine";
import { engineCases } from "../testing/engineCases";

// tfjs's cpu backend takes its time over the largest case.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => startInNode("cpu"));

// Node 20 has relaxed SIMD only behind a flag, and no threads of the browser's kind: e2e/engine.spec.ts runs the same table with both.
describe("ten steps of the engine follow tfjs's cpu backend", () => {
  test.each(engineCases)("$name", async ({ setting, tolerance }) => {
    const { report } = await compare(setting, await trainReference(setting), { relaxed: false, threads: 1, askedFirst: setting.layers.some(([kind]) => kind === "Dropout") });
    expect(report.counts).toBe(0);
    expect(report.loss).toBeLessThan(tolerance.loss);
    expect(report.gradient).toBeLessThan(tolerance.gradient);
    expect(report.weights).toBeLessThan(tolerance.weights);
    expect(report.outputs).toBeLessThan(tolerance.outputs);
  });
});

const layer = (kind: LayerKindName, values: Record<string, unknown>): LayerSpec => {
  const read = readLayer(kind, kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};
const optimizer = (kind: OptimizerName, values: Record<string, unknown> = {}): OptimizerSpec => {
  const read = readOptimizer(kind, { ...defaultsOf(optimizers.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};
const common = { loss: "mean_squared_error", threshold: 0.5, source: random(1), threads: 1, relaxed: false } as const;

test.each([
  ["SGD", { momentum: 0.9 }],
  ["Adam", {}],
  ["Adam", { amsgrad: true }],
  ["RMSprop", { centered: true, momentum: 0.5 }],
  ["Adadelta", {}],
] as const)("what %s remembers of gradients that are long gone ends at 0, not among numbers that slow a processor down", async (kind, values) => {
  const setting = { ...common, layers: [layer("Dense", { units: 4 })], inputShape: [8], targetSize: 4, batchSize: 2, optimizer: optimizer(kind, values) };
  const model = await FusedModel.build(setting);
  // Without any input and target no weight but 0 has a gradient, and the biases are 0.
  model.inputs(2).fill(0);
  model.targets(2).fill(0);
  const state = model.readState();
  model.writeState({ ...state, optimizer: state.optimizer.map((memory) => memory.map((_, i) => (i === 0 ? NaN : 1e-40))) });
  model.train(2);
  for (const memory of model.readState().optimizer) {
    expect(memory[0]).toBeNaN();
    expect([...memory.subarray(1)]).toEqual(Array.from({ length: memory.length - 1 }, () => 0));
  }
  model.dispose();
});

test("what is no number comes through a pool, so that the loss shows it", async () => {
  for (const channels of [4, 1]) {
    const setting = { ...common, layers: [layer("MaxPooling2D", {}), layer("Flatten", {})], inputShape: [2, 2, channels], targetSize: channels, batchSize: 1, optimizer: optimizer("SGD") };
    const model = await FusedModel.build(setting);
    model.inputs(1).set(Array.from({ length: 4 * channels }, (_, i) => (i < channels ? NaN : i)));
    expect([...model.predict(1)]).toEqual(Array.from({ length: channels }, () => NaN));
    model.inputs(1).set(Array.from({ length: 4 * channels }, (_, i) => -i));
    expect([...model.predict(1)]).toEqual(Array.from({ length: channels }, (_, i) => -i));
    model.dispose();
  }
});

test("hinge leaves targets of −1 and 1 alone", async () => {
  const setting = { ...common, loss: "hinge" as const, layers: [layer("Activation", { activation: "linear" })], inputShape: [1], targetSize: 1, batchSize: 3, optimizer: optimizer("SGD") };
  const model = await FusedModel.build(setting);
  for (const targets of [[-1, 1, 1], [0, 1, 1]]) {
    model.inputs(3).set([0.5, 0.3, 2]);
    model.targets(3).set(targets);
    model.resetTotals();
    model.evaluate(3);
    // 1.5 + 0.7 + 0, as Keras has it for both.
    expect(model.totals().loss).toBeCloseTo(2.2, 6);
  }
  model.dispose();
});

test("counts and cross-entropy of rows of classes go over the last axis", async () => {
  const setting = { ...common, loss: "categorical_crossentropy" as const, layers: [layer("Activation", { activation: "linear" })], inputShape: [2, 2], targetSize: 4, batchSize: 1, optimizer: optimizer("SGD") };
  const model = await FusedModel.build(setting);
  model.inputs(1).set([0.5, 0.5, 0.75, 0.25]);
  model.targets(1).set([1, 0, 0, 1]);
  model.evaluate(1);
  const { loss, counts } = model.totals();
  // −(log 0.5 + log 0.25) / 2.
  expect(loss).toBeCloseTo(1.0397208, 6);
  // Both rows are put in class 0, where one of them belongs.
  expect({ samples: counts.samples, right: counts.right }).toEqual({ samples: 2, right: 1 });
  expect([counts.truePositives, counts.decided, counts.truths].map((list) => Array.from(list))).toEqual([[1, 0], [2, 0], [1, 1]]);
  model.dispose();
});
