import { expect, test } from "vitest";
import { firstPreset } from "../experiment";
import type { RunEvent } from "../training/protocol";
import { longestSeries } from "../evaluation/lossCurve";
import { latestLogs, newRun, record, recordAll, type Run } from "./run";

const experiment = firstPreset.experiment;
const after = (...events: Partial<RunEvent>[]): Run =>
  events.reduce<Run>((run, event) => record(run, { runId: "r", ...event } as RunEvent), { ...newRun("r", 1, experiment), stepsPerEpoch: 1000 });

const progress = (epoch: number, step: number, losses: number[]): Partial<RunEvent> => ({
  type: "progress",
  epoch,
  step,
  phase: "training",
  samplesPerSecond: 1,
  secondsLeft: 1,
  learningRate: 0.01,
  epochs: 5,
  logs: { loss: losses.at(-1) ?? 0 },
  losses: Float32Array.from(losses),
});

test("step losses get the number of their step, counted over epochs", () => {
  const run = after(progress(0, 3, [3, 2, 1]), progress(1, 2, [0.5, 0.25]));
  expect(run.curve.points).toEqual([
    { step: 1, loss: 3 },
    { step: 2, loss: 2 },
    { step: 3, loss: 1 },
    { step: 1001, loss: 0.5 },
    { step: 1002, loss: 0.25 },
  ]);
});

test("however long a run is, its series stays bounded and evenly spaced", () => {
  const losses = Array.from({ length: 1000 }, (_, i) => i);
  const run = after(...Array.from({ length: 10 }, (_, epoch) => progress(epoch, 1000, losses)));
  expect(run.curve.points.length).toBeLessThanOrEqual(longestSeries);
  expect(run.curve.points.length).toBeGreaterThan(longestSeries / 2 - 2);
  const gaps = new Set(run.curve.points.slice(1).map(({ step }, i) => step - run.curve.points[i]!.step));
  expect([...gaps]).toEqual([run.curve.stride]);
});

test("a run that put its best weights back shows the figures of that epoch", () => {
  const run = after(
    { type: "epochs", from: 0, list: [{ logs: { val_loss: 0.5 }, seconds: 1 }] },
    { type: "epochs", from: 1, list: [{ logs: { val_loss: 0.7 }, seconds: 1 }] },
    { type: "ended", reason: "early-stopping", epochs: 2, restoredEpoch: 0, seconds: 2 },
  );
  expect(latestLogs(run)).toEqual({ val_loss: 0.5 });
  expect(run.status).toBe("ended");
});

test("pause and resume show in the status", () => {
  expect(after({ type: "paused", epoch: 0, step: 3 }).status).toBe("paused");
  expect(after({ type: "paused", epoch: 0, step: 3 }, { type: "resumed" }).status).toBe("running");
});

test("the trail of an epoch keeps at most forty points and begins anew with every epoch", () => {
  const steps = Array.from({ length: 1000 }, (_, i) => ({ ...progress(0, i + 1, []), logs: { accuracy: (i + 1) / 1000 } }));
  const run = after(...steps);
  expect(run.trail).toHaveLength(40);
  expect(run.trail[0]).toEqual({ at: 0.025, logs: { accuracy: 0.025 } });
  expect(after(...steps, { type: "epochs", from: 0, list: [{ logs: { accuracy: 1 }, seconds: 1 }] }).trail).toEqual([]);
  // A last word about an epoch that has ended adds nothing.
  expect(after({ type: "epochs", from: 0, list: [{ logs: {}, seconds: 1 }] }, progress(0, 1000, [])).trail).toEqual([]);
});

test("events that are taken in together leave the same run as one after another", () => {
  const epoch = (at: number): Partial<RunEvent> => ({ type: "epochs", from: at, list: [{ logs: { loss: 1 / (at + 1) }, seconds: 1 }] });
  const events = [
    progress(0, 400, [3]),
    progress(0, 1000, [2]),
    epoch(0),
    epoch(1),
    epoch(2),
    progress(3, 300, [1]),
    progress(3, 1000, [0.5]),
    epoch(3),
  ];
  const begun = { ...newRun("r", 1, experiment), stepsPerEpoch: 1000 };
  for (let count = 0; count <= events.length; count++) {
    const some = events.slice(0, count);
    expect(recordAll(begun, some.map((event) => ({ runId: "r", ...event }) as RunEvent))).toEqual(after(...some));
  }
  expect(after(...events).trail).toEqual([]);
});
