import { datasets, type Dataset } from "../../../src/datasets";
import { presets, type Experiment } from "../../../src/experiment";
import { random } from "../../../src/random/random";
import { BatchMemory, fitOn, gather } from "../../../src/training/worker/data";
import { orderOf, planOf } from "../../../src/training/worker/session/plan";
import { validate } from "../../../src/training/worker/session/validation";
import { learnerFor } from "../engines/layerloom";
import type { Task } from "../task";
import { noisePictures } from "./pictures";

const experimentOf = (id: string): Experiment => {
  const found = presets.find((preset) => preset.id === id);
  if (!found) throw new Error(`there is no preset ${id}`);
  return found.experiment;
};

const dataOf = ({ dataset, seed }: Experiment): Dataset => {
  const { source } = datasets.get(dataset.kind);
  return source.type === "drawn" ? source.draw(dataset.values, random(seed).fork("dataset")) : noisePictures(50_000, 10_000);
};

/** Nobody comes between two batches of the validation. */
const undisturbed = { goOn: () => Promise.resolve(true), breathe: () => Promise.resolve(false), report: () => undefined };

/**
 * A preset's run without its page: shuffled epochs and the validation that it asks for, by the same engine, with nobody to
 * tell. A step is an epoch.
 */
export const alone = (preset: string) => async (): Promise<Task & { readonly samples: number }> => {
  const experiment = experimentOf(preset);
  const dataset = dataOf(experiment);
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const count = plan.train.indices.length;
  const fitted = fitOn(dataset, experiment.preprocessing, count);
  const learner = await learnerFor(experiment, fitted);
  const memory = new BatchMemory();
  const { batchSize } = plan;
  const walk = (indices: Uint32Array, visit: (batch: Uint32Array) => void): void => {
    for (let at = 0; at < indices.length; at += batchSize) visit(indices.subarray(at, at + batchSize));
  };
  let epoch = 0;
  return {
    label: learner.label ?? "",
    samples: count,
    async run(epochs) {
      for (let done = 0; done < epochs; done++) {
        walk(orderOf(plan, experiment, epoch++), (batch) => {
          const { samples, targets } = gather(dataset, "train", batch, fitted, memory);
          learner.train(samples, targets, batch.length);
        });
        await learner.read();
        await validate({ plan, experiment, dataset, fitted, learner, memory }, undisturbed);
      }
    },
  };
};
