import type { CallbackSpec } from "../callbacks";
import type { LossName, MetricName, OptimizerSpec } from "../compile";
import type { DatasetSpec } from "../datasets";
import type { LayerSpec } from "../layers";
import type { StepSpec } from "../preprocessing";

export const experimentVersion = 1;

/** What validation is measured on: the test set, as in the recipe, or a part cut off the end of the training data. */
export type Validation = { readonly on: "test" } | { readonly on: "split"; readonly share: number } | { readonly on: "none" };

export interface Compile {
  readonly optimizer: OptimizerSpec;
  readonly loss: LossName;
  /** The outputs are logits, to which the loss applies its own sigmoid or softmax. Absent: no. */
  readonly from_logits?: boolean;
  readonly metrics: readonly MetricName[];
}

export interface Fit {
  readonly batch_size: number;
  readonly epochs: number;
  readonly shuffle: boolean;
  readonly validation: Validation;
  readonly callbacks: readonly CallbackSpec[];
}

/** Everything that a run follows from: plain, readonly, serialisable. Weights, figures and selection are not in it. */
export interface Experiment {
  readonly version: typeof experimentVersion;
  readonly name: string;
  /** Seeds the drawn data, the initial weights, the shuffles and the dropout masks. */
  readonly seed: number;
  readonly dataset: DatasetSpec;
  readonly preprocessing: readonly StepSpec[];
  readonly layers: readonly LayerSpec[];
  readonly compile: Compile;
  readonly fit: Fit;
}
