import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { edits, examine, presets } from "../experiment";
import { readModel, type OpenedModel } from "../models";
import { adapted } from "./opened";

const preset = (id: string) => presets.find((one) => one.id === id)!.experiment;
const points = preset("first-net");

async function open(name: string): Promise<OpenedModel> {
  const bytes = new Uint8Array(readFileSync(new URL(`../models/fixtures/cases/${name}`, import.meta.url)));
  const read = await readModel([{ name, bytes }]);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

test("a schedule by steps goes into Fit where the number of steps is known, and is told where not", async () => {
  const opened = await open("05d-schedule.h5");
  // 250 samples in batches of 10: 25 steps; 0.9^(25 / 100) = 0.974004.
  const fit = { ...points.fit, batch_size: 10, callbacks: [], validation: { on: "none" } } as const;
  const known = adapted(opened, { ...points, fit }, 250);
  expect(known.experiment.fit.callbacks).toMatchObject([{ kind: "LearningRateScheduler", values: { schedule: "exponential", decay_rate: 0.974004 } }]);
  expect(known.experiment.compile.optimizer.values.learning_rate).toBe(0.01);
  const unknown = adapted(opened, points, undefined);
  expect(unknown.experiment.fit).toEqual(points.fit);
  expect(unknown.notes.map(({ en }) => en)).toEqual(["ExponentialDecay was left out, because without data it is not known how many steps an epoch has; the learning rate stays 0.01."]);
});

test("outputs that are not the classes of the document are told when a file is opened", async () => {
  const { notes, unfit } = adapted(await open("16-three-outputs.keras"), points, 250);
  expect(unfit).toBeUndefined();
  expect(notes.map(({ en }) => en)).toEqual([expect.stringMatching(/^The model has 3 outputs; .+ has 2 classes\.$/)]);
  const fitting = adapted(await open("02-foreign-points.keras"), points, 250);
  expect([fitting.notes, fitting.experiment.preprocessing]).toEqual([[], points.preprocessing]);
});

test("a loss from logits comes into the document with its from_logits, and can be trained", async () => {
  const opened = await open("03-logits-binary.keras");
  expect(opened.notes).toEqual([]);
  const { experiment, notes, unfit } = adapted(opened, points, 250);
  expect([notes, unfit]).toEqual([[], undefined]);
  expect(experiment.compile).toMatchObject({ optimizer: { kind: "SGD", values: { learning_rate: 0.1 } }, loss: "binary_crossentropy", from_logits: true, metrics: ["accuracy"] });
  expect(experiment.layers.map(({ kind, values }) => [kind, values])).toMatchObject([["Dense", { units: 1, activation: "linear" }]]);
  expect(examine(experiment).problems).toEqual([]);
  // Of an output that is a logit, class 1 begins at 0.
  expect(examine(experiment).threshold).toBe(0);
});

test("a sparse loss from logits becomes the one on one-hot labels, which are added", async () => {
  const shapes = preset("shapes-convnet");
  const plain = { ...shapes, preprocessing: shapes.preprocessing.filter(({ kind }) => kind !== "onehot") };
  const opened = await open("03-logits-sparse-pictures.keras");
  for (const present of [shapes, plain]) {
    const { experiment, notes, unfit } = adapted(opened, present, 1500);
    expect(unfit).toBeUndefined();
    expect(notes.map(({ en }) => en)).toEqual(present === plain ? ["One-hot labels were added in Preprocess: the model has one output for each of the 8 classes."] : []);
    expect(experiment.compile).toMatchObject({ loss: "categorical_crossentropy", from_logits: true });
    expect(experiment.preprocessing.map(({ kind }) => kind)).toEqual(["zscore", "onehot"]);
    expect(examine(experiment).problems).toEqual([]);
  }
});

test("a sparse loss from logits is kept where the present data have other classes, which is told", async () => {
  const { experiment, notes, unfit } = adapted(await open("03-logits-sparse.keras"), points, 250);
  expect(unfit).toBeUndefined();
  expect(notes.map(({ en }) => en)).toEqual([expect.stringMatching(/^The model has 8 outputs; .+ has 2 classes\.$/)]);
  expect(experiment.compile).toMatchObject({ loss: "categorical_crossentropy", from_logits: true });
});

test("a plain loss from a file takes the from_logits of the document away; a file without a loss leaves it", async () => {
  const present = edits.setCompile(points, { from_logits: true });
  expect(present.compile.from_logits).toBe(true);
  const opened = await open("02-foreign-points.keras");
  const plain = adapted(opened, present, 250).experiment;
  expect(plain.compile.loss).toBe("binary_crossentropy");
  expect(plain.compile.from_logits ?? false).toBe(false);
  const { compile: _, ...uncompiled } = opened;
  const silent = adapted(uncompiled, present, 250).experiment;
  expect([silent.compile.loss, silent.compile.from_logits]).toEqual(["binary_crossentropy", true]);
});
