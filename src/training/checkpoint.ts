import type { LayerWeight } from "../architecture";
import type { Experiment } from "../experiment";
import type { FittedPreprocessing } from "../preprocessing";
import type { RandomState } from "../random/random";
import type { RunHistory, Trainer } from "./protocol";

export const checkpointVersion = 1;

/** All that the next step of a learner depends on, besides its batch. */
export interface LearnerState {
  readonly weights: readonly LayerWeight[];
  /** What the optimizer remembers: for each trainable weight in turn its arrays, in the order of its update rule. */
  readonly optimizer: readonly Float32Array[];
  /** Steps that the optimizer has taken. */
  readonly steps: number;
  /** Where the generators of the dropout masks stand, one per layer. */
  readonly masks: readonly RandomState[];
}

/** What an optimizer goes on from. */
export interface OptimizerState {
  /** For each trainable weight in turn its arrays, in the order of the update rule, as in `LearnerState`. */
  readonly slots: readonly Float32Array[];
  /** Steps that the optimizer has taken. */
  readonly steps: number;
  /** The learning rate in force: a base times the place on a schedule. */
  readonly rate: { readonly base: number; readonly factor: number };
}

/**
 * What more epochs of a trained model go on from, besides its weights, as in Keras's second `fit` with `initial_epoch`.
 * The order of the samples follows from the seed and the epoch and is not in it.
 */
export interface TrainingState {
  /** Epochs that the model has been trained for: the next one, from 0. */
  readonly epochs: number;
  /** The states of the generators of the dropout masks, one per layer. Absent: unknown, and the generators start from the seed. */
  readonly masks?: readonly RandomState[];
  /** Absent: unknown, and training starts a fresh optimizer. */
  readonly optimizer?: OptimizerState;
}

/** Figures of an epoch in the middle of it. */
export interface FiguresState {
  readonly samples: number;
  /** Summed over samples. */
  readonly loss: number;
  /** What each metric has counted. */
  readonly totals: readonly (readonly number[])[];
}

/**
 * A run as it stands between two steps: whoever goes on from here gets the very numbers that the run would have got.
 * The order of the samples follows from seed and epoch and is not in it.
 */
export interface Checkpoint {
  readonly version: typeof checkpointVersion;
  readonly runId: string;
  readonly experiment: Experiment;
  readonly preprocessing: FittedPreprocessing;
  /** The next step: epoch and step within it, from 0. A step beyond the last means that the validation is next. */
  readonly epoch: number;
  readonly step: number;
  /** Epochs planned by now. */
  readonly epochs: number;
  /** The run's first epoch, from 0. Absent: 0. A run that goes on from a trained model counts on from the model's epochs. */
  readonly initialEpoch?: number;
  readonly rate: { readonly base: number; readonly factor: number };
  readonly learner: LearnerState;
  readonly figures: FiguresState;
  /** One per callback of the experiment, in its order: its state, and the weights that it had kept. */
  readonly callbacks: readonly { readonly state: unknown; readonly kept: { readonly weights: readonly LayerWeight[]; readonly epoch: number } | null }[];
  readonly history: RunHistory;
  /** Seconds of work so far. */
  readonly seconds: number;
  /** What trained it: on another device the last digits may differ. Absent from those that were kept before this was noted. */
  readonly trainedBy?: Trainer;
}

/** What a list of interrupted runs shows. */
export interface CheckpointSummary {
  readonly runId: string;
  readonly experiment: Experiment;
  readonly epoch: number;
  readonly step: number;
  readonly epochs: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
}

/**
 * Where the worker keeps the checkpoints of its runs: the latest of each. Writes happen whole or reject with a Refusal
 * that says why, and then what was kept before is still there.
 */
export interface CheckpointKeeper {
  /**
   * Makes this tab the one that goes on with the run, for as long as the tab lives, and returns its checkpoint; null when
   * there is none. A Refusal where another tab is running it, or where it cannot be read.
   */
  claim(runId: string): Promise<Checkpoint | null>;
  /**
   * Keeps a checkpoint in place of the run's last one. `gone`: so many runs that were cut off earlier, the oldest, went to
   * make room. A run that another tab has claimed meanwhile is refused.
   */
  keep(checkpoint: Checkpoint): Promise<{ readonly bytes: number; readonly gone?: number }>;
  /** The run has ended: its checkpoint goes. */
  forget(runId: string): Promise<void>;
  /** The run was cut off or never came to its first step here: its checkpoint stays, for whoever goes on with it. */
  letGo(runId: string): void;
}

/** For tests, and where the browser keeps nothing. */
export const noKeeper: CheckpointKeeper = {
  claim: () => Promise.resolve(null),
  keep: () => Promise.resolve({ bytes: 0 }),
  forget: () => Promise.resolve(),
  letGo: () => undefined,
};
