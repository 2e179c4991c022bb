import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { initialWeights } from "../architecture";
import { edits, firstPreset } from "../experiment";
import { slotSizes } from "../models/trainingState";
import { fitPreprocessing } from "../preprocessing";
import { random } from "../random/random";
import { newRun, type Run } from "../runs";
import { Refusal } from "../schema";
import { finishedRuns, type FinishedNeeds } from "./finishedRuns";
import type { TrainingState } from "../training/protocol";
import { finishedDatabase, finishedShelf } from "./finishedShelf";
import type { FinishedRuns, LeftWeights } from "./types";

const { experiment } = firstPreset;

/** 2 → 8 → 8 → 1: 105 numbers. */
const weights = (seed: number): LeftWeights["weights"] => initialWeights(experiment.layers, [2], random(seed));

/** A run that has recorded one of everything. */
const finished = (id: string, number: number, more: Partial<Run> = {}): Run => ({
  ...newRun(id, number, experiment, { id: "saved:1", title: { en: "One", zh: "一" } }),
  status: "ended",
  trainedBy: { backend: "wasm", label: "WASM SIMD · 1 thread" },
  preprocessing: fitPreprocessing(experiment.preprocessing, [2], 2, (visit) => visit(Float32Array.of(0, 1, 4, 3))),
  stepsPerEpoch: 16,
  trainCount: 250,
  validationCount: 250,
  epochs: [0.5, NaN].map((loss, i) => ({ logs: { loss, accuracy: 0.25 * i }, seconds: 0.5 })),
  planned: 2,
  learningRate: 0.015,
  changes: [{ epoch: 1, step: 2, what: "learning_rate", from: 0.03, to: 0.015, by: "hand" }],
  curve: { points: [{ step: 4, loss: 0.6 }, { step: 8, loss: Infinity }], stride: 4 },
  map: { resolution: 2, reach: 6, values: Float32Array.of(0, 0.25, 0.5, 1) },
  diagnosis: { kind: "collapse", message: { en: "It is stuck.", zh: "停滞。" }, remedies: ["softmax"] },
  end: { reason: "early-stopping", seconds: 3.5, message: { en: "enough", zh: "够了" }, restoredEpoch: 0 },
  ...more,
});

/** What Adam remembers after two epochs: two arrays for each of the six weights. */
const adam = edits.setCompile(experiment, { optimizer: { kind: "Adam", values: { learning_rate: 0.1, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false } } });
const training: TrainingState = {
  epochs: 2,
  masks: experiment.layers.map((_, i) => [i, -5, 7, 9] as const),
  optimizer: { slots: slotSizes(adam, [2]).map((size, i) => new Float32Array(size).fill(0.5 - i)), steps: 32, rate: { base: 0.1, factor: 1e-7 } },
};

let clock = 0;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  clock = 1_700_000_000_000;
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A tab of the browser. */
const tab = (more: Partial<FinishedNeeds> = {}): FinishedRuns => finishedRuns({ shelf: finishedShelf(), now: () => (clock += 1000), ...more });
const numbersIn = async (runs: FinishedRuns): Promise<number[]> => (await runs.list()).map(({ run }) => run.number);

const refusal = async (of: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await of.then(() => null, (reason: unknown) => reason);
  if (!(thrown instanceof Refusal)) throw new Error(`not refused: ${String(thrown)}`);
  expect(thrown.text.zh).toMatch(/\p{Script=Han}/u);
  return thrown.text.en;
};

/** Changes what lies in the database, as a fault of the disk or another program would. */
async function tamper(store: "runs" | "weights", id: string, change: (record: never) => unknown): Promise<void> {
  const database = await openDB(finishedDatabase);
  await database.put(store, change((await database.get(store, id)) as never));
  database.close();
}

