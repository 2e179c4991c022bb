import { random } from "../../../src/random/random";
import type { Batch, Workload } from "./define";

const points = 250;
const batchSize = 10;

/** Points inside and outside of a circle, half of them each on average. */
function circle(): Batch {
  const source = random(7);
  const samples = Float32Array.from({ length: 2 * points }, () => 1.2 * source.normal());
  const inside = (i: number): boolean => Math.hypot(samples[2 * i]!, samples[2 * i + 1]!) < 1.4;
  return { count: points, samples, targets: Float32Array.from({ length: points }, (_, i) => (inside(i) ? 1 : 0)) };
}

/** The net that everybody meets first: points of the plane, two classes. An epoch is its 25 batches. */
export function tiny2d(): Workload {
  const all = circle();
  return {
    input: [2],
    outputs: 1,
    parts: [
      { kind: "dense", units: 8, activation: "tanh" },
      { kind: "dense", units: 8, activation: "tanh" },
      { kind: "dense", units: 1, activation: "sigmoid" },
    ],
    optimizer: { kind: "SGD", rate: 0.05 },
    batches: Array.from({ length: points / batchSize }, (_, i) => ({
      count: batchSize,
      samples: all.samples.subarray(2 * batchSize * i, 2 * batchSize * (i + 1)),
      targets: all.targets.subarray(batchSize * i, batchSize * (i + 1)),
    })),
    probe: all,
  };
}
