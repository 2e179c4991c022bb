import type { Dataset } from "../../datasets";
import { rateSearchSteps, ratesOf, RateWatch } from "../../evaluation/rateSearch";
import type { Experiment } from "../../experiment";
import type { FittedPreprocessing } from "../../preprocessing";
import type { RateSearch } from "../protocol";
import { Breath } from "./breath";
import { BatchMemory, gather } from "./data";
import type { QueryContext } from "./evaluate";
import type { MakeLearner } from "./session/makeLearner";
import { orderOf, planOf } from "./session/plan";

export interface RateSearchParts {
  readonly makeLearner: MakeLearner;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
}

/**
 * Trains a fresh model of the experiment, with a rate that grows from step to step, until the loss has blown up or the
 * largest rate is reached. Nothing of it stays. Rejects when the signal aborts.
 */
export async function findRate(experiment: Experiment, { makeLearner, dataset, fitted }: RateSearchParts, { progress, signal }: QueryContext): Promise<RateSearch> {
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const rates = ratesOf(rateSearchSteps);
  const losses: number[] = [];
  const watch = new RateWatch();
  const memory = new BatchMemory();
  const breath = new Breath();
  const learner = await makeLearner({ experiment, fitted });
  try {
    let order = orderOf(plan, experiment, 0);
    for (const [step, rate] of rates.entries()) {
      signal.throwIfAborted();
      const at = step % plan.stepsPerEpoch;
      if (step > 0 && at === 0) order = orderOf(plan, experiment, step / plan.stepsPerEpoch);
      const indices = order.subarray(at * plan.batchSize, (at + 1) * plan.batchSize);
      const { samples, targets } = gather(dataset, "train", indices, fitted, memory);
      learner.setLearningRate(rate);
      learner.train(samples, targets, indices.length);
      const [sums] = await learner.read();
      if (!Number.isFinite(sums!.loss)) break;
      losses.push(sums!.loss);
      progress((step + 1) / rates.length);
      if (watch.blownUp(sums!.loss)) break;
      await breath.take();
    }
    return { rates: Float32Array.from(rates.slice(0, losses.length)), losses: Float32Array.from(losses) };
  } finally {
    learner.endTraining();
    learner.dispose();
  }
}