test("a finished run is there at the next visit, with all that it recorded, its weights and those of its best epoch", async () => {
  const run = finished("a", 3);
  const left: LeftWeights = { weights: weights(7), best: { epoch: 0, weights: weights(8) } };
  expect(await tab().keep({ ...run, now: { epoch: 1, step: 3, phase: "training", samplesPerSecond: 1, secondsLeft: 1, logs: {} }, kept: { epoch: 1, step: 1 } }, left)).toEqual([]);
  const next = tab();
  const [found, ...others] = await next.list();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ parameters: 105, best: 0 });
  // What was going on within an epoch is past.
  expect(found!.run).toEqual(run);
  expect(await next.weights(found!.run)).toEqual(left);
});

test("what the training of a finished run goes on from is there at the next visit", async () => {
  const run = finished("a", 3, { experiment: adam });
  const left: LeftWeights = { weights: weights(7), best: { epoch: 0, weights: weights(8) }, training };
  const first = tab();
  await first.keep(run, left);
  await first.keep(finished("b", 4, { experiment: adam }), { weights: weights(7) });
  const [found, without] = await tab().list();
  // The list says at which epoch and rate training goes on, before any weights are read.
  expect(found!.trained!.epochs).toBe(2);
  expect(found!.trained!.learningRate).toBeCloseTo(1e-8, 20);
  expect(without!.trained).toBeUndefined();
  expect(await tab().weights(found!.run)).toEqual(left);
  // An optimizer's 210 numbers of 4 bytes count with the rest.
  expect(found!.bytes - without!.bytes).toBeGreaterThanOrEqual(105 * 4 + 210 * 4);
});

test("a state of training that does not fit is left out, and one whose arrays have changed is refused", async () => {
  const runs = tab();
  const run = finished("a", 4, { experiment: adam });
  const { training: _, ...rest }: LeftWeights = { weights: weights(7), training };
  const { slots } = training.optimizer!;
  for (const wrong of [slots.slice(1), slots.map((slot) => Float32Array.of(...slot, 0))]) {
    await runs.keep(run, { ...rest, training: { ...training, optimizer: { ...training.optimizer!, slots: wrong } } });
    expect(await runs.weights(run)).toEqual(rest);
  }
  await runs.keep(run, { ...rest, training });
  await tamper("weights", "a", (record: object) => ({ ...record, training: { ...training, epochs: "two" } }));
  expect(await runs.weights(run)).toEqual(rest);
  await runs.keep(run, { ...rest, training });
  await tamper("weights", "a", (record: { training: { optimizer: { slots: Float32Array[] } } }) => {
    new Uint8Array(record.training.optimizer.slots[3]!.buffer)[5]! ^= 4;
    return record;
  });
  expect(await refusal(runs.weights(run))).toContain("The weights of run 4 cannot be used: the stored weights are damaged");
});

test("the oldest runs go first, by their number and by their bytes, whichever tab kept them", async () => {
  const [one, two] = [tab({ most: 3 }), tab({ most: 3 })];
  await one.keep(finished("a", 1), { weights: weights(1) });
  await two.keep(finished("b", 2), { weights: weights(2) });
  await one.keep(finished("c", 3), { weights: weights(3) });
  expect((await two.keep(finished("d", 4), { weights: weights(4) }))?.map(({ run }) => run.number)).toEqual([1]);
  expect(await numbersIn(one)).toEqual([2, 3, 4]);
  const { bytes } = (await one.list())[0]!;
  // Room for two runs and a half.
  const narrow = tab({ mostBytes: 2.5 * bytes });
  expect((await narrow.keep(finished("e", 5), { weights: weights(5) }))?.map(({ run }) => run.number)).toEqual([2, 3]);
  expect(await numbersIn(one)).toEqual([4, 5]);
  expect(await refusal(tab({ mostBytes: 0.5 * bytes }).keep(finished("f", 6), { weights: weights(6) }))).toMatch(/^Run 6 is not kept for the next visit: it takes \d/);
  expect(await numbersIn(one)).toEqual([4, 5]);
});

test("a run that failed or was cut off is not among them", async () => {
  const runs = tab();
  for (const reason of ["failed", "interrupted"] as const) expect(await runs.keep(finished(reason, 1, { end: { reason, seconds: 1 } }), { weights: weights(1) })).toBeNull();
  expect(await runs.list()).toEqual([]);
});

