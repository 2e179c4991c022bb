import type { Dataset } from "../../../datasets";
import { encodeLabels, preprocessSamples, type FittedPreprocessing } from "../../../preprocessing";
import { sizeOf } from "../../../schema";
import type { PartName } from "../../protocol";

/** Samples and targets as a model takes them: preprocessed, one after another. */
export interface Batch {
  readonly samples: Float32Array;
  readonly targets: Float32Array;
}

/** Memory that batches share, one after the other: for a loop that is done with a batch before it asks for the next. */
export class BatchMemory {
  private samples = new Float32Array(0);
  private labels = new Uint8Array(0);

  take(samples: number, labels: number): { samples: Float32Array; labels: Uint8Array } {
    if (this.samples.length < samples) this.samples = new Float32Array(samples);
    if (this.labels.length < labels) this.labels = new Uint8Array(labels);
    return { samples: this.samples.subarray(0, samples), labels: this.labels.subarray(0, labels) };
  }
}

/** A sample of no more numbers is copied one by one. */
const fewNumbers = 16;

/**
 * The samples at `indices` as floats, preprocessed, with their targets. With `memory` the samples are valid until it is used
 * for the next batch (a tensor may refer to them instead of copying); without, they are the caller's to keep.
 */
export function gather(
  dataset: Dataset,
  part: PartName,
  indices: ArrayLike<number>,
  fitted: FittedPreprocessing,
  memory: BatchMemory = new BatchMemory(),
): Batch {
  const source = dataset[part];
  const size = sizeOf(dataset.sampleShape);
  const { samples, labels } = memory.take(indices.length * size, indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    // For a point of the plane a view takes longer than its two numbers.
    if (size <= fewNumbers) for (let k = 0; k < size; k++) samples[i * size + k] = source.samples[index * size + k]!;
    else samples.set(source.samples.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = source.labels[index]!;
  }
  return { samples: preprocessSamples(fitted, samples), targets: encodeLabels(fitted, labels) };
}
