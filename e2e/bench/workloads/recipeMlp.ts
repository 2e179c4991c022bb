import { firstOf, noisyClasses, type Workload } from "./define";

/** The recipe's net, mended: 3072 → 512 → 120 → 10 in batches of 1,000. */
export function recipeMlp(smoke: boolean): Workload {
  const batches = noisyClasses([3072], 10, smoke ? 50 : 1000, 2);
  return {
    input: [3072],
    outputs: 10,
    parts: [
      { kind: "dense", units: 512, activation: "relu" },
      { kind: "dropout", rate: 0.4 },
      { kind: "dense", units: 120, activation: "relu" },
      { kind: "dropout", rate: 0.2 },
      { kind: "dense", units: 10, activation: "softmax" },
    ],
    optimizer: { kind: "Adam", rate: 0.001 },
    batches,
    probe: firstOf(batches[0]!, 50),
  };
}
