import type { LayerWeight } from "../architecture";
import type { CallbackName, Logs } from "../callbacks";
import type { Diagnosis } from "../evaluation/diagnosis";
import type { LossCurve } from "../evaluation/lossCurve";
import type { Experiment } from "../experiment";
import type { FittedPreprocessing } from "../preprocessing";
import type { Text } from "../schema";
import type { TrainingState } from "./checkpoint";
import type { Answer, Ask, BackendName, DeviceStatus, QueryName, Trainer } from "./queries";

export type * from "./queries";

/**
 * Everything that passes between the page and the training worker. Two kinds of traffic: queries, which are asked and
 * answered under a `requestId`, and runs, whose commands and events carry a `runId`.
 */

type AskCommand = { [K in QueryName]: { readonly type: "ask"; readonly requestId: number; readonly query: K; readonly ask: Ask<K> } }[QueryName];

/** What a worker does without when it is started, because one before it did not answer. */
export interface Limits {
  readonly oneThread: boolean;
  readonly without: readonly BackendName[];
}

/** Something that hangs in some browsers, so that the page watches it: starting threads, or a backend. */
export type Attempt = { readonly what: "threads" } | { readonly what: "backend"; readonly backend: BackendName };

export type Command =
  /** The first message to a worker, which answers `ready`. */
  | ({ readonly type: "begin" } & Limits)
  | AskCommand
  | { readonly type: "cancel"; readonly requestId: number }
  | ({ readonly type: "start"; readonly runId: string; readonly experiment: Experiment } & StartOptions)
  /** Goes on with a run that was cut off, from its last checkpoint. */
  | { readonly type: "continue"; readonly runId: string; readonly tempo: Tempo }
  | { readonly type: "pause"; readonly runId: string }
  /** Goes on after a pause; with `until` to the end of the next batch or of the epoch, where it pauses again. */
  | { readonly type: "resume"; readonly runId: string; readonly until?: Until }
  | { readonly type: "change"; readonly runId: string; readonly change: RunChange }
  | { readonly type: "tempo"; readonly runId: string; readonly tempo: Tempo }
  | { readonly type: "stop"; readonly runId: string };

export interface StartOptions {
  /** Start the run from a trained model instead of from new ones. */
  readonly weights?: readonly LayerWeight[];
  /** What the training of these weights goes on from; without `optimizer` the run starts a fresh one. */
  readonly training?: TrainingState;
  /** Lets it pause by itself. */
  readonly until?: Until;
  readonly tempo?: Tempo;
}

/** Batches a second at the most, so that a person can watch; null for as fast as the machine can. No result depends on it. */
export type Tempo = number | null;

/** Where a run pauses by itself: after its next batch, or at the end of its epoch. */
export type Until = "batch" | "epoch";

/** What may be changed in mid-run. */
export type RunChange =
  | { readonly what: "epochs"; /** In all; at least as many as have been begun. */ readonly value: number }
  | { readonly what: "learning_rate"; readonly value: number };

/** A change as it took effect. */
export interface RecordedChange {
  /** Epoch (from 0) and finished steps within it. */
  readonly epoch: number;
  readonly step: number;
  readonly what: RunChange["what"];
  readonly from: number;
  readonly to: number;
  readonly by: "hand" | CallbackName;
}

/** What a run has to tell of itself so far: enough to draw all its curves again. */
export interface RunHistory {
  readonly epochs: readonly EpochRecord[];
  /** Loss of single steps, thinned; see evaluation/lossCurve. */
  readonly curve: LossCurve;
  readonly changes: readonly RecordedChange[];
  readonly diagnosis?: Diagnosis;
}

export interface EpochRecord {
  readonly logs: Logs;
  readonly seconds: number;
}

/** `interrupted`: cut off (the device was lost, the worker died); it can be continued where a checkpoint was kept. */
export type EndReason = "completed" | "early-stopping" | "stopped" | "nan" | "failed" | "interrupted";

/** A grid over the plane, row by row from the top left, values 0 … 1 for class 1 (or a class number when there are more). */
export interface DecisionMap {
  readonly resolution: number;
  /** The square that it covers: from −reach to reach on both axes. */
  readonly reach: number;
  readonly values: Float32Array;
}

