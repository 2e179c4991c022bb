import type { LayerWeight } from "../architecture";
import type { Logs } from "../callbacks";
import type { Diagnosis } from "../evaluation/diagnosis";
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

/** A query's question and answer. `modelId` names a run or an opened model that the worker holds (see `holdModel`). */
export interface Queries {
  device: { ask: Record<string, never>; answer: DeviceStatus };
  setBackend: { ask: { readonly backend: BackendName | "auto" }; answer: DeviceStatus };
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
  /** `weights` start the run from a trained model instead of from new ones. */
  | { readonly type: "start"; readonly runId: string; readonly experiment: Experiment; readonly weights?: readonly LayerWeight[] }
  | { readonly type: "pause"; readonly runId: string }
  | { readonly type: "resume"; readonly runId: string }
  | { readonly type: "stop"; readonly runId: string };

export type EndReason = "completed" | "early-stopping" | "stopped" | "nan" | "failed";

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
      /** Running figures of this epoch. */
      readonly logs: Logs;
      /** Loss of the steps since the last event, ending with step `step`. */
      readonly losses: Float32Array;
    }
  | { readonly type: "epoch"; readonly runId: string; readonly epoch: number; readonly logs: Logs; readonly seconds: number }
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
    };

type AnswerEvent = {
  [K in QueryName]: { readonly type: "answer"; readonly requestId: number; readonly query: K; readonly answer: Answer<K> };
}[QueryName];

export type WorkerEvent =
  | AnswerEvent
  | { readonly type: "refused"; readonly requestId: number; readonly message: Text; readonly cancelled: boolean }
  | { readonly type: "advanced"; readonly requestId: number; readonly part: number }
  | RunEvent;
