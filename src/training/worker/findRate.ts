import { inferStack } from "../../architecture";
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

/** Samples on which the loss is looked at. */
const looks = 512;

export interface RateSearchParts {
  readonly makeLearner: MakeLearner;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
}

/**
 * Trains a fresh model of the experiment, with a rate that grows from step to step, until the loss has blown up or the
 * largest rate is reached. The loss is that of the same samples throughout; of the batch itself where the stack has moving
 * averages. Nothing of it stays. Rejects when the signal aborts.
 */
export async function findRate(experiment: Experiment, { makeLearner, dataset, fitted }: RateSearchParts, { progress, signal }: QueryContext): Promise<RateSearch> {
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const rates = ratesOf(rateSearchSteps);
  const losses: number[] = [];
  const watch = new RateWatch();
  const memory = new BatchMemory();
  const breath = new Breath();
  const learner = await makeLearner({ experiment, fitted, batchSize: plan.batchSize });
  // Batches differ from each other by more than a step changes: the same samples show what a rate does.
  const looked = gather(dataset, "train", plan.train.indices.subarray(0, looks), fitted);
  const count = Math.min(looks, plan.train.indices.length);
  /** Moving averages lag far behind in so few steps, and would say more of themselves than of the rate. */
  const lagging = inferStack(experiment.layers, fitted.sampleShape).nonTrainable > 0;
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
      if (!lagging) learner.score(looked.samples, looked.targets, count);
      const loss = (await learner.read()).at(-1).loss;
      if (!Number.isFinite(loss)) break;
      losses.push(loss);
      progress((step + 1) / rates.length);
      if (watch.blownUp(loss)) break;
      await breath.take();
    }
    return { rates: Float32Array.from(rates.slice(0, losses.length)), losses: Float32Array.from(losses) };
  } finally {
    learner.endTraining();
    learner.dispose();
  }
}
