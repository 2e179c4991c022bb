import type { Dataset } from "../../../datasets";
import { sizeOf } from "../../../schema";
import type { PartName, Samples } from "../../protocol";

/** Copies of samples with their labels. Throws a RangeError for a place that the part does not have. */
export function samplesOf({ sampleShape, ...parts }: Dataset, part: PartName, indices: readonly number[]): Samples {
  const { count, samples, labels } = parts[part];
  const size = sizeOf(sampleShape);
  const values = new (samples instanceof Uint8Array ? Uint8Array : Float32Array)(indices.length * size);
  indices.forEach((index, i) => {
    if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError(`${part} has samples 0 to ${count - 1}, not ${index}`);
    values.set(samples.subarray(index * size, (index + 1) * size), i * size);
  });
  return { indices, shape: sampleShape, values, labels: Uint8Array.from(indices, (index) => labels[index]!) };
}
