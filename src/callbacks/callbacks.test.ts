import { expect, test } from "vitest";
import { defaultsOf } from "../schema";
import { learningRateScheduler } from "./learningRateScheduler";
import { modelCheckpoint } from "./modelCheckpoint";
import { reduceLROnPlateau } from "./reduceLROnPlateau";

/** The learning rate after each epoch of a series of val_loss, beginning at 0.1. */
function plateau(series: readonly number[], settings: Partial<ReturnType<typeof defaultsOf<typeof reduceLROnPlateau.fields>>>): number[] {
  const values = { ...defaultsOf(reduceLROnPlateau.fields), ...settings };
  let state = reduceLROnPlateau.start(values);
  let rate = 0.1;
  return series.map((val_loss, epoch) => {
    const [next, { learningRate }] = reduceLROnPlateau.epochEnd(values, state, epoch, { val_loss }, { epoch, epochs: series.length, learningRate: rate });
    // As it goes through a checkpoint.
    state = JSON.parse(JSON.stringify(next)) as typeof next;
    rate = learningRate ?? rate;
    return Number(rate.toPrecision(8));
  });
}

// The expected rates were written by Keras 3.15.1's own ReduceLROnPlateau over the same series.
test.each([
  ["waits as long as patience allows, and counts anew after an improvement", [1, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8], { factor: 0.5, patience: 2 }, [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125]],
  ["counts nothing while it cools down", [1, 1, 1, 1, 1, 1, 1, 1, 1], { factor: 0.5, patience: 2, cooldown: 3 }, [0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025]],
  ["never goes below min_lr", [1, 1, 1, 1, 1, 1], { factor: 0.1, patience: 1, min_lr: 0.002 }, [0.1, 0.01, 0.002, 0.002, 0.002, 0.002]],
  // The last one: 0.1 · 0.1 is 0.010000000000000002, and would be set to 0.01 once more.
  ["comes to rest at min_lr", [1, 1, 1, 1], { factor: 0.1, patience: 1, min_lr: 0.01 }, [0.1, 0.01, 0.01, 0.01]],
  ["takes a change no larger than min_delta for none", [1, 0.99995, 0.9999, 0.9995, 0.9], { factor: 0.1, patience: 2 }, [0.1, 0.1, 0.01, 0.01, 0.01]],
  ["starts its count behind an improvement", [1, 1, 0.5, 1, 1, 1, 1], { factor: 0.5, patience: 2, cooldown: 2 }, [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05]],
  ["acts at once with patience 0, but never in the first epoch", [1, 1, 1], { factor: 0.5, patience: 0 }, [0.1, 0.05, 0.025]],
] as const)("ReduceLROnPlateau %s", (_name, series, settings, expected) => {
  expect(plateau(series, settings)).toEqual(expected);
});

test("ReduceLROnPlateau wants accuracy to rise, and leaves alone what was not measured", () => {
  const values = { ...defaultsOf(reduceLROnPlateau.fields), monitor: "val_accuracy" as const, patience: 1 };
  const at = { epoch: 1, epochs: 5, learningRate: 0.1 };
  const [state] = reduceLROnPlateau.epochEnd(values, reduceLROnPlateau.start(values), 0, { val_accuracy: 0.5 }, at);
  expect(reduceLROnPlateau.epochEnd(values, state, 1, { val_accuracy: 0.6 }, at)[1]).toEqual({});
  expect(reduceLROnPlateau.epochEnd(values, state, 1, { val_accuracy: 0.4 }, at)[1].learningRate).toBeCloseTo(0.01, 12);
  expect(reduceLROnPlateau.epochEnd(values, state, 1, { loss: 1 }, at)).toEqual([state, {}]);
});

const factors = (settings: Partial<ReturnType<typeof defaultsOf<typeof learningRateScheduler.fields>>>, epochs: number): number[] =>
  Array.from({ length: epochs }, (_, epoch) => {
    const values = { ...defaultsOf(learningRateScheduler.fields), ...settings };
    const [, { rateFactor, learningRate }] = learningRateScheduler.epochBegin!(values, null, { epoch, epochs, learningRate: 7 });
    expect(learningRate).toBeUndefined();
    return Number(rateFactor!.toFixed(6));
  });

test("the schedules of the learning rate, worked out by hand", () => {
  expect(factors({ schedule: "step", step_factor: 0.5, step_epochs: 2 }, 6)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
  expect(factors({ schedule: "exponential", decay_rate: 0.9 }, 4)).toEqual([1, 0.9, 0.81, 0.729]);
  // (1 + cos 0)/2, (1 + cos 45°)/2, (1 + cos 90°)/2, (1 + cos 135°)/2, and 0 in the last epoch
  expect(factors({ schedule: "cosine", alpha: 0 }, 5)).toEqual([1, 0.853553, 0.5, 0.146447, 0]);
  // 0.2 + 0.8 · ½ in the middle
  expect(factors({ schedule: "cosine", alpha: 0.2 }, 5)[2]).toBe(0.6);
  expect(factors({ schedule: "cosine" }, 1)).toEqual([1]);
  expect(factors({ schedule: "constant", warmup_epochs: 3 }, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  // The schedule begins behind the warm-up and ends with the run.
  expect(factors({ schedule: "cosine", alpha: 0, warmup_epochs: 1 }, 6)).toEqual([0.5, 1, 0.853553, 0.5, 0.146447, 0]);
  // A run that is shorter than its warm-up only warms up.
  expect(factors({ schedule: "step", warmup_epochs: 9 }, 2)).toEqual([0.1, 0.2]);
});

test("a schedule leaves out what its form does not read", () => {
  const values = defaultsOf(learningRateScheduler.fields);
  expect(learningRateScheduler.idle!({ ...values, schedule: "exponential" })).toEqual(["step_epochs", "step_factor", "alpha"]);
  expect(learningRateScheduler.idle!({ ...values, schedule: "constant" })).toEqual(["step_epochs", "step_factor", "decay_rate", "alpha"]);
});

test("ModelCheckpoint keeps each best epoch and says which it was", () => {
  const values = defaultsOf(modelCheckpoint.fields);
  let state = modelCheckpoint.start(values);
  expect(modelCheckpoint.keeps!(values, state)).toBeUndefined();
  const kept = [1, 0.7, 0.8, NaN, 0.6, 0.6].map((val_loss, epoch) => {
    const [next, decision] = modelCheckpoint.epochEnd(values, state, epoch, { val_loss }, { epoch, epochs: 6, learningRate: 0.1 });
    state = JSON.parse(JSON.stringify(next)) as typeof next;
    return decision.keepWeights === true;
  });
  expect(kept).toEqual([true, true, false, false, true, false]);
  expect(modelCheckpoint.keeps!(values, state)).toBe(4);
  expect(modelCheckpoint.trainEnd(values, state)).toEqual({});
});

test("ReduceLROnPlateau says once that the rate has come to min_lr", () => {
  const values = { ...defaultsOf(reduceLROnPlateau.fields), factor: 0.1, patience: 1, min_lr: 0.01 };
  const [first, { learningRate }] = reduceLROnPlateau.epochEnd(values, { best: 1, wait: 0, cooldown: 0 }, 1, { val_loss: 1 }, { epoch: 1, epochs: 9, learningRate: 0.1 });
  expect(learningRate).toBe(0.01);
  expect(reduceLROnPlateau.epochEnd(values, first, 2, { val_loss: 1 }, { epoch: 2, epochs: 9, learningRate: 0.01 })[1]).toEqual({});
});
