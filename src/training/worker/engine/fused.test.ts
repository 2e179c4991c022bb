import { beforeAll, describe, expect, test } from "vitest";
import { losses, metrics, readOptimizer, type LossName, type OptimizerName } from "../../../compile";
import { newLayer } from "../../../experiment/edits";
import type { LayerKindName, LayerSpec } from "../../../layers";
import { optimizers } from "../../../compile";
import { random } from "../../../random/random";
import { defaultsOf, sizeOf, type Shape } from "../../../schema";
import { buildModel, readWeights } from "../model/build";
import { startInNode } from "../testing/backends";
import { tf, type Tensor, type Variable } from "../tf";
import { FusedModel } from "./fused";

type Part = readonly [LayerKindName, object?];

const stack = (parts: readonly Part[]): LayerSpec[] =>
  parts.reduce<LayerSpec[]>((specs, [kind, values]) => {
    const spec = newLayer(specs, kind);
    return [...specs, { ...spec, values: { ...spec.values, ...values } } as LayerSpec];
  }, []);

interface Case {
  readonly layers: readonly Part[];
  readonly input: Shape;
  readonly outputs: number;
  readonly loss?: LossName;
  readonly optimizer?: readonly [OptimizerName, object?];
  /** Sizes of the batches, one after another; the largest is the engine's. */
  readonly batches?: readonly number[];
}

/** Samples and one-hot (or 0 / 1) targets from a seed. */
function data({ input, outputs }: Case, n: number, step: number) {
  const source = random(1000 + step);
  const samples = Float32Array.from({ length: n * sizeOf(input) }, () => source.normal());
  const targets = new Float32Array(n * outputs);
  for (let i = 0; i < n; i++) {
    if (outputs === 1) targets[i] = source.below(2);
    else targets[i * outputs + source.below(outputs)] = 1;
  }
  return { samples, targets };
}

const largest = (values: Iterable<number>): number => Math.max(0, ...[...values].map(Math.abs));
const apart = (a: Float32Array, b: Float32Array): number => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);

