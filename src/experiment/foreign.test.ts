import { expect, test } from "vitest";
import { presets } from "./presets";
import { outputMisfit, withOutputLayer } from "./outputs";
import { bestPreparations, preparedBy, stepsFor } from "./preparation";
import { scheduled } from "./schedule";
import { setCompile, setLayerValues } from "./edits";
import { examine } from "./examine";
import type { Experiment } from "./experiment";

const preset = (id: string): Experiment => presets.find((one) => one.id === id)!.experiment;
const points = preset("first-net");
const shapes = preset("shapes-convnet");
const kinds = (steps: Experiment["preprocessing"]): unknown[] => steps.map(({ kind, values }) => (kind === "rescale" ? [kind, values] : kind));
const last = (doc: Experiment): string => doc.layers.at(-1)!.id;

test("a preparation changes the numbers and leaves shapes and labels as the document has them", () => {
  const document = preset("recipe").preprocessing;
  expect(kinds(document)).toEqual(["reshape", "zscore", "onehot"]);
  expect(kinds(preparedBy("document", document, true, 1))).toEqual(["reshape", "zscore", "onehot"]);
  expect(kinds(preparedBy("plain", document, true, 1))).toEqual(["reshape", "onehot"]);
  expect(kinds(preparedBy("bytes", document, true, 1))).toEqual([["rescale", { divisor: 255, offset: 0 }], "reshape", "onehot"]);
  // Of bytes 0 becomes −1 and 255 becomes 1.
  expect(kinds(preparedBy("signed", document, true, 1))[0]).toEqual(["rescale", { divisor: 127.5, offset: -1 }]);
  expect(kinds(preparedBy("signed", points.preprocessing, false, 5.4321))[0]).toEqual(["rescale", { divisor: 5.43, offset: 0 }]);
});

test("the preparation with the least loss is the best, whatever the others came to", () => {
  const scores = (plain: number, bytes: number, signed: number, document: number) => ({ plain: { loss: plain }, bytes: { loss: bytes }, signed: { loss: signed }, document: { loss: document } });
  expect(bestPreparations(scores(45, 0.3, 1.4, 0.9))).toEqual(["bytes"]);
  // Numbers that are too large for the net must not hide the others.
  expect(bestPreparations(scores(NaN, 0.3, 1.4, Infinity))).toEqual(["bytes"]);
  expect(bestPreparations(scores(2, 0.3, 1.4, 0.3))).toEqual(["bytes", "document"]);
  expect(bestPreparations(scores(NaN, NaN, NaN, NaN))).toEqual([]);
  expect(bestPreparations({ plain: { loss: 0.1 } })).toEqual([]);
});

test("Preprocess is changed only where a model could not take the data otherwise", () => {
  expect(stepsFor(points, [2], [1])).toEqual({ steps: points.preprocessing, notes: [] });
  // The recipe's samples are rows of 3072; a convolution takes pictures.
  const recipe = preset("recipe");
  const { steps, notes } = stepsFor(recipe, [32, 32, 3], [10]);
  expect([kinds(steps), notes.map(({ en }) => en)]).toEqual([["zscore", "onehot"], ["Preprocess now gives the samples the shape (32, 32, 3) that the model takes."]]);
  const plain = { ...recipe, preprocessing: recipe.preprocessing.filter(({ kind }) => kind !== "onehot") };
  expect(kinds(stepsFor(plain, [3072], [10]).steps)).toEqual(["reshape", "zscore", "onehot"]);
});

test("outputs that are not the classes of the data are told, and a layer more makes them so", () => {
  expect([points, shapes].map(outputMisfit)).toEqual([undefined, undefined]);
  const three = setLayerValues(points, last(points), { units: 3, activation: "softmax" });
  expect(outputMisfit(three)?.en).toMatch(/^The model has 3 outputs; .+ has 2 classes\.$/);
  const one = setLayerValues(shapes, last(shapes), { units: 1, activation: "sigmoid" });
  expect(outputMisfit(one)?.en).toMatch(/^The model has 1 output; .+ has 8 classes\.$/);
  const logits = setCompile(three, { loss: "categorical_crossentropy", from_logits: true });
  const classNumbers = { ...one, preprocessing: one.preprocessing.filter(({ kind }) => kind !== "onehot") };
  for (const [doc, units, activation, loss] of [
    [three, 1, "sigmoid", "binary_crossentropy"],
    [logits, 1, "sigmoid", "binary_crossentropy"],
    [setCompile(three, { loss: "mean_squared_error" }), 1, "sigmoid", "mean_squared_error"],
    [one, 8, "softmax", "categorical_crossentropy"],
    [setCompile(classNumbers, { loss: "binary_crossentropy" }), 8, "softmax", "binary_crossentropy"],
  ] as const) {
    const mended = withOutputLayer(doc);
    expect(mended.layers).toHaveLength(doc.layers.length + 1);
    expect(mended.layers.at(-1)!.values).toMatchObject({ units, activation });
    expect(mended.compile.loss).toBe(loss);
    expect(outputMisfit(mended)).toBeUndefined();
    expect(examine(mended).problems).toEqual([]);
    expect(examine(mended).stack.output).toEqual([units]);
  }
});

test("a schedule by steps becomes one by epochs", () => {
  const base = { className: "ExponentialDecay", kind: "exponential", rate: 0.9 } as const;
  // 0.9 in 100 steps is 0.9^(25/100) in 25.
  const even = scheduled({ ...base, steps: 100, staircase: false }, 25);
  expect(even.callback).toMatchObject({ kind: "LearningRateScheduler", values: { schedule: "exponential", decay_rate: 0.974004, warmup_epochs: 0 } });
  expect(even.note.en).toBe("ExponentialDecay is a learning-rate schedule in Fit now, by epochs of 25 steps: × 0.974004 from each epoch to the next.");
  expect(scheduled({ ...base, steps: 100, staircase: true }, 25).callback.values).toMatchObject({ schedule: "step", step_epochs: 4, step_factor: 0.9 });
  const wave = scheduled({ className: "CosineDecay", kind: "cosine", steps: 500, alpha: 0.1, warmup: 50 }, 25);
  expect(wave.callback.values).toMatchObject({ schedule: "cosine", alpha: 0.1, warmup_epochs: 2 });
  expect(wave.note.en).toContain("in the file for 500 steps, which are 20 epochs");
});
