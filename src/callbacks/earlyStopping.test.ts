import { expect, test } from "vitest";
import { defaultsOf } from "../schema";
import { earlyStopping } from "./earlyStopping";

type Settings = Partial<ReturnType<typeof defaultsOf<typeof earlyStopping.fields>>>;

/** Runs over a series of one figure; says after which epoch (from 0) it stopped, and which epochs' weights it kept. */
function over(series: readonly number[], settings: Settings) {
  const values = { ...defaultsOf(earlyStopping.fields), ...settings };
  let state = earlyStopping.start(values);
  const kept: number[] = [];
  let stopped: number | null = null;
  let reason = "";
  for (const [epoch, figure] of series.entries()) {
    const [next, decision] = earlyStopping.epochEnd(values, state, epoch, { [values.monitor]: figure }, { epoch, epochs: series.length, learningRate: 0.01 });
    state = next;
    if (decision.keepWeights) kept.push(epoch);
    if (decision.stop) {
      stopped = epoch;
      reason = decision.stop.en;
      break;
    }
  }
  return { stopped, kept, reason, end: earlyStopping.trainEnd(values, state) };
}

test("patience 2 stops after the second epoch without improvement, and names the best one", () => {
  const { stopped, reason } = over([1, 0.8, 0.9, 0.85, 0.1], { patience: 2 });
  expect(stopped).toBe(3);
  expect(reason).toBe("Early stopping: 2 epochs without improvement on val_loss 0.8000 of epoch 2");
});

test("an improvement starts the count anew", () => {
  expect(over([1, 1.1, 0.9, 1, 0.8, 0.9, 0.9], { patience: 2 }).stopped).toBe(6);
});

test("a change no larger than min_delta is none", () => {
  expect(over([1, 0.95, 0.91, 0.2], { patience: 2, min_delta: 0.1 }).stopped).toBe(2);
});

test("mode auto wants accuracy to rise, and mode min turns that round", () => {
  expect(over([0.1, 0.2, 0.3], { monitor: "val_accuracy", patience: 1 }).stopped).toBe(null);
  expect(over([0.1, 0.2, 0.3], { monitor: "val_accuracy", patience: 1, mode: "min" }).stopped).toBe(1);
});

test("patience 0 stops at the first epoch that is no better, never at the first of all", () => {
  expect(over([1, 0.5, 0.5, 0.4], {}).stopped).toBe(2);
});

test("restore_best_weights keeps each best epoch and goes back to the last of them", () => {
  const { kept, end } = over([1, 0.7, 0.8, 0.6, 0.9, 0.9], { patience: 2, restore_best_weights: true });
  expect(kept).toEqual([0, 1, 3]);
  expect(end).toEqual({ restoreFrom: 3 });
  expect(over([1, 0.7], {}).end).toEqual({});
});

test("a figure that is infinite from the first epoch on is no best one", () => {
  const { stopped, reason, end } = over([Infinity, Infinity, Infinity, 1], { patience: 2, restore_best_weights: true });
  expect(stopped).toBe(1);
  expect(reason).toBe("Early stopping: val_loss was not a finite number for 2 epochs");
  expect(end).toEqual({});
});

test("a figure that is no number is no improvement, and is waited for like any other", () => {
  expect(over([0.5, NaN, 0.6, 0.4], { patience: 2 }).stopped).toBe(2);
  expect(over([NaN, 0.5, NaN, 0.4], { patience: 2 }).stopped).toBe(null);
});

test("a figure that was not measured changes nothing", () => {
  const values = { ...defaultsOf(earlyStopping.fields), patience: 1 };
  const state = earlyStopping.start(values);
  expect(earlyStopping.epochEnd(values, state, 5, { loss: 1 }, { epoch: 5, epochs: 9, learningRate: 0.01 })).toEqual([state, {}]);
});
