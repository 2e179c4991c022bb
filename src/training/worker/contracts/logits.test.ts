import { beforeAll, describe, expect, it, vi } from "vitest";
import { inferStack, initialWeights } from "../../../architecture";
import { losses, optimizers, type LossName } from "../../../compile";
import type { Compile } from "../../../experiment";
import { readLayer, type LayerKindName, type LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { defaultsOf } from "../../../schema";
import { FusedLearner } from "../engine/fusedLearner";
import { buildModel } from "../model/build";
import type { Learner } from "../session/learner";
import { TfjsLearner } from "../session/tfjsLearner";
import { startInNode } from "../testing/backends";
import { tf } from "../tf";
import { expectNear } from "./near";

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => startInNode("cpu"));

const stack = (...parts: readonly (readonly [LayerKindName, Record<string, unknown>?])[]): LayerSpec[] =>
  parts.map(([kind, values], i) => {
    const read = readLayer(`l${i}`, kind, values ?? {}, []);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value;
  });

interface Question {
  readonly layers: readonly LayerSpec[];
  readonly loss: LossName;
  readonly from_logits?: boolean;
  readonly x: readonly number[];
  readonly target: readonly number[];
  /** Of the only layer with weights; it has no bias. */
  readonly kernel: readonly number[];
}

const sgd = { kind: "SGD", values: { ...defaultsOf(optimizers.get("SGD").fields), learning_rate: 1 } } as Compile["optimizer"];

async function learnerFor(on: "engine" | "tfjs", { layers, loss, from_logits = false, x, target, kernel }: Question): Promise<Learner> {
  const compile: Compile = { optimizer: sgd, loss, metrics: ["accuracy"], ...(from_logits ? { from_logits } : {}) };
  const weights = initialWeights(layers, [x.length], random(1)).map((weight) => ({ ...weight, values: Float32Array.from(kernel) }));
  expect(inferStack(layers, [x.length]).trainable).toBe(kernel.length);
  if (on === "tfjs") return new TfjsLearner(buildModel(layers, [x.length], random(1), weights), { compile, layers }, [target.length]);
  return FusedLearner.build({ layers, inputShape: [x.length], targetSize: target.length, threshold: 0.5, batchSize: 1, source: random(1), weights, threads: 1, relaxed: false }, compile);
}

/** The loss in training and in evaluation, and the gradient of the kernel: what a step of rate 1 takes off. */
async function ask(on: "engine" | "tfjs", question: Question) {
  const learner = await learnerFor(on, question);
  const [x, target] = [Float32Array.from(question.x), Float32Array.from(question.target)];
  const { sums } = await learner.evaluate(x, target, 1);
  learner.score(x, target, 1);
  learner.train(x, target, 1);
  const [scored, trained] = await learner.read();
  const [after] = await learner.weights();
  learner.dispose();
  return { losses: [sums.loss, scored!.loss, trained!.loss], gradient: after!.values.map((value, i) => question.kernel[i]! - value) };
}

/** What Keras 3.15.1 gives on TensorFlow 2.21. */
const known: readonly (readonly [string, Question, number, readonly number[]])[] = [
  ["sigmoid of 60, target 0", { layers: stack(["Dense", { units: 1, activation: "sigmoid", use_bias: false }]), loss: "binary_crossentropy", x: [3], kernel: [20], target: [0] }, 60, [3]],
  ["sigmoid of 60 as a layer of its own", { layers: stack(["Dense", { units: 1, use_bias: false }], ["Activation", { activation: "sigmoid" }]), loss: "binary_crossentropy", x: [3], kernel: [20], target: [0] }, 60, [3]],
  ["sigmoid of −60, target 1", { layers: stack(["Dense", { units: 1, activation: "sigmoid", use_bias: false }]), loss: "binary_crossentropy", x: [3], kernel: [-20], target: [1] }, 60, [-3]],
  ["softmax of (60, 0, 0), target the second", { layers: stack(["Dense", { units: 3, activation: "softmax", use_bias: false }]), loss: "categorical_crossentropy", x: [3], kernel: [20, 0, 0], target: [0, 1, 0] }, 60, [3, -3, 0]],
  ["softmax as a layer of its own", { layers: stack(["Dense", { units: 3, use_bias: false }], ["Activation", { activation: "softmax" }]), loss: "categorical_crossentropy", x: [3], kernel: [20, 0, 0], target: [0, 1, 0] }, 60, [3, -3, 0]],
  // (σ(z) − t) / 3 = (0.731059 − 0.1) / 3, (1 − 0.2) / 3, (0.952574 − 0.7) / 3.
  ["three sigmoids", { layers: stack(["Dense", { units: 3, activation: "sigmoid", use_bias: false }]), loss: "binary_crossentropy", x: [1], kernel: [1, 20, 3], target: [0.1, 0.2, 0.7] }, 6.053949, [0.2103529, 0.2666667, 0.0841914]],
  ["from_logits on linear outputs", { layers: stack(["Dense", { units: 1, use_bias: false }]), loss: "binary_crossentropy", from_logits: true, x: [3], kernel: [20], target: [0] }, 60, [3]],
  ["from_logits on three linear outputs", { layers: stack(["Dense", { units: 3, use_bias: false }]), loss: "categorical_crossentropy", from_logits: true, x: [3], kernel: [20, 0, 0], target: [0, 1, 0] }, 60, [3, -3, 0]],
  ["from_logits behind sigmoid, which is taken back", { layers: stack(["Dense", { units: 1, activation: "sigmoid", use_bias: false }]), loss: "binary_crossentropy", from_logits: true, x: [3], kernel: [20], target: [0] }, 60, [3]],
  // Flatten gives another tensor, of which Keras knows no logits: log(10⁻⁷) in float32, and a clipped output has no gradient.
  ["sigmoid behind which Flatten stands", { layers: stack(["Dense", { units: 1, activation: "sigmoid", use_bias: false }], ["Flatten"]), loss: "binary_crossentropy", x: [3], kernel: [20], target: [0] }, 15.942385, [0]],
];

describe.each(["engine", "tfjs"] as const)("cross-entropy on %s", (on) => {
  it.each(known)("%s", async (_name, question, loss, gradient) => {
    const found = await ask(on, question);
    expectNear(found.losses, [loss, loss, loss], 1e-6);
    expectNear(found.gradient, gradient, 1e-5);
  });

  it("from logits keeps its gradient where a probability rounds to 1", async () => {
    for (const z of [20, 40, 80, 800]) {
      const { losses: [, , loss], gradient } = await ask(on, { layers: stack(["Dense", { units: 1, activation: "sigmoid", use_bias: false }]), loss: "binary_crossentropy", x: [1], kernel: [z], target: [0] });
      expectNear([loss!, gradient[0]!], [z, 1], 1e-6);
    }
  });
});

it("the losses from logits are those from probabilities, where these are not clipped", () => {
  const logits = [[-3, 0.5, 2], [1, 1, -0.25]];
  const target = [[0, 0, 1], [1, 0, 0]];
  tf.tidy(() => {
    for (const { kind, perSample, fromLogits } of losses.all) {
      if (!fromLogits) continue;
      const z = tf.tensor2d(logits);
      const p = fromLogits.activation === "sigmoid" ? z.sigmoid() : z.softmax();
      const each = perSample(tf, tf.tensor2d(target), p).dataSync();
      expectNear(fromLogits.perSample(tf, tf.tensor2d(target), z).dataSync(), each, 1e-6);
      expect(kind).toMatch(/crossentropy$/);
    }
  });
});
