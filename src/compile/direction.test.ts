import { expect, test, vi } from "vitest";
import { callbacks } from "../callbacks";
import { improves } from "../callbacks/monitor";
import { firstPreset, type Experiment } from "../experiment";
import { newRun } from "../runs";
import { defaultsOf } from "../schema";
import { bestEpoch, headline } from "../views/fit/curves";
import type * as Metrics from "./metrics";
import { metrics } from ".";

/** A metric that gets better as it falls, before those that are there; its name says nothing of a loss. */
vi.mock("./metrics", async (importOriginal) => {
  const original = await importOriginal<typeof Metrics>();
  const { registry } = await import("../schema");
  const made = { ...original.metrics.get("accuracy"), kind: "mean_absolute_error", better: "smaller" };
  return { ...original, metrics: registry<{ readonly kind: string }>([made, ...original.metrics.all]) };
});

const falling = "val_mean_absolute_error" as never;

test("a metric that gets better as it falls is such a one for callbacks in mode auto", () => {
  expect(metrics.kinds[0]).toBe("mean_absolute_error");
  const auto = { monitor: falling, mode: "auto" } as const;
  expect([improves(auto, 0.4, 0.5), improves(auto, 0.6, 0.5), improves(auto, 0.4, 0.5, 0.2)]).toEqual([true, false, false]);
  expect(improves({ monitor: falling, mode: "max" }, 0.6, 0.5)).toBe(true);
  expect(improves({ monitor: "val_accuracy", mode: "auto" }, 0.6, 0.5)).toBe(true);

  // Errors of five epochs: the second is the best, and after two more without improvement the run ends.
  const early = callbacks.get("EarlyStopping");
  const values = { ...defaultsOf(early.fields), monitor: falling, patience: 2 };
  let state: unknown = early.start(values);
  const decisions = [0.5, 0.3, 0.4, 0.6].map((error, epoch) => {
    const [next, decision] = early.epochEnd(values, state, epoch, { [falling]: error }, { epoch, epochs: 5, learningRate: 0.1 });
    state = next;
    return decision;
  });
  expect(decisions.map(({ stop }) => Boolean(stop))).toEqual([false, false, false, true]);
});

test("the best epoch of a run has the least of it", () => {
  const experiment = { ...firstPreset.experiment, compile: { ...firstPreset.experiment.compile, metrics: ["mean_absolute_error"] as readonly string[] } } as Experiment;
  expect(headline(experiment)).toBe("mean_absolute_error");
  const epochs = [0.5, 0.3, 0.4].map((error) => ({ logs: { loss: 1, [falling]: error }, seconds: 1 }));
  expect(bestEpoch({ ...newRun("r", 1, experiment), epochs })).toEqual({ epoch: 1, name: falling, value: 0.3 });
});
