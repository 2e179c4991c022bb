import type { Logs } from "../callbacks";
import type { Diagnosis } from "../evaluation/diagnosis";
import type { Experiment } from "../experiment";
import type { FittedPreprocessing } from "../preprocessing";
import type { Text } from "../schema";
import type { DecisionMap, DeviceStatus, EndReason, Evaluation, RunEvent } from "../training/protocol";

export type RunStatus = "starting" | "running" | "paused" | "ended";

/** What one run recorded. Its weights are kept apart: they are large and no picture needs them. */
export interface Run {
  readonly id: string;
  /** 1, 2, 3 … in the order of starting. */
  readonly number: number;
  /** The document as it was when the run began. */
  readonly experiment: Experiment;
  readonly status: RunStatus;
  readonly device?: DeviceStatus;
  readonly preprocessing?: FittedPreprocessing;
  readonly stepsPerEpoch: number;
  readonly trainCount: number;
  readonly validationCount: number;
  /** Figures of each finished epoch. */
  readonly epochs: readonly { readonly logs: Logs; readonly seconds: number }[];
  /** Loss of single steps, thinned to a bounded number of points; `step` counts from the beginning of the run. */
  readonly steps: readonly { readonly step: number; readonly loss: number }[];
  /** How many steps one point of `steps` stands for. */
  readonly stride: number;
  readonly now?: {
    readonly epoch: number;
    readonly step: number;
    readonly phase: "training" | "validating";
    readonly samplesPerSecond: number;
    readonly secondsLeft: number;
    readonly logs: Logs;
  };
  /** Figures within the epoch under way, thinned; `at` is the part of it that was done, 0 … 1. Empty between epochs. */
  readonly trail: readonly { readonly at: number; readonly logs: Logs }[];
  readonly map?: DecisionMap;
  readonly diagnosis?: Diagnosis;
  readonly end?: { readonly reason: EndReason; readonly message?: Text; readonly restoredEpoch?: number; readonly seconds: number };
  /** On the test set, once asked for. */
  readonly evaluation?: Evaluation;
}

/** Charts redraw whole, so a series never grows beyond this. */
export const longestSeries = 500;

export const newRun = (id: string, number: number, experiment: Experiment): Run => ({
  id,
  number,
  experiment,
  status: "starting",
  stepsPerEpoch: 0,
  trainCount: 0,
  validationCount: 0,
  epochs: [],
  steps: [],
  stride: 1,
  trail: [],
});

/** Adds step losses; when the series is full every second point goes and each stands for twice as many steps. */
function thinned(run: Run, last: number, losses: Float32Array): Pick<Run, "steps" | "stride"> {
  const steps = [...run.steps];
  let { stride } = run;
  losses.forEach((loss, i) => {
    const step = last - losses.length + 1 + i;
    if (step % stride !== 0) return;
    steps.push({ step, loss });
    if (steps.length <= longestSeries) return;
    stride *= 2;
    const kept = steps.filter((point) => point.step % stride === 0);
    steps.splice(0, steps.length, ...kept);
  });
  return { steps, stride };
}

/** Points that the trail of one epoch may have. */
const longestTrail = 40;

/** Adds the running figures of an epoch, unless the last ones are hardly older, or the epoch has ended already. */
function trailed({ trail, stepsPerEpoch, epochs }: Run, epoch: number, step: number, logs: Logs): Run["trail"] {
  if (epoch !== epochs.length) return trail;
  const at = stepsPerEpoch ? step / stepsPerEpoch : 0;
  const slot = (part: number): number => Math.floor(part * longestTrail);
  return slot(at) === slot(trail.at(-1)?.at ?? 0) ? trail : [...trail, { at, logs }];
}

/** The run after an event of its own. */
export function record(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case "started":
      return {
        ...run,
        status: run.status === "starting" ? "running" : run.status,
        device: event.device,
        preprocessing: event.preprocessing,
        stepsPerEpoch: event.stepsPerEpoch,
        trainCount: event.trainCount,
        validationCount: event.validationCount,
      };
    case "progress": {
      const { epoch, step, phase, samplesPerSecond, secondsLeft, logs } = event;
      return {
        ...run,
        now: { epoch, step, phase, samplesPerSecond, secondsLeft, logs },
        trail: phase === "training" ? trailed(run, epoch, step, logs) : run.trail,
        ...(event.losses.length ? thinned(run, epoch * run.stepsPerEpoch + step, event.losses) : {}),
      };
    }
    case "epoch":
      return { ...run, epochs: [...run.epochs, { logs: event.logs, seconds: event.seconds }], trail: [] };
    case "map":
      return { ...run, map: event.map };
    case "diagnosis":
      return { ...run, diagnosis: event.diagnosis };
    case "paused":
      return { ...run, status: "paused" };
    case "resumed":
      return { ...run, status: "running" };
    case "ended": {
      const { reason, message, restoredEpoch, seconds } = event;
      return {
        ...run,
        status: "ended",
        end: { reason, seconds, ...(message ? { message } : {}), ...(restoredEpoch === undefined ? {} : { restoredEpoch }) },
      };
    }
  }
}

/** The run after several events. Epochs in a row are added at once: a tiny net reports hundreds at a time. */
export function recordAll(run: Run, events: readonly RunEvent[]): Run {
  let next = run;
  let ended: Run["epochs"][number][] = [];
  const add = (): void => {
    if (ended.length > 0) next = { ...next, epochs: [...next.epochs, ...ended], trail: [] };
    ended = [];
  };
  for (const event of events) {
    if (event.type === "epoch") ended.push({ logs: event.logs, seconds: event.seconds });
    else {
      add();
      next = record(next, event);
    }
  }
  add();
  return next;
}

/** The figures to show for a run: those of its best-restored or last epoch, else the ones under way. */
export function latestLogs(run: Run): Logs {
  const restored = run.end?.restoredEpoch;
  return run.epochs[restored ?? run.epochs.length - 1]?.logs ?? run.now?.logs ?? {};
}
