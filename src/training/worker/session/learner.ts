import type { LayerWeight } from "../../../architecture";
import type { LearnerState } from "../../checkpoint";

/** What one batch added up to. */
export interface BatchSums {
  /** Samples in the batch. */
  readonly count: number;
  /** Their mean loss. */
  readonly loss: number;
  /** What each metric counted, in the order of the experiment's metrics. */
  readonly counts: readonly Float32Array[];
}

/** How far a model is from learning, measured on a few samples. */
export interface LearningProbe {
  /** Rows of the model's outputs. */
  readonly outputs: Float32Array;
  /** Their mean loss, with the model as it predicts. */
  readonly loss: number;
  /** Euclidean length of the loss's gradient over all weights. */
  readonly gradientNorm: number;
  /** The same over the weights in front of the last layer with weights; absent where there are none. */
  readonly innerGradientNorm?: number;
}

/** Weights put aside on the device. */
export interface KeptWeights {
  /** As plain data. */
  read(): Promise<readonly LayerWeight[]>;
  release(): void;
}

/**
 * A model in training, wherever its mathematics is done. Steps only queue work and leave their sums on the device;
 * nothing is read back before `read`.
 */
export interface Learner {
  /** Values of one output. */
  readonly outputs: number;
  /** What does the mathematics, where it is not the backend in use. */
  readonly label?: string;
  /** One step of the optimizer on a batch of `count` samples. */
  train(samples: Float32Array, targets: Float32Array, count: number): void;
  /** Loss and metrics of a batch, without learning. */
  score(samples: Float32Array, targets: Float32Array, count: number): void;
  /** The sums of all `train` and `score` since the last call, in their order. */
  read(): Promise<BatchSums[]>;
  /** Outputs for a batch, rows of `outputs`. */
  apply(samples: Float32Array, count: number): Promise<Float32Array>;
  /** Outputs of a batch and what it adds up to, without learning; apart from what `read` gives. */
  evaluate(samples: Float32Array, targets: Float32Array, count: number): Promise<{ readonly outputs: Float32Array; readonly sums: BatchSums }>;
  probe(samples: Float32Array, targets: Float32Array, count: number): Promise<LearningProbe>;
  keepWeights(): KeptWeights;
  /** Puts weights aside that come as plain data: those that a checkpoint had kept. */
  keep(weights: readonly LayerWeight[]): KeptWeights;
  restoreWeights(kept: KeptWeights): void;
  weights(): Promise<LayerWeight[]>;
  /** From the next step on. */
  setLearningRate(rate: number): void;
  /** Everything that the next step depends on, as it is at the moment of the call even when training goes on while it is read. */
  state(): Promise<LearnerState>;
  /** Stands where another learner of the same experiment stood. */
  moveTo(state: LearnerState): void;
  /** Frees what only training needs (the optimizer's memory); the model lives on. */
  endTraining(): void;
  dispose(): void;
}
