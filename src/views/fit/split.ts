import { trainedCount, type Validation } from "../../experiment";

/** How many samples train and validate, and how many steps an epoch has. The rule is Keras's for `validation_split`. */
export function splitCounts(
  validation: Validation,
  counts: { readonly train: number; readonly test: number },
  batchSize: number,
): { readonly train: number; readonly validation: number; readonly steps: number } {
  const train = trainedCount(validation, counts.train);
  const held = validation.on === "test" ? counts.test : counts.train - train;
  return { train, validation: held, steps: Math.ceil(train / batchSize) };
}