/** Trains the same stack with the engine and with tfjs's cpu backend; compares gradients, losses, counts and weights. */
async function compare(setting: Case, relaxed: boolean) {
  const layers = stack(setting.layers);
  const [kind, values] = setting.optimizer ?? ["SGD", { learning_rate: 0.05 }];
  const read = readOptimizer(kind, { ...defaultsOf(optimizers.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error("optimizer");
  const loss = losses.get(setting.loss ?? "categorical_crossentropy");
  const batches = setting.batches ?? [6, 6, 6, 6, 6, 6, 6, 6, 6, 5];
  const fused = await FusedModel.build({
    layers,
    inputShape: setting.input,
    targetSize: setting.outputs,
    optimizer: read.value,
    loss: loss.kind,
    threshold: 0.5,
    batchSize: Math.max(...batches),
    source: random(5),
    threads: 1,
    relaxed,
  });
  const model = buildModel(layers, setting.input, random(5));
  const optimizer = optimizers.get(kind).build(tf, read.value.values as never);
  const report = { gradient: 0, loss: 0, weights: 0, outputs: 0, counts: 0 };
  for (const [step, n] of batches.entries()) {
    const { samples, targets } = data(setting, n, step);
    const x = tf.tensor(samples, [n, ...setting.input]);
    const y = tf.tensor(targets, [n, setting.outputs]);
    let output!: Tensor;
    const { value, grads } = tf.variableGrads(() => {
      output = tf.keep(model.apply(x, true));
      return loss.perSample(tf, y, output).mean().asScalar();
    }, [...model.trainable] as Variable[]);
    fused.inputs(n).set(samples);
    fused.targets(n).set(targets);
    fused.resetTotals();
    fused.train(n);
    const theirs = model.trainable.map(({ name }) => grads[name]!.dataSync<"float32">());
    fused.gradients().forEach((mine, i) => {
      const scale = Math.max(1e-3, largest(theirs[i]!));
      report.gradient = Math.max(report.gradient, apart(mine, theirs[i]!) / scale);
    });
    const { loss: sum, counts } = fused.totals();
    report.loss = Math.max(report.loss, Math.abs(sum / n - value.dataSync()[0]!));
    for (const metric of metrics.all) {
      const wanted = metric.count(tf, y, output, 0.5).dataSync<"float32">();
      report.counts = Math.max(report.counts, apart(Float32Array.from(metric.fused(counts)), wanted));
    }
    optimizer.applyGradients(grads);
    tf.dispose([x, y, output, value, grads]);
  }
  const after = await readWeights(model);
  fused.readWeights().forEach(({ values: mine }, i) => (report.weights = Math.max(report.weights, apart(mine, after[i]!.values))));
  const { samples } = data(setting, 3, 99);
  fused.inputs(3).set(samples);
  const theirs = tf.tidy(() => model.apply(tf.tensor(samples, [3, ...setting.input]), false).dataSync<"float32">());
  report.outputs = apart(fused.predict(3), theirs);
  model.dispose();
  optimizer.dispose();
  fused.dispose();
  return report;
}

const near = { gradient: 2e-4, loss: 2e-5, weights: 2e-5, outputs: 2e-5 };

async function agree(setting: Case, tolerance = near): Promise<void> {
  // Node 20 has relaxed SIMD only behind a flag; both builds come from one source, browsers are tested with the page.
  const report = await compare(setting, false);
  expect(report.counts).toBe(0);
  expect(report.loss).toBeLessThan(tolerance.loss);
  expect(report.gradient).toBeLessThan(tolerance.gradient);
  expect(report.weights).toBeLessThan(tolerance.weights);
  expect(report.outputs).toBeLessThan(tolerance.outputs);
}

beforeAll(() => startInNode("cpu"));

const head: Part = ["Dense", { units: 3, activation: "softmax" }];

describe("ten steps of the engine follow tfjs's cpu backend", () => {
  for (const activation of ["linear", "relu", "sigmoid", "tanh", "elu", "selu", "softplus", "softsign", "softmax"] as const) {
    test(`Dense with ${activation}`, () => agree({ layers: [["Dense", { units: 7, activation }], ["Dense", { units: 5, use_bias: false, activation }], head], input: [11], outputs: 3 }));
  }

  const convolutions: readonly [string, object, Shape][] = [
    ["3×3 valid", { filters: 4 }, [7, 6, 3]],
    ["3×3 same", { filters: 5, padding: "same", activation: "relu" }, [6, 7, 2]],
    ["5×2 same, stride 2×3", { filters: 3, kernel_size: [5, 2], strides: [2, 3], padding: "same" }, [9, 8, 3]],
    ["2×4 valid, stride 3×2", { filters: 9, kernel_size: [2, 4], strides: [3, 2], use_bias: false }, [8, 9, 4]],
    ["1×1", { filters: 8, kernel_size: [1, 1] }, [4, 5, 6]],
  ];
  for (const [name, values, input] of convolutions) {
    test(`Conv2D ${name}, in front and behind another one`, () =>
      agree({ layers: [["Conv2D", values], ["Conv2D", { filters: 3, kernel_size: [2, 2], padding: "same", activation: "tanh" }], ["Flatten"], head], input, outputs: 3 }));
    test(`Conv2D ${name} behind another one`, () =>
      agree({ layers: [["Conv2D", { filters: input[2], kernel_size: [1, 1] }], ["Conv2D", values], ["Flatten"], head], input, outputs: 3 }));
  }

  for (const values of [{}, { pool_size: [3, 2], strides: [2, 1], padding: "same" }, { pool_size: [2, 3], strides: [1, 2] }]) {
    test(`MaxPooling2D ${JSON.stringify(values)}`, () =>
      agree({ layers: [["Conv2D", { filters: 5, kernel_size: [2, 2] }], ["MaxPooling2D", values], ["Flatten"], head], input: [8, 7, 2], outputs: 3 }));
  }
  test("MaxPooling2D in front of everything", () => agree({ layers: [["MaxPooling2D"], ["Flatten"], head], input: [6, 6, 3], outputs: 3 }));

  for (const values of [{}, { center: false, momentum: 0.5 }, { scale: false, epsilon: 0.1 }]) {
    test(`BatchNormalization ${JSON.stringify(values)}`, () =>
      agree({ layers: [["Conv2D", { filters: 5 }], ["BatchNormalization", values], ["Activation"], ["Flatten"], ["Dense", { units: 6 }], ["BatchNormalization", values], head], input: [5, 5, 2], outputs: 3 }));
  }
  test("BatchNormalization in front of everything", () => agree({ layers: [["BatchNormalization"], head], input: [6], outputs: 3 }));

  test("Dropout draws the same masks", () => agree({ layers: [["Dropout", { rate: 0.3 }], ["Dense", { units: 9, activation: "relu" }], ["Dropout", { rate: 0.4 }], head], input: [13], outputs: 3 }));
  test("Reshape and Activation", () =>
    agree({ layers: [["Dense", { units: 12 }], ["Reshape", { target_shape: [2, -1, 3] }], ["Conv2D", { filters: 2, kernel_size: [1, 2] }], ["Activation", { activation: "sigmoid" }], ["Flatten"], head], input: [5], outputs: 3 }));
  test("Dense over the last axis of a picture", () => agree({ layers: [["Dense", { units: 4, activation: "tanh" }], ["Flatten"], head], input: [3, 4, 2], outputs: 3 }));

  const rules: readonly (readonly [OptimizerName, object])[] = [
    ["SGD", { learning_rate: 0.1 }],
    ["SGD", { momentum: 0.9 }],
    ["SGD", { momentum: 0.8, nesterov: true }],
    ["RMSprop", {}],
    ["RMSprop", { momentum: 0.5, centered: true, epsilon: 1e-3 }],
    ["Adam", { learning_rate: 0.01 }],
    ["Adagrad", { learning_rate: 0.1 }],
    ["Adadelta", { learning_rate: 1 }],
  ];
  for (const [kind, values] of rules) {
    // These divide by the root of tiny squares, which magnifies the last bit of a gradient.
    test(`${kind} ${JSON.stringify(values)}`, () =>
      agree({ layers: [["Dense", { units: 9, activation: "tanh" }], head], input: [10], outputs: 3, optimizer: [kind, values] }, { ...near, weights: 2e-4, outputs: 2e-4, gradient: 2e-3 }));
  }

  for (const loss of ["categorical_crossentropy", "binary_crossentropy", "mean_squared_error", "hinge"] as const) {
    test(`${loss} behind sigmoid`, () => agree({ layers: [["Dense", { units: 4, activation: "sigmoid" }]], input: [6], outputs: 4, loss }));
  }
  test("binary cross-entropy on one output", () => agree({ layers: [["Dense", { units: 4, activation: "tanh" }], ["Dense", { units: 1, activation: "sigmoid" }]], input: [2], outputs: 1, loss: "binary_crossentropy" }));
  test("sizes beyond the kernels' blocks", () =>
    agree({ layers: [["Dense", { units: 130, activation: "relu" }], ["Dense", { units: 11, activation: "tanh" }], head], input: [345], outputs: 3, batches: [103, 103, 17] }));
  test("three convolutions of different sizes, each handing its gradient on", () =>
    agree({ layers: [["Conv2D", { filters: 3 }], ["Conv2D", { filters: 5, kernel_size: [2, 2], strides: [2, 2] }], ["Conv2D", { filters: 4, padding: "same" }], ["Conv2D", { filters: 2, kernel_size: [1, 2] }], ["Flatten"], head], input: [11, 9, 2], outputs: 3 }));
  test("a convolution deeper than a block", () =>
    agree({ layers: [["Conv2D", { filters: 130, kernel_size: [1, 1], activation: "tanh" }], ["Conv2D", { filters: 7, kernel_size: [3, 3] }], ["Flatten"], head], input: [5, 5, 2], outputs: 3, batches: [4, 4] }));
});