test("a record that is broken is left out alone; one of a newer page is left where it is", async () => {
  const runs = tab({ most: 2 });
  const records: Readonly<Record<string, (record: Record<string, unknown>) => unknown>> = {
    number: (record) => ({ ...record, number: "3" }),
    experiment: (record) => ({ ...record, experiment: { version: 1 } }),
    curve: (record) => ({ ...record, history: { epochs: [] } }),
    time: (record) => ({ ...record, savedAt: 1e20 }),
  };
  await runs.keep(finished("whole", 9), { weights: weights(1) });
  for (const [id, change] of Object.entries(records)) {
    const alone = tab();
    await alone.keep(finished(id, 1), { weights: weights(1) });
    await tamper("runs", id, change);
  }
  await tamper("runs", "whole", (record: object) => ({ ...record, id: "newer", version: 2 }));
  expect(await numbersIn(runs)).toEqual([9]);
  await runs.keep(finished("next", 10), { weights: weights(1) });
  expect(await numbersIn(runs)).toEqual([9, 10]);
  const database = await openDB(finishedDatabase);
  expect(await database.getAllKeys("runs")).toEqual(["newer", "next", "whole"]);
  database.close();
});

test("weights with a single bit changed are refused, and the curves stay", async () => {
  const runs = tab();
  await runs.keep(finished("a", 4), { weights: weights(1) });
  await tamper("weights", "a", (record: { weights: { values: Float32Array }[] }) => {
    new Uint8Array(record.weights[2]!.values.buffer)[5]! ^= 4;
    return record;
  });
  const { run } = (await runs.list())[0]!;
  expect(await refusal(runs.weights(run))).toBe(
    "The weights of run 4 cannot be used: the stored weights are damaged: their checksum does not match. The browser's storage or the disk has changed them. Its curves and figures are still there.",
  );
  expect(run.epochs).toHaveLength(2);
});

test("runs are removed one by one or all together; another tab hears of it and is told what is gone", async () => {
  const heard = vi.fn();
  const ends: (() => void)[] = [];
  const channel = { postMessage: () => ends.forEach((end) => end()), addEventListener: (_type: "message", listener: () => void) => void ends.push(listener) };
  const [one, two] = [tab({ channel: { ...channel, addEventListener: () => undefined } }), tab({ channel })];
  two.onChange(heard);
  for (const number of [1, 2, 3]) await one.keep(finished(`r${number}`, number), { weights: weights(number) });
  expect(heard).toHaveBeenCalledTimes(3);
  const before = await two.list();
  await one.remove(["r2"]);
  expect(await numbersIn(two)).toEqual([1, 3]);
  await one.remove(["r1", "r3"]);
  expect(heard).toHaveBeenCalledTimes(5);
  expect(await two.list()).toEqual([]);
  expect(await refusal(two.weights(before[0]!.run))).toBe("The weights of run 1 are no longer in this browser: another tab has removed them.");
});

test("a full disk and a forbidden store are told in a sentence, and what was kept before stays", async () => {
  const runs = tab({ most: 1 });
  await runs.keep(finished("a", 1), { weights: weights(1) });
  const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("", "QuotaExceededError");
  });
  expect(await refusal(runs.keep(finished("b", 2), { weights: weights(2) }))).toMatch(/^The finished run is not kept for the next visit: it takes [\d.]+ kB, more than the browser has left/);
  put.mockRestore();
  expect(await numbersIn(runs)).toEqual([1]);
  globalThis.indexedDB = { open: () => { throw new DOMException("denied", "SecurityError"); } } as unknown as IDBFactory;
  expect(await refusal(tab().keep(finished("b", 2), { weights: weights(2) }))).toMatch(/does not let the page store them \(denied\)/);
  expect(await refusal(tab().list())).toBe("The finished runs that this browser keeps cannot be read (denied).");
});
