import type { LayerWeight } from "../architecture";
import type { Compile, Experiment } from "../experiment";
import type { LayerSpec } from "../layers";
import type { FittedPreprocessing } from "../preprocessing";
import type { Shape, Text } from "../schema";

/** A finished file. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mime: string;
}

/** A learning-rate schedule of Keras, which goes by steps: in epochs it depends on the data. */
export type StepSchedule = { readonly className: string; /** Until the rate has been multiplied by `rate`, or to the end of the fall. */ readonly steps: number } & (
  | { readonly kind: "exponential"; readonly rate: number; /** In stairs instead of evenly. */ readonly staircase: boolean }
  | { readonly kind: "cosine"; /** The share of the rate that is left at the end. */ readonly alpha: number; /** Steps before the fall in which the rate rises. */ readonly warmup: number }
);

/** What a model file held. */
export interface OpenedModel {
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  readonly inputShape: Shape;
  /** Absent in an architecture file. */
  readonly weights?: readonly LayerWeight[];
  readonly compile?: Partial<Compile>;
  readonly schedule?: StepSchedule;
  /** The whole document and the fitted preprocessing, in a file of ours. */
  readonly layerloom?: { readonly experiment: Experiment; readonly preprocessing: FittedPreprocessing };
  /** What was left out or changed on the way in. */
  readonly notes: readonly Text[];
}
