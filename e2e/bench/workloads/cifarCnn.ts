import { firstOf, noisyClasses, type Workload } from "./define";

/** A small convolutional net on pictures of CIFAR-10's size, in batches of 64. */
export function cifarCnn(smoke: boolean): Workload {
  const batches = noisyClasses([32, 32, 3], 10, smoke ? 2 : 64, 2);
  return {
    input: [32, 32, 3],
    outputs: 10,
    parts: [
      { kind: "conv", filters: 32 },
      { kind: "conv", filters: 32 },
      { kind: "pool" },
      { kind: "conv", filters: 64 },
      { kind: "pool" },
      { kind: "flatten" },
      { kind: "dense", units: 128, activation: "relu" },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
    optimizer: { kind: "Adam", rate: 0.001 },
    batches,
    probe: firstOf(batches[0]!, 2),
  };
}
