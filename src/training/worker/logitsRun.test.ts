import { beforeAll, describe, expect, it, vi } from "vitest";
import { initialWeights, type LayerWeight } from "../../architecture";
import { sharesOf } from "../../evaluation/shares";
import { readExperiment, readingOf, type Experiment } from "../../experiment";
import { datasets } from "../../datasets";
import { random } from "../../random/random";
import { defaultsOf } from "../../schema";
import { evaluate, predict } from "./evaluate";
import { startInNode } from "./testing/backends";
import { fusedSessionOf, sessionOf } from "./testing/session";

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => startInNode("cpu"));

const document = (dataset: "circle" | "gauss", activation: string, compile: object, fit: object): Experiment => {
  const read = readExperiment({
    version: 1,
    name: "logits",
    seed: 100,
    dataset: { kind: dataset, values: defaultsOf(datasets.get(dataset).fields) },
    preprocessing: [],
    layers: [{ id: "l1", kind: "Dense", values: { units: 1, activation } }],
    compile: { optimizer: { kind: "SGD", values: { learning_rate: 0.1 } }, loss: "binary_crossentropy", metrics: ["accuracy"], ...compile },
    fit: { batch_size: 250, epochs: 1, shuffle: false, validation: { on: "none" }, callbacks: [], ...fit },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

const weightsOf = ({ layers }: Experiment, kernel: readonly number[]): LayerWeight[] =>
  initialWeights(layers, [2], random(1)).map((weight) => ({ ...weight, values: Float32Array.from(weight.name === "kernel" ? kernel : [0]) }));

const saturated = document("gauss", "sigmoid", { optimizer: { kind: "SGD", values: { learning_rate: 0.01 } } }, { epochs: 600 });

const signal = new AbortController().signal;
const quiet = { progress: () => {}, signal };

describe.each([
  ["tfjs", sessionOf],
  ["the engine", fusedSessionOf],
] as const)("with %s", (_name, sessionWith) => {
  it("a net without a last activation trains, predicts and is scored by from_logits", async () => {
    const experiment = document("circle", "linear", { from_logits: true }, {});
    const { learner, dataset, fitted, run } = await sessionWith(experiment, { weights: weightsOf(experiment, [1, 0]) });
    const parts = { experiment, fitted, learner };
    const scored = await evaluate(parts, dataset, "test", quiet);
    expect(scored.loss).toBeCloseTo(1.198, 3);
    const { scores, outputs } = await predict(parts, Float32Array.of(0.3, 0), quiet);
    expect(scores[0]).toBeCloseTo(0.3, 6);
    expect(sharesOf(scores, outputs, readingOf(experiment)).shares[1]).toBeCloseTo(0.5744, 4);
    await run();
    const [kernel, bias] = await learner.weights();
    expect(kernel!.values[0]).toBeCloseTo(0.9375, 4);
    expect(kernel!.values[1]).toBeCloseTo(-0.0113, 4);
    expect(bias!.values[0]).toBeCloseTo(0.0017, 4);
    learner.dispose();
  });

  it("a saturated net that is wrong costs what its logits say", async () => {
    const experiment = saturated;
    const { learner, dataset, fitted } = await sessionWith(experiment, { weights: weightsOf(experiment, [-20, 0]) });
    // Clipped at 10⁻⁷ it would be 15.142.
    expect((await evaluate({ experiment, fitted, learner }, dataset, "test", quiet)).loss).toBeCloseTo(38.841, 3);
    learner.dispose();
  });
});

it("a saturated net that is wrong learns", async () => {
  const experiment = saturated;
  const { learner, dataset, fitted, run } = await fusedSessionOf(experiment, { weights: weightsOf(experiment, [-20, 0]) });
  await run();
  const after = await evaluate({ experiment, fitted, learner }, dataset, "train", quiet);
  expect(after.loss).toBeCloseTo(4.15, 2);
  expect(after.metrics.accuracy).toBeCloseTo(0.504, 3);
  learner.dispose();
});
