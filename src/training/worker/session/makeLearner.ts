import type { LayerWeight } from "../../../architecture";
import type { Experiment } from "../../../experiment";
import type { FittedPreprocessing } from "../../../preprocessing";
import { random } from "../../../random/random";
import type { BackendName } from "../../protocol";
import { buildModel } from "../model/build";
import type { Learner } from "./learner";
import { TfjsLearner } from "./tfjsLearner";

/** What a learner is made of; without `weights` it gets first ones from the experiment's seed. */
export interface LearnerSetting {
  readonly experiment: Experiment;
  readonly fitted: FittedPreprocessing;
  readonly weights?: readonly LayerWeight[];
  /** Samples that come at once, at the most: those of the experiment's batches unless it is known to be fewer. */
  readonly batchSize?: number;
  /** What is to do the mathematics, where it matters: for a run that goes on, what it began on. Otherwise the fastest is chosen. */
  readonly on?: BackendName;
}

export type MakeLearner = (setting: LearnerSetting) => Promise<Learner>;

/** A learner on the backend in use. The stack must be free of problems; refuses weights that do not belong to it. */
export const makeTfjsLearner: MakeLearner = ({ experiment, fitted, weights }) => {
  const model = buildModel(experiment.layers, fitted.sampleShape, random(experiment.seed), weights);
  return Promise.resolve(new TfjsLearner(model, experiment, fitted.targetShape));
};
