import type { LayerWeight } from "../architecture";
import type { Logs } from "../callbacks";
import type { DatasetName, DatasetSpec } from "../datasets";
import type { Experiment, Validation } from "../experiment";
import type { LayerSpec } from "../layers";
import type { FittedPreprocessing, StepSpec } from "../preprocessing";
import type { Shape, Text } from "../schema";
import type { TrainingState } from "./checkpoint";
import type { backendNames } from "./backendNames";

export type { OptimizerState, TrainingState } from "./checkpoint";

/** What the page asks the training worker, and what it is answered. */

export type BackendName = (typeof backendNames)[number];

/** What trains a run, or did: a backend of tfjs, or the fused engine, which is WebAssembly whatever tfjs is on. */
export interface Trainer {
  readonly backend: BackendName;
  /** As in `DeviceStatus`. */
  readonly label: string;
}

/** What tfjs is on, and what else it could be on. */
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
    /** It looked as if it could be used, and then did not start: the reason says why. */
    readonly failed?: boolean;
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

/** Data that were kept in the browser and cannot be used, and why. */
export interface DatasetMissing {
  readonly missing: Text;
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

/** A trained model as plain data: enough to use it, save it, train it further, or hand it back to the worker. */
export interface ModelData {
  readonly experiment: Experiment;
  readonly preprocessing: FittedPreprocessing;
  readonly weights: readonly LayerWeight[];
  /** What more epochs go on from. Its optimizer is the experiment's. Absent: unknown. */
  readonly training?: TrainingState;
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
  openDataset: { ask: { readonly dataset: DatasetSpec; readonly seed: number }; answer: DatasetSummary | DatasetMissing | null };
  /** Decodes files that a person brought and keeps them. Reports progress, can be cancelled. */
  importDataset: { ask: { readonly kind: DatasetName; readonly files: readonly File[] }; answer: DatasetSummary };
  /** The same from the server's own `datasets/` folder; null when it has none. */
  fetchDataset: { ask: { readonly kind: DatasetName; readonly page: string }; answer: DatasetSummary | null };
  forgetDataset: { ask: { readonly kind: DatasetName }; answer: null };
  /** Samples of the data opened last. */
  samples: { ask: { readonly part: PartName; readonly indices: readonly number[] }; answer: Samples };
  /** Labels of a whole part of the data opened last. */
  labels: { ask: { readonly part: PartName }; answer: Uint8Array };
  /** Preprocessing fitted to the samples that would be trained on: a validation split holds the others back. */
  preview: {
    ask: { readonly dataset: DatasetSpec; readonly seed: number; readonly steps: readonly StepSpec[]; readonly validation: Validation };
    answer: PreprocessingPreview;
  };
  /** What a run of these layers begins with: the same numbers, drawn from the same seed. Needs no data. */
  initialWeights: { ask: { readonly layers: readonly LayerSpec[]; readonly input: Shape; readonly seed: number }; answer: readonly LayerWeight[] };
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
