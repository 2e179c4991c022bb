import type { Dataset } from "../../../datasets";
import { fitPreprocessing, flowOf, steps as kinds, type FittedPreprocessing, type StepSpec } from "../../../preprocessing";
import { Refusal, sizeOf, text } from "../../../schema";

/** Samples that are converted to floats at a time, when a step walks over all of them. */
const chunk = 250;
/** Results that are remembered for a data set. */
const remembered = 8;

type Statistics = FittedPreprocessing["steps"][number]["statistics"];
const known = new WeakMap<Dataset, Map<string, readonly Statistics[]>>();

/** Samples first to `end` (not included) of the training part, as floats in a buffer that is used again for each chunk. */
function walk({ sampleShape, train }: Dataset, end: number, visit: (values: Float32Array) => void): void {
  const size = sizeOf(sampleShape);
  const buffer = new Float32Array(Math.min(chunk, end) * size);
  for (let from = 0; from < end; from += chunk) {
    const values = buffer.subarray(0, Math.min(chunk, end - from) * size);
    values.set(train.samples.subarray(from * size, from * size + values.length));
    visit(values);
  }
}

/**
 * Preprocessing fitted to the first `count` training samples: those that are trained on. When a split of the training
 * data is held back for validation it is cut off their end, and must not leak into the statistics; without one it is all
 * of them. Test samples are never looked at.
 *
 * A step that walks over CIFAR-10 takes about a second, so the statistics are remembered with the data set; steps that change
 * the labels only, and the steps' ids, make no difference to them. Refuses steps that do not fit together, by their place.
 */
export function fitOn(dataset: Dataset, steps: readonly StepSpec[], count = dataset.train.count): FittedPreprocessing {
  const { sampleShape, classes } = dataset;
  const flow = flowOf(steps, sampleShape, classes);
  flow.rows.forEach(({ after }, i) => {
    if (after.ok) return;
    const { title } = kinds.get(steps[i]!.kind);
    throw new Refusal(text(`Step ${i + 1}, ${title.en}: ${after.error.en}`, `第 ${i + 1} 步“${title.zh}”：${after.error.zh}`));
  });
  const onSamples = steps.filter(({ kind }) => kinds.get(kind).target === "samples");
  const of = known.get(dataset) ?? new Map<string, readonly Statistics[]>();
  known.set(dataset, of);
  const key = JSON.stringify([count, onSamples.map(({ kind, values }) => [kind, values])]);
  const statistics =
    of.get(key) ??
    fitPreprocessing(onSamples, sampleShape, classes, (visit) => walk(dataset, count, visit)).steps.map((step) => step.statistics);
  of.delete(key);
  of.set(key, statistics);
  if (of.size > remembered) of.delete(of.keys().next().value!);

  const left = [...statistics];
  return {
    steps: steps.map((spec, i) => ({
      spec,
      statistics: kinds.get(spec.kind).target === "samples" ? left.shift()! : {},
      before: flow.rows[i]!.before,
    })),
    inputShape: sampleShape,
    sampleShape: flow.sampleShape,
    targetShape: flow.targetShape,
    classes,
  };
}
