import type { Text } from "../schema";

/** A change of the document that fixes what a diagnosis found; carried out by `experiment/remedies`. */
export type Remedy = "softmax" | "learning-rate" | "both";

/** A run that does not learn: what was seen, why, and what helps. */
export interface Diagnosis {
  readonly kind: "collapse" | "diverged";
  readonly message: Text;
  readonly remedies: readonly Remedy[];
}