export type RunEvent =
  | {
      readonly type: "started";
      readonly runId: string;
      /** What tfjs is on, and what trains the run: not always the same. */
      readonly device: DeviceStatus;
      readonly trainedBy: Trainer;
      readonly preprocessing: FittedPreprocessing;
      readonly stepsPerEpoch: number;
      readonly trainCount: number;
      readonly validationCount: number;
      /** The first epoch, from 0, with the epochs planned and the learning rate at the beginning. Absent: epoch 0, and the rest as in the experiment. */
      readonly goesOn?: { readonly initialEpoch: number; readonly epochs: number; readonly learningRate: number };
      /** Of a run that goes on from a checkpoint: where, and what it had to tell until then. */
      readonly continued?: {
        readonly epoch: number;
        readonly step: number;
        readonly epochs: number;
        readonly learningRate: number;
        readonly history: RunHistory;
        /** What trained it until then, where that does not go on with it. */
        readonly before?: Trainer;
      };
    }
  | {
      readonly type: "progress";
      readonly runId: string;
      /** Epoch under way, from 0, and finished steps within it. */
      readonly epoch: number;
      readonly step: number;
      readonly phase: "training" | "validating";
      readonly samplesPerSecond: number;
      readonly secondsLeft: number;
      /** In force, and epochs planned: both may be changed in mid-run. */
      readonly learningRate: number;
      readonly epochs: number;
      /** Running figures of this epoch. */
      readonly logs: Logs;
      /** Loss of the steps since the last event, ending with step `step`. */
      readonly losses: Float32Array;
    }
  /** Epochs that have ended, the first of them `from` (counted from 0): a tiny net ends hundreds between two events. */
  | { readonly type: "epochs"; readonly runId: string; readonly from: number; readonly list: readonly EpochRecord[] }
  | { readonly type: "changed"; readonly runId: string; readonly change: RecordedChange }
  /** The run can be continued from here if it is cut off. `gone`: so many older runs went to make room. */
  | { readonly type: "kept"; readonly runId: string; readonly epoch: number; readonly step: number; readonly bytes: number; readonly gone?: number }
  /** It cannot, or only from an earlier point, and why; training goes on. */
  | { readonly type: "unkept"; readonly runId: string; readonly message: Text }
  | { readonly type: "map"; readonly runId: string; readonly map: DecisionMap }
  /** The run does not learn, and why. */
  | { readonly type: "diagnosis"; readonly runId: string; readonly diagnosis: Diagnosis }
  | { readonly type: "paused"; readonly runId: string; readonly epoch: number; readonly step: number }
  | { readonly type: "resumed"; readonly runId: string }
  | {
      readonly type: "ended";
      readonly runId: string;
      readonly reason: EndReason;
      readonly message?: Text;
      /** Epochs that were finished. */
      readonly epochs: number;
      /** The epoch (from 0) whose weights the model now has, when the best ones were put back. */
      readonly restoredEpoch?: number;
      readonly seconds: number;
      /** Absent only when the run failed before it had any. */
      readonly weights?: readonly LayerWeight[];
      /** What more epochs would go on from. Absent where it is of no use: after a loss that was no number. */
      readonly training?: TrainingState;
      /** The best epoch's, where ModelCheckpoint kept them and `weights` are others. */
      readonly best?: { readonly epoch: number; readonly weights: readonly LayerWeight[] };
    };

type AnswerEvent = {
  [K in QueryName]: { readonly type: "answer"; readonly requestId: number; readonly query: K; readonly answer: Answer<K> };
}[QueryName];

export type WorkerEvent =
  | AnswerEvent
  | { readonly type: "refused"; readonly requestId: number; readonly message: Text }
  | { readonly type: "cancelled"; readonly requestId: number }
  | { readonly type: "advanced"; readonly requestId: number; readonly part: number }
  /** The worker lives, and holds this lock of the browser's for as long as it does. */
  | { readonly type: "alive"; readonly lock: string }
  /** The worker has started and takes commands. */
  | { readonly type: "ready" }
  /** An attempt begins, and has ended, well or not. A worker that is silent for long between the two hangs. */
  | { readonly type: "trying"; readonly attemptId: number; readonly attempt: Attempt }
  | { readonly type: "tried"; readonly attemptId: number }
  /** Something that the person should know of, such as a device that did not start. */
  | { readonly type: "note"; readonly message: Text }
  /** The graphics card was taken away from the worker: it is of no more use. */
  | { readonly type: "lost" }
  | RunEvent;
