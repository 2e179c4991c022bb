import type { Reference } from "./compareEngine";
import type { Case } from "./engineCases";

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/**
 * Largest distance, as a part of the largest number. Below 5e-3 a gradient is as good as none: that of a bias in front of a
 * BatchNormalization is 0, and what is there instead is the rounding of larger terms. What is no number is infinitely far away.
 */
function apart(ours: Float32Array, theirs: Float32Array): number {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} numbers against ${theirs.length}`);
  const distance = ours.reduce((most, value, i) => (Number.isNaN(value - theirs[i]!) ? Infinity : Math.max(most, Math.abs(value - theirs[i]!))), 0);
  return distance / Math.max(5e-3, largest(theirs));
}

/** Batches of several samples and of a single one. */
export const mixedBatches = (setting: Case): Case => ({ ...setting, batches: [5, 1, 6] });

/** The first step's gradients are those of the same weights; behind it an adaptive optimizer has divided by gradients near 0. */
export const backendTolerance = { first: 1e-4, later: 2e-3 } as const;

/** How far the training on one backend is from that on another: gradients, losses and answers, of the first step and of those behind it. */
export function compareBackends(ours: Reference, theirs: Reference) {
  const far = ours.steps.map(({ gradients, loss, answers }, step) => {
    const there = theirs.steps[step]!;
    if (gradients.length !== there.gradients.length) throw new Error(`${gradients.length} gradients against ${there.gradients.length}`);
    return Math.max(
      Math.abs(loss - there.loss) / Math.max(1, Math.abs(there.loss)),
      apart(answers, there.answers),
      ...gradients.map((gradient, i) => apart(gradient, there.gradients[i]!)),
    );
  });
  return { first: far[0]!, later: Math.max(...far.slice(1)) };
}
