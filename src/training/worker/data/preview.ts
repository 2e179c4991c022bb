import type { Dataset, Part } from "../../../datasets";
import { encodeLabels, preprocessSamples, steps as kinds, type FittedPreprocessing, type StepSpec } from "../../../preprocessing";
import { sizeOf } from "../../../schema";
import type { Distribution, PreprocessingPreview } from "../../protocol";
import { distributionOf } from "./figures";
import { fitOn } from "./fit";
import { samplesOf } from "./samples";

/** The figures are of at most so many samples of a part, spread evenly over it. */
const figureSamples = 2_000;

function spread({ count, samples }: Part, size: number): Float32Array {
  const picked = Math.min(count, figureSamples);
  const values = new Float32Array(picked * size);
  for (let i = 0; i < picked; i++) {
    const from = Math.floor((i * count) / picked) * size;
    values.set(samples.subarray(from, from + size), i * size);
  }
  return values;
}

/** Figures of a part in front of the first step and behind each; a step on the labels, which leaves them as they are, has none. */
function figuresOf(part: Part, fitted: FittedPreprocessing): { before: Distribution; after: (Distribution | undefined)[] } {
  const values = spread(part, sizeOf(fitted.inputShape));
  const before = distributionOf(values);
  const after = fitted.steps.map((step) => {
    if (kinds.get(step.spec.kind).target === "labels") return undefined;
    preprocessSamples({ ...fitted, steps: [step], inputShape: step.before }, values);
    return distributionOf(values);
  });
  return { before, after };
}

/**
 * Preprocessing fitted to the first `count` training samples (see `fitOn`), and what it does: figures of those and of the
 * test part before and after every step, and one sample followed through. The statistics of the steps are of all those
 * training samples; the figures are of up to 2,000 samples of each part.
 */
export function previewPreprocessing(dataset: Dataset, steps: readonly StepSpec[], count = dataset.train.count): PreprocessingPreview {
  const fitted = fitOn(dataset, steps, count);
  const [train, test] = [figuresOf({ ...dataset.train, count }, fitted), figuresOf(dataset.test, fitted)];
  const raw = samplesOf(dataset, "train", [0]);
  return {
    fitted,
    before: { train: train.before, test: test.before },
    after: steps.map(({ id }, i) => {
      const [ofTrain, ofTest] = [train.after[i], test.after[i]];
      return ofTrain && ofTest ? { id, train: ofTrain, test: ofTest } : { id };
    }),
    example: {
      raw,
      values: preprocessSamples(fitted, Float32Array.from(raw.values)),
      target: [...encodeLabels(fitted, raw.labels)],
    },
  };
}
