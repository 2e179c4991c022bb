import type { LayerWeight } from "../../../architecture";
import type { Experiment } from "../../../experiment";
import type { FittedPreprocessing } from "../../../preprocessing";
import { random } from "../../../random/random";
import type { BackendName } from "../../protocol";
import type { Learner } from "./learner";

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

/**
 * A learner on the backend that tfjs is on. The stack must be free of problems; refuses weights that do not belong to it.
 * tfjs is loaded only here.
 */
export const makeTfjsLearner: MakeLearner = async ({ experiment, fitted, weights }) => {
  const [{ buildModel }, { TfjsLearner }] = await Promise.all([import("../model/build"), import("./tfjsLearner")]);
  const model = buildModel(experiment.layers, fitted.sampleShape, random(experiment.seed), weights);
  return new TfjsLearner(model, experiment, fitted.targetShape);
};

/** A learner on the backend that is chosen, which is started when the first model needs it. */
export const tfjsOn =
  (device: { ready(): Promise<void> }): MakeLearner =>
  async (setting) => {
    await device.ready();
    return makeTfjsLearner(setting);
  };
