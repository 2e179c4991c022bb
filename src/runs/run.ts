import type { Logs } from "../callbacks";
import type { Diagnosis } from "../evaluation/diagnosis";
import { noCurve, withLosses, type LossCurve } from "../evaluation/lossCurve";
import type { Experiment } from "../experiment";
import type { FittedPreprocessing } from "../preprocessing";
import type { Text } from "../schema";
import type { DecisionMap, EndReason, EpochRecord, Evaluation, RecordedChange, RunEvent, Trainer } from "../training/protocol";

/** At most this many finished runs are kept in the browser and listed. */
export const mostFinished = 30;

export type RunStatus = "starting" | "running" | "paused" | "ended";

/** What one run recorded. Its weights are kept apart: they are large and no picture needs them. */
export interface Run {
  readonly id: string;
  /** 1, 2, 3 … in the order of starting. */
  readonly number: number;
  /** The document as it was when the run began. */
  readonly experiment: Experiment;
  /** The model whose weights it began with, where these were not new ones. */
  readonly from?: { readonly id: string; readonly title: Text };
  readonly status: RunStatus;
  readonly trainedBy?: Trainer;
  readonly preprocessing?: FittedPreprocessing;
  readonly stepsPerEpoch: number;
  readonly trainCount: number;
  readonly validationCount: number;
  /** The first epoch of the run, from 0: a run that goes on from a model counts on from the model's epochs. */
  readonly initialEpoch: number;
  /** Figures of each finished epoch, the first of them `initialEpoch`. */
  readonly epochs: readonly EpochRecord[];
  /** The number of the last epoch planned by now, and the learning rate in force: both may be changed in mid-run. */
  readonly planned: number;
  readonly learningRate: number;
  /** What was changed in mid-run, and when. */
  readonly changes: readonly RecordedChange[];
  /** Loss of single steps. */
  readonly curve: LossCurve;
  /** The last place from which the run could go on if it were cut off: finished epochs, and steps of the next one. */
  readonly kept?: { readonly epoch: number; readonly step: number };
  /** Why the run's state could not be kept. */
  readonly unkept?: Text;
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

export const newRun = (id: string, number: number, experiment: Experiment, from?: Run["from"]): Run => ({
  id,
  number,
  experiment,
  ...(from ? { from } : {}),
  status: "starting",
  stepsPerEpoch: 0,
  trainCount: 0,
  validationCount: 0,
  initialEpoch: 0,
  epochs: [],
  planned: experiment.fit.epochs,
  learningRate: experiment.compile.optimizer.values.learning_rate,
  changes: [],
  curve: noCurve,
  trail: [],
});

/** Points that the trail of one epoch may have. */
const longestTrail = 40;

/** Adds the running figures of an epoch, unless the last ones are hardly older, or the epoch has ended already. */
function trailed({ trail, stepsPerEpoch, initialEpoch, epochs }: Run, epoch: number, step: number, logs: Logs): Run["trail"] {
  if (epoch !== initialEpoch + epochs.length) return trail;
  const at = stepsPerEpoch ? step / stepsPerEpoch : 0;
  const slot = (part: number): number => Math.floor(part * longestTrail);
  return slot(at) === slot(trail.at(-1)?.at ?? 0) ? trail : [...trail, { at, logs }];
}

/** The run after an event of its own. */
export function record(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case "started":
      return {
        ...begun(run, event),
        trainedBy: event.trainedBy,
        preprocessing: event.preprocessing,
        stepsPerEpoch: event.stepsPerEpoch,
        trainCount: event.trainCount,
        validationCount: event.validationCount,
      };
    case "progress": {
      const { epoch, step, phase, samplesPerSecond, secondsLeft, logs, learningRate, epochs } = event;
      return {
        ...run,
        learningRate,
        planned: epochs,
        now: { epoch, step, phase, samplesPerSecond, secondsLeft, logs },
        trail: phase === "training" ? trailed(run, epoch, step, logs) : run.trail,
        ...(event.losses.length ? { curve: withLosses(run.curve, epoch * run.stepsPerEpoch + step, event.losses) } : {}),
      };
    }
    case "epochs":
      return { ...run, epochs: [...run.epochs, ...event.list], trail: [] };
    case "changed": {
      const { change } = event;
      const moved = change.what === "epochs" ? { planned: change.to } : { learningRate: change.to };
      return { ...run, ...moved, changes: [...run.changes, change] };
    }
    case "kept": {
      const { unkept: _, ...rest } = run;
      return { ...rest, kept: { epoch: event.epoch, step: event.step } };
    }
    case "unkept":
      return { ...run, unkept: event.message };
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

/** The run as it begins, or as it goes on after it was cut off. */
function begun({ end: _end, now: _now, ...before }: Run, { continued, goesOn }: Extract<RunEvent, { type: "started" }>): Run {
  const run = goesOn ? { ...before, initialEpoch: goesOn.initialEpoch, planned: goesOn.epochs, learningRate: goesOn.learningRate } : before;
  if (!continued) return { ...run, status: run.status === "starting" ? "running" : run.status };
  const { epochs, learningRate, history } = continued;
  const { epochs: told, curve, changes, diagnosis } = history;
  return { ...run, status: "running", planned: epochs, learningRate, epochs: told, curve, changes, trail: [], ...(diagnosis ? { diagnosis } : {}) };
}

/** The run after several events. */
export const recordAll = (run: Run, events: readonly RunEvent[]): Run => events.reduce(record, run);

/** The figures to show for a run: those of its best-restored or last epoch, else the ones under way. */
export function latestLogs(run: Run): Logs {
  const restored = run.end?.restoredEpoch;
  return run.epochs[restored === undefined ? run.epochs.length - 1 : restored - run.initialEpoch]?.logs ?? run.now?.logs ?? {};
}
