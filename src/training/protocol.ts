import type { LayerWeight } from "../architecture";
import type { CallbackName, Logs } from "../callbacks";
import type { Diagnosis } from "../evaluation/diagnosis";
import type { LossCurve } from "../evaluation/lossCurve";
import type { DatasetName, DatasetSpec } from "../datasets";
import type { Experiment } from "../experiment";
import type { FittedPreprocessing, StepSpec } from "../preprocessing";
import type { Shape, Text } from "../schema";

/**
 * Everything that passes between the page and the training worker. Two kinds of traffic: queries, which are asked and
 * answered under a `requestId`, and runs, whose commands and events carry a `runId`.
 */

export type BackendName = "webgpu" | "webgl" | "wasm" | "cpu";

/** Where the mathematics happens, and what else could do it. */
export interface DeviceStatus {
  readonly backend: BackendName;
  /** True while the page chose; false after a person did. */
  readonly automatic: boolean;
  /** `WASM SIMD · 2 threads`, `WebGL · Apple M2`: the same in every language. */
  readonly label: string;
  readonly available: readonly {
    readonly backend: BackendName;
    readonly label: string;
    /** Rendering by the processor instead of a graphics card: slow. */
    readonly software: boolean;
    /** Why it cannot be used here; absent when it can. */
    readonly reason?: Text;
  }[];
}

export interface PartSummary {
  readonly count: number;
  /** Samples per class. */
  readonly perClass: readonly number[];
}

export interface DatasetSummary {
  readonly kind: DatasetName;
  readonly sampleShape: Shape;
  readonly train: PartSummary;
  readonly test: PartSummary;
  /** Bytes that the data take in the worker. */
  readonly bytes: number;
  /** Kept in the browser and there at the next visit. Drawn data need not be. */
  readonly kept: boolean;
  /** Why files could not be kept (a full disk), when they could not. */
  readonly notKept?: Text;
}

export type PartName = "train" | "test";

/** Samples as they came, one after another, with their labels. */
export interface Samples {
  readonly indices: readonly number[];
  readonly shape: Shape;
  readonly values: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
}

/** Summary figures of many numbers. `histogram` counts `histogram.length` equal bins from min to max. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  readonly nans: number;
  readonly histogram: readonly number[];
}

/** Preprocessing after it saw the training part, with figures of the samples before and after every step. */
export interface PreprocessingPreview {
  readonly fitted: FittedPreprocessing;
  readonly before: { readonly train: Distribution; readonly test: Distribution };
  /** One per step; a step on the labels leaves the samples alone and has none. */
  readonly after: readonly { readonly id: string; readonly train?: Distribution; readonly test?: Distribution }[];
  /** A first training sample and its target, before and after all steps. */
  readonly example: { readonly raw: Samples; readonly values: Float32Array; readonly target: readonly number[] };
}

/** A trained model as plain data: enough to use it, save it, or hand it back to the worker. */
export interface ModelData {
  readonly experiment: Experiment;
  readonly preprocessing: FittedPreprocessing;
  readonly weights: readonly LayerWeight[];
}

export interface Evaluation {
  readonly part: PartName;
  readonly count: number;
  readonly loss: number;
  readonly metrics: Logs;
  /** The model's output, one row of `outputs` per sample. */
  readonly scores: Float32Array;
  readonly outputs: number;
  readonly labels: Uint8Array;
  /** The class each sample was put in. */
  readonly predicted: Uint8Array;
}

/** Loss against learning rate; the rates grow from one step to the next. */
export interface RateSearch {
  readonly rates: Float32Array;
  /** After the step of that rate, on the same samples throughout; see findRate. */
  readonly losses: Float32Array;
}

export interface CalibrationRow {
  readonly backend: BackendName;
  readonly label: string;
  /** Absent where the model did not train there. */
  readonly milliseconds?: number;
  readonly reason?: Text;
}

/** Milliseconds of one training step by device, the fastest first. */
export interface Calibration {
  readonly rows: readonly CalibrationRow[];
  readonly device: DeviceStatus;
}

