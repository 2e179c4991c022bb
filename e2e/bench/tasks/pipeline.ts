import * as tf from "@tensorflow/tfjs";
import { presets, type Experiment } from "../../../src/experiment";
import { permutation, random } from "../../../src/random/random";
import { BatchMemory, fitOn, gather } from "../../../src/training/worker/data";
import { learnerFor } from "../engines/layerloom";
import { startTfjs, tfjsTrainer, type TfjsBackend } from "../engines/tfjs";
import type { Task } from "../task";
import { workloads } from "../workloads";
import { noisePictures } from "./pictures";

const sizes = (smoke: boolean) => (smoke ? { pictures: 2000, batch: 100 } : { pictures: 50_000, batch: 1000 });

export function recipe(): Experiment {
  const found = presets.find(({ id }) => id === "recipe-mended");
  if (!found) throw new Error("the preset of the recipe has another name now");
  return found.experiment;
}

/** Batches of a shuffled epoch, one after another, and a new order when it is over. */
function shuffled(count: number, batch: number): () => Uint32Array {
  const source = random(3);
  let order = permutation(source, count);
  let at = 0;
  return () => {
    if (at + batch > count) {
      order = permutation(source, count);
      at = 0;
    }
    at += batch;
    return order.subarray(at - batch, at);
  };
}

/** Bytes gathered in shuffled order, z-scored, one-hot targets; and then the recipe's step where `training`. A step is a batch. */
export const ourPipeline = (training: boolean) => async (smoke: boolean): Promise<Task & { readonly samples: number }> => {
  const { pictures, batch } = sizes(smoke);
  const dataset = noisePictures(pictures, 10);
  const written = recipe();
  const experiment: Experiment = { ...written, fit: { ...written.fit, batch_size: batch } };
  const fitted = fitOn(dataset, experiment.preprocessing);
  const learner = training ? await learnerFor(experiment, fitted) : null;
  const memory = new BatchMemory();
  const next = shuffled(pictures, batch);
  return {
    label: learner?.label ?? "JavaScript",
    samples: batch,
    async run(steps) {
      for (let step = 0; step < steps; step++) {
        const { samples, targets } = gather(dataset, "train", next(), fitted, memory);
        learner?.train(samples, targets, batch);
      }
      await learner?.read();
    },
  };
};

/** The same in tfjs's own operations: bytes are gathered by hand, all else is done by tensors. */
export const tfjsPipeline = (backend: TfjsBackend, training: boolean) => async (smoke: boolean): Promise<Task & { readonly samples: number }> => {
  const { pictures, batch } = sizes(smoke);
  const label = await startTfjs(backend);
  const { train } = noisePictures(pictures, 10);
  const { mean, deviation } = moments(train.samples);
  const trainer = training ? tfjsTrainer(workloads["recipe-mlp"](true)) : null;
  const next = shuffled(pictures, batch);
  const bytes = new Int32Array(batch * 3072);
  const labels = new Int32Array(batch);
  return {
    label,
    samples: batch,
    async run(steps) {
      // A number of the last batch: a graphics card has it when it is done with that.
      const last: tf.Tensor[] = [];
      for (let step = 0; step < steps; step++) {
        next().forEach((index, i) => {
          bytes.set(train.samples.subarray(index * 3072, (index + 1) * 3072), i * 3072);
          labels[i] = train.labels[index]!;
        });
        tf.tidy(() => {
          const samples = tf.tensor2d(bytes, [batch, 3072], "int32").toFloat().sub(mean).div(deviation);
          const targets = tf.oneHot(tf.tensor1d(labels, "int32"), 10).toFloat();
          trainer?.step(samples, targets);
          if (step === steps - 1) last.push(tf.keep(samples.slice([batch - 1, 3071], [1, 1])));
        });
      }
      await last[0]?.data();
      tf.dispose(last);
      await trainer?.finish();
    },
  };
};

/** Mean and standard deviation of all bytes. */
function moments(values: Uint8Array | Float32Array): { readonly mean: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(squares / values.length - mean * mean) };
}
