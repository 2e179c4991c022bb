import { describe, expect, it } from "vitest";
import { edits, firstPreset, type Experiment } from "../experiment";
import type { ModelData, TrainingState } from "../training/protocol";
import { beginningFrom, goingOn, goingOnWords, trainedOf } from "./goingOn";

/** A net 2 → 8 → 8 → 1 under Adam at 0.1. */
const doc = edits.setCompile(firstPreset.experiment, {
  optimizer: { kind: "Adam", values: { learning_rate: 0.1, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false } },
});
const adam = (change: Partial<Record<"learning_rate" | "beta_1", number>>): Experiment =>
  edits.setCompile(doc, { optimizer: { kind: "Adam", values: { ...doc.compile.optimizer.values, ...change } } as Experiment["compile"]["optimizer"] });

/** Trained for 40 epochs, in which a callback lowered the rate to 1e-8. The slots are of any length here. */
const training: TrainingState = {
  epochs: 40,
  masks: doc.layers.map((_, i) => [i, 2, 3, 4] as const),
  optimizer: { slots: [Float32Array.of(1), Float32Array.of(2)], steps: 1000, rate: { base: 1e-8, factor: 1 } },
};
const model: ModelData = {
  experiment: doc,
  preprocessing: { steps: [], inputShape: [2], sampleShape: [2], targetShape: [1], classes: 2 },
  weights: [{ layer: 0, layerName: "dense", name: "kernel", shape: [2, 1], trainable: true, values: Float32Array.of(1, 2) }],
  training,
};
const how = (now: Experiment, from: ModelData = model) => goingOn({ experiment: from.experiment, trained: trainedOf(from) }, now);

describe("more epochs of a trained model", () => {
  it("keep the optimizer, and the rate that was in force at the end", () => {
    expect(how(doc)).toEqual({ epochs: 40, optimizer: "kept", learningRate: 1e-8 });
    expect(beginningFrom(model, doc)).toEqual({ weights: model.weights, training });
  });

  it("take the rate to which a person has changed the document since, and keep the optimizer", () => {
    const slower = adam({ learning_rate: 0.01 });
    expect(how(slower)).toEqual({ epochs: 40, optimizer: "kept", learningRate: 0.01 });
    expect(beginningFrom(model, slower).training).toEqual({ ...training, optimizer: { ...training.optimizer, rate: { base: 0.01, factor: 1 } } });
  });

  it("keep both parts of a rate that a schedule has multiplied", () => {
    const scheduled: ModelData = { ...model, training: { ...training, optimizer: { ...training.optimizer!, rate: { base: 0.1, factor: 0.25 } } } };
    expect(how(doc, scheduled).learningRate).toBe(0.025);
    expect(beginningFrom(scheduled, doc).training!.optimizer!.rate).toEqual({ base: 0.1, factor: 0.25 });
  });

  it.each([
    ["the loss", edits.setCompile(doc, { loss: "mean_squared_error" })],
    ["from_logits", edits.setCompile(doc, { from_logits: true })],
    ["the optimizer", edits.setCompile(doc, { optimizer: { kind: "SGD", values: { learning_rate: 0.1, momentum: 0, nesterov: false } } })],
    ["a setting of the optimizer", adam({ beta_1: 0.8 })],
  ])("start a fresh optimizer at the document's rate where %s has changed, as a new compile in Keras does", (_what, now) => {
    expect(how(now)).toEqual({ epochs: 40, optimizer: "changed", learningRate: 0.1 });
    expect(beginningFrom(model, now)).toEqual({ weights: model.weights, training: { epochs: 40, masks: training.masks } });
  });

  it("keep the optimizer where the metrics, fit, data or names have changed", () => {
    const others = [
      edits.setCompile(doc, { metrics: [] }),
      edits.setFit(doc, { batch_size: 7, epochs: 3 }),
      edits.setSeed(doc, 9),
      edits.rename(doc, "another"),
      // Another order of the same settings, and from_logits absent or false.
      { ...doc, compile: { ...doc.compile, from_logits: false, optimizer: { kind: "Adam", values: { amsgrad: false, epsilon: 1e-7, beta_2: 0.999, beta_1: 0.9, learning_rate: 0.1 } } } } as Experiment,
    ];
    for (const now of others) {
      expect(how(now).optimizer).toBe("kept");
      expect(beginningFrom(model, now).training).toEqual(training);
    }
  });

  it("start the masks of dropout anew where the layers are others", () => {
    const { masks: _, ...rest } = training;
    const longer = edits.insertLayer(doc, 1, "Dropout");
    expect(beginningFrom(model, longer).training).toEqual(rest);
    const moved = { ...doc, layers: doc.layers.map((layer, i) => (i === 1 ? { ...layer, kind: "Dropout", values: { rate: 0.5 } } : layer)) } as Experiment;
    expect(beginningFrom(model, moved).training).toEqual(rest);
  });

  it("start a fresh optimizer, and count the epochs on, where its state is not known", () => {
    const { training: _, ...bare } = model;
    expect(how(doc, bare)).toEqual({ epochs: 0, optimizer: "unknown", learningRate: 0.1 });
    expect(beginningFrom(bare, doc)).toEqual({ weights: model.weights });
    const best: ModelData = { ...model, training: { epochs: 12 } };
    expect(how(doc, best)).toEqual({ epochs: 12, optimizer: "unknown", learningRate: 0.1 });
    expect(beginningFrom(best, doc)).toEqual({ weights: model.weights, training: { epochs: 12 } });
  });
});

it("a person reads in both languages how the training goes on", () => {
  const words = (now: Experiment, from: ModelData = model) => goingOnWords({ experiment: from.experiment, trained: trainedOf(from), title: { en: "Run 3", zh: "第 3 次训练" } }, now);
  expect(words(doc)).toEqual({
    en: "Training goes on with epoch 41: the state of Adam is kept, and the learning rate is 1e-8.",
    zh: "从第 41 轮接着训练：沿用 Adam 的状态，学习率为 1e-8。",
  });
  expect(words(edits.setCompile(doc, { loss: "mean_squared_error" }))).toEqual({
    en: "Training goes on with epoch 41, and a fresh Adam starts at learning rate 0.1: the optimizer or the loss in Compile has changed since “Run 3” was trained.",
    zh: "从第 41 轮接着训练，并使用新的 Adam，学习率从 0.1 开始：“第 3 次训练”训练之后，“编译”中的优化器或损失函数已更改。",
  });
  const { training: _, ...bare } = model;
  expect(words(doc, bare)).toEqual({
    en: "Training goes on with epoch 1, and a fresh Adam starts at learning rate 0.1: the state of the optimizer of “Run 3” is not known.",
    zh: "从第 1 轮接着训练，并使用新的 Adam，学习率从 0.1 开始：没有“第 3 次训练”的优化器状态。",
  });
});
