import { cifarCnn } from "./cifarCnn";
import type { Workload } from "./define";
import { recipeMlp } from "./recipeMlp";
import { tiny2d } from "./tiny2d";

/** Nets that every engine can be given. `smoke` asks for the same in small batches. */
export const workloads = {
  "recipe-mlp": recipeMlp,
  "cifar-cnn": cifarCnn,
  "tiny-2d": tiny2d,
} satisfies Record<string, (smoke: boolean) => Workload>;

export type { Batch, Part, Workload } from "./define";
export { experimentOf, firstWeights } from "./define";