/** A query's question and answer. `modelId` names a run or an opened model that the worker holds (see `holdModel`). */
export interface Queries {
  device: { ask: Record<string, never>; answer: DeviceStatus };
  /** `automatic`: not a person's choice, but what was measured to be the fastest. */
  setBackend: { ask: { readonly backend: BackendName | "auto"; readonly automatic?: boolean }; answer: DeviceStatus };
  /** Opens the data of an experiment; null when its files have not been brought yet. */
  openDataset: { ask: { readonly dataset: DatasetSpec; readonly seed: number }; answer: DatasetSummary | null };
  /** Decodes files that a person brought and keeps them. Reports progress, can be cancelled. */
  importDataset: { ask: { readonly kind: DatasetName; readonly files: readonly File[] }; answer: DatasetSummary };
  /** The same from the server's own `datasets/` folder; null when it has none. */
  fetchDataset: { ask: { readonly kind: DatasetName; readonly base: string }; answer: DatasetSummary | null };
  forgetDataset: { ask: { readonly kind: DatasetName }; answer: null };
  /** Samples of the data opened last. */
  samples: { ask: { readonly part: PartName; readonly indices: readonly number[] }; answer: Samples };
  /** Labels of a whole part of the data opened last. */
  labels: { ask: { readonly part: PartName }; answer: Uint8Array };
  preview: {
    ask: { readonly dataset: DatasetSpec; readonly seed: number; readonly steps: readonly StepSpec[] };
    answer: PreprocessingPreview;
  };
  /** Gives the worker a model to evaluate and predict with, under an id of the caller's. */
  holdModel: { ask: { readonly modelId: string; readonly model: ModelData }; answer: null };
  releaseModel: { ask: { readonly modelId: string }; answer: null };
  /** The present weights; also in the middle of a run, between two steps. */
  model: { ask: { readonly modelId: string }; answer: ModelData };
  evaluate: { ask: { readonly modelId: string; readonly part: PartName }; answer: Evaluation };
  /** Scores for raw samples (a person's own picture, points of a map); rows of `outputs`. */
  predict: {
    ask: { readonly modelId: string; readonly samples: Uint8Array | Float32Array };
    answer: { readonly scores: Float32Array; readonly outputs: number };
  };
  /**
   * Tries ever larger learning rates on a fresh model of the experiment, a step each, and watches the loss. Reports progress,
   * can be cancelled, touches no run.
   */
  findRate: { ask: { readonly experiment: Experiment }; answer: RateSearch };
  /** Times the experiment's own training step on every device that can be used, and goes over to the fastest. */
  calibrate: { ask: { readonly experiment: Experiment }; answer: Calibration };
  /** What tfjs and the fused engine hold, for tests and the curious. */
  memory: { ask: Record<string, never>; answer: { readonly tensors: number; readonly bytes: number } };
}

export type QueryName = keyof Queries;
export type Ask<K extends QueryName> = Queries[K]["ask"];
export type Answer<K extends QueryName> = Queries[K]["answer"];

type AskCommand = { [K in QueryName]: { readonly type: "ask"; readonly requestId: number; readonly query: K; readonly ask: Ask<K> } }[QueryName];

export type Command =
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
      readonly device: DeviceStatus;
      readonly preprocessing: FittedPreprocessing;
      readonly stepsPerEpoch: number;
      readonly trainCount: number;
      readonly validationCount: number;
      /** Of a run that goes on from a checkpoint: where, and what it had to tell until then. */
      readonly continued?: { readonly epoch: number; readonly step: number; readonly epochs: number; readonly learningRate: number; readonly history: RunHistory };
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
  /** The run can be continued from here if it is cut off. */
  | { readonly type: "kept"; readonly runId: string; readonly epoch: number; readonly step: number; readonly bytes: number }
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
      /** The best epoch's, where ModelCheckpoint kept them and `weights` are others. */
      readonly best?: { readonly epoch: number; readonly weights: readonly LayerWeight[] };
    };

type AnswerEvent = {
  [K in QueryName]: { readonly type: "answer"; readonly requestId: number; readonly query: K; readonly answer: Answer<K> };
}[QueryName];

export type WorkerEvent =
  | AnswerEvent
  | { readonly type: "refused"; readonly requestId: number; readonly message: Text; readonly cancelled: boolean }
  | { readonly type: "advanced"; readonly requestId: number; readonly part: number }
  /** The worker lives, and holds this lock of the browser's for as long as it does. */
  | { readonly type: "alive"; readonly lock: string }
  /** The graphics card was taken away from the worker: it is of no more use. */
  | { readonly type: "lost" }
  | RunEvent;
