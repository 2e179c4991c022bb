import { beforeAll, describe, expect, it, vi } from "vitest";
import { initialWeights } from "../../architecture";
import { datasets } from "../../datasets";
import { edits, presets, readExperiment, remedies, type Experiment } from "../../experiment";
import { random } from "../../random/random";
import { defaultsOf } from "../../schema";
import { startInNode } from "./testing/backends";
import { fusedSessionOf, type SessionOptions } from "./testing/session";

vi.setConfig({ testTimeout: 180_000 });

beforeAll(() => startInNode("cpu"));

const preset = (id: string): Experiment => presets.find((found) => found.id === id)!.experiment;

type Part = readonly [kind: string, values?: object];

const document = (dataset: "gauss" | "shapes", preprocessing: readonly Part[], layers: readonly Part[], compile: object, fit: object): Experiment => {
  const listed = (list: readonly Part[]) => list.map(([kind, values = {}], i) => ({ id: `x${i}`, kind, values }));
  const read = readExperiment({
    version: 1,
    name: "diagnosed",
    seed: 100,
    dataset: { kind: dataset, values: defaultsOf(datasets.get(dataset).fields) },
    preprocessing: listed(preprocessing),
    layers: listed(layers),
    compile: { optimizer: { kind: "SGD", values: {} }, loss: "binary_crossentropy", metrics: ["accuracy"], ...compile },
    fit: { batch_size: 50, epochs: 5, shuffle: true, validation: { on: "test" }, callbacks: [], ...fit },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

async function run(experiment: Experiment, options: SessionOptions = {}) {
  const { run: go, of, learner, epochs } = await fusedSessionOf(experiment, options);
  await go();
  learner.dispose();
  return { found: of("diagnosis").map(({ diagnosis }) => diagnosis), epochs: epochs() };
}

/** The drawn shapes as rows of numbers, in eight classes. */
const flat = (units: readonly Part[], optimizer: object, fit: object): Experiment =>
  document("shapes", [["zscore", { per: "all" }], ["onehot"]], [["Flatten"], ...units], { loss: "categorical_crossentropy", optimizer }, fit);

describe("a run that is", () => {
  it("saturated and wrong is told so, with a loss that would learn", async () => {
    const experiment = document("gauss", [], [["Dense", { units: 1, activation: "sigmoid" }]], { loss: "mean_squared_error" }, { epochs: 10 });
    const weights = initialWeights(experiment.layers, [2], random(1)).map((weight) => ({ ...weight, values: Float32Array.from(weight.name === "kernel" ? [-20, 0] : [0]) }));
    const { found } = await run(experiment, { weights });
    expect(found).toHaveLength(1);
    expect(found[0]!.kind).toBe("collapse");
    expect(found[0]!.remedies).toContain("cross-entropy");
    expect(remedies["cross-entropy"].apply(experiment).compile.loss).toBe("binary_crossentropy");
  });

  it("left with relu outputs that are 0 is told so", async () => {
    const experiment = flat([["Dense", { units: 8, activation: "relu" }]], { kind: "SGD", values: { learning_rate: 0.002 } }, { epochs: 2 });
    // Three of the eight are dead from the beginning: each sample of theirs costs log(10⁷) = 16.1.
    const weights = initialWeights(experiment.layers, datasets.get("shapes").sampleShape, random(1)).map((weight) =>
      weight.name === "bias" ? { ...weight, values: Float32Array.of(5, 5, 5, 5, 5, -100, -100, -100) } : weight,
    );
    const { found } = await run(experiment, { weights });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: "collapse", remedies: ["both", "softmax", "learning-rate"] });
    expect(found[0]!.message.en).toMatch(/of the 8 relu outputs are 0 for every sample/);
  });

  it("predicting with averages of few steps is told so, and a momentum of 0.9 helps", async () => {
    const layers: Part[] = [["Dense", { units: 32 }], ["BatchNormalization"], ["Activation", { activation: "relu" }], ["Dense", { units: 8, activation: "softmax" }]];
    const experiment = document("shapes", [["onehot"]], [["Flatten"], ...layers], { loss: "categorical_crossentropy", optimizer: { kind: "Adam", values: { learning_rate: 0.01 } } }, { epochs: 2, batch_size: 400 });
    const { found, epochs } = await run(experiment);
    expect(found[0]).toMatchObject({ kind: "averages", remedies: ["momentum"] });
    const mended = remedies.momentum.apply(experiment);
    expect(mended.layers[2]!.values).toMatchObject({ momentum: 0.9 });
    const again = await run(mended);
    expect(again.epochs.at(-1).logs.val_loss).toBeLessThan(epochs.at(-1).logs.val_loss!);
  });
});

describe("a healthy run is left alone", () => {
  it.each([
    ["the first net", edits.setFit(preset("first-net"), { epochs: 60 })],
    ["the first net with hinge behind tanh", edits.setFit(edits.setCompile(edits.setLayerValues(preset("first-net"), "l3", { activation: "tanh" }), { loss: "hinge" }), { epochs: 60 })],
    ["the first net with the squared error", edits.setFit(edits.setCompile(preset("first-net"), { loss: "mean_squared_error" }), { epochs: 60 })],
    ["the first net from logits", edits.setFit(edits.setCompile(edits.setLayerValues(preset("first-net"), "l3", { activation: "linear" }), { from_logits: true }), { epochs: 60 })],
    ["two clouds, all but separated", document("gauss", [], [["Dense", { units: 1, activation: "sigmoid" }]], { optimizer: { kind: "Adam", values: { learning_rate: 0.1 } } }, { epochs: 60 })],
    ["the convnet on shapes", edits.setFit(preset("shapes-convnet"), { epochs: 1 })],
    ["batch normalization with steps enough", flat([["Dense", { units: 16 }], ["BatchNormalization"], ["Activation", { activation: "relu" }], ["Dense", { units: 8, activation: "softmax" }]], { kind: "Adam", values: {} }, { epochs: 8, batch_size: 32 })],
  ])("%s", async (_name, experiment) => {
    expect((await run(experiment)).found).toEqual([]);
  });
});
