import type { Text } from "../schema";

/** Changes of the document that help against what a diagnosis found; `experiment/remedies` carries them out. */
export const remedyNames = ["softmax", "learning-rate", "both", "cross-entropy", "momentum"] as const;
export type Remedy = (typeof remedyNames)[number];

/**
 * What is wrong with a run: it does not learn (collapse), its numbers are no longer finite (diverged), or it learns but
 * predicts with moving averages that have not caught up (averages).
 */
export const diagnosisKinds = ["collapse", "diverged", "averages"] as const;

/** A run in which something is wrong: what was seen, why, and what helps. */
export interface Diagnosis {
  readonly kind: (typeof diagnosisKinds)[number];
  readonly message: Text;
  readonly remedies: readonly Remedy[];
}

/** The rate that the remedy sets; a run that has it or less is not offered it. */
export const gentleRate = 0.001;
