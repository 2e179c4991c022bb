import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { presets } from "../experiment";
import { readModel, type OpenedModel } from "../models";
import { adapted } from "./opened";

const points = presets.find(({ id }) => id === "first-net")!.experiment;

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
