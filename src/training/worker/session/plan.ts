import { trainedCount, type Experiment } from "../../../experiment";
import { permutation, random } from "../../../random/random";
import { Refusal, text } from "../../../schema";
import type { PartName } from "../../protocol";

/** Which samples a run trains on and is validated on. */
export interface Plan {
  readonly train: { readonly part: "train"; readonly indices: Uint32Array };
  readonly validation: { readonly part: PartName; readonly indices: Uint32Array } | null;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
}

const upTo = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

/**
 * A validation split is cut off the end of the training data before any shuffle, ⌊n · (1 − share)⌋ samples stay, as
 * Keras has it. The last batch of an epoch may be smaller and is trained on like any other.
 */
export function planOf({ fit }: Experiment, trainCount: number, testCount: number): Plan {
  const { validation, batch_size } = fit;
  const kept = trainedCount(validation, trainCount);
  const held =
    validation.on === "test"
      ? { part: "test" as const, indices: upTo(testCount) }
      : validation.on === "split"
        ? { part: "train" as const, indices: upTo(trainCount).subarray(kept) }
        : null;
  return {
    train: { part: "train", indices: upTo(kept) },
    validation: held && held.indices.length ? held : null,
    batchSize: Math.min(batch_size, Math.max(1, kept)),
    stepsPerEpoch: Math.ceil(kept / batch_size),
  };
}

/** A split that holds everything back. */
export const nothingLeft = (): Refusal =>
  new Refusal(text("The validation split leaves no sample to train on; make it smaller.", "验证集占去了全部样本，没有可训练的数据；请减小其比例。"));

/** The order of the training samples in an epoch: the same for the same seed, whatever came before. */
export function orderOf(plan: Plan, { seed, fit }: Experiment, epoch: number): Uint32Array {
  const { indices } = plan.train;
  return fit.shuffle ? permutation(random(seed).fork("shuffle", epoch), indices.length) : indices;
}
