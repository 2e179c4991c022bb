import type { Dataset } from "../../datasets";
import { decided } from "../../evaluation/shares";
import { readingOf, type Experiment } from "../../experiment";
import { preprocessSamples, type FittedPreprocessing } from "../../preprocessing";
import { Refusal, sizeOf, text } from "../../schema";
import type { Answer, PartName } from "../protocol";
import { breathe } from "./breath";
import { BatchMemory, gather } from "./data";
import { Figures } from "./session/figures";
import type { Learner } from "./session/learner";

/** Samples between two breaths. */
export const scoringBatch = 250;

interface Looking {
  readonly experiment: Experiment;
  readonly fitted: FittedPreprocessing;
  readonly learner: Learner;
}

export interface QueryContext {
  /** Told how far a long query is, 0 … 1. */
  readonly progress: (part: number) => void;
  readonly signal: AbortSignal;
}

/** Scores, loss and metrics of a model on a whole part of a data set. Rejects with the signal's reason when cancelled. */
export async function evaluate(
  { experiment, fitted, learner }: Looking,
  dataset: Dataset,
  part: PartName,
  { progress, signal }: QueryContext,
): Promise<Answer<"evaluate">> {
  const { outputs } = learner;
  const wanted = sizeOf(fitted.targetShape);
  if (outputs !== wanted) {
    throw new Refusal(
      text(
        `The model has ${outputs} outputs, the labels of these data have ${wanted}: it cannot be evaluated on them.`,
        `模型有 ${outputs} 个输出，而这些数据的标签有 ${wanted} 个数：无法在其上评估。`,
      ),
    );
  }
  const { count, labels } = dataset[part];
  const figures = new Figures(experiment.compile.metrics);
  const scores = new Float32Array(count * outputs);
  const memory = new BatchMemory();
  for (let start = 0; start < count; start += scoringBatch) {
    const size = Math.min(scoringBatch, count - start);
    const { samples, targets } = gather(dataset, part, Array.from({ length: size }, (_, i) => start + i), fitted, memory);
    const found = await learner.evaluate(samples, targets, size);
    scores.set(found.outputs, start * outputs);
    figures.add(found.sums);
    progress((start + size) / count);
    await breathe();
    signal.throwIfAborted();
  }
  const { loss: mean = 0, ...rest } = figures.logs();
  return { part, count, loss: mean, metrics: rest, scores, outputs, labels: labels.slice(), predicted: decided(scores, outputs, readingOf(experiment)) };
}

/** Scores of raw samples, which go through the model's own preprocessing. */
export async function predict(
  { fitted, learner }: Looking,
  samples: Uint8Array | Float32Array,
  { signal }: Pick<QueryContext, "signal">,
): Promise<Answer<"predict">> {
  const size = sizeOf(fitted.inputShape);
  if (samples.length % size !== 0) {
    throw new Refusal(
      text(
        `A sample of this model has ${size} numbers; ${samples.length} are not a whole number of samples.`,
        `该模型的一个样本有 ${size} 个数；${samples.length} 个数不是整数个样本。`,
      ),
    );
  }
  const { outputs } = learner;
  const count = samples.length / size;
  const scores = new Float32Array(count * outputs);
  for (let start = 0; start < count; start += scoringBatch) {
    const part = Math.min(scoringBatch, count - start);
    const values = preprocessSamples(fitted, Float32Array.from(samples.subarray(start * size, (start + part) * size)));
    scores.set(await learner.apply(values, part), start * outputs);
    if (start + part < count) {
      await breathe();
      signal.throwIfAborted();
    }
  }
  return { scores, outputs };
}
