import type { LayerWeight } from "../architecture";
import type { Compile, Experiment, StepSchedule } from "../experiment";
import type { LayerSpec } from "../layers";
import type { FittedPreprocessing } from "../preprocessing";
import type { Shape, Text } from "../schema";
import type { TrainingState } from "../training/protocol";

/** A finished file. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mime: string;
}

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
  /** What more epochs of the weights go on from, as far as the file says. */
  readonly training?: TrainingState;
  /** What was left out or changed on the way in. */
  readonly notes: readonly Text[];
}
