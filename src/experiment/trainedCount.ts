import type { Validation } from "./experiment";

/**
 * How many samples of the training part are trained on: the first ⌊n · (1 − share)⌋ when a split is held back for
 * validation, as Keras has it for `validation_split`, else all. Preprocessing takes its statistics from these alone.
 */
export const trainedCount = (validation: Validation, count: number): number =>
  validation.on === "split" ? Math.floor(count * (1 - validation.share)) : count;
