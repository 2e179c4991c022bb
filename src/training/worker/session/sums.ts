import { losses, metrics, type LossInput, type LossName } from "../../../compile";
import type { Compile } from "../../../experiment";
import { tf, type Tensor, type Tensor1D } from "../tf";
import type { BatchSums } from "./learner";

/** What a batch adds up to, as one vector on the device: its mean loss, then what each metric counts. */
export interface SumsVector {
  readonly count: number;
  readonly vector: Tensor1D;
  /** Numbers of each metric. */
  readonly widths: readonly number[];
}

/** `loss` is the batch's mean loss. To be called in a tidy; keep the vector if it is to outlive it. */
export function sumsOf(compile: Compile, threshold: number, target: Tensor, output: Tensor, loss: Tensor): SumsVector {
  const counts = compile.metrics.map((kind) => metrics.get(kind).count(tf, target, output, threshold));
  return {
    count: target.shape[0],
    vector: tf.concat1d([loss.as1D(), ...counts]),
    widths: counts.map(({ size }) => size),
  };
}

/** The mean loss of a batch. `from`: what the loss is computed from (`lossInput`); `passed`: the model's outputs, and the values before its last activation. */
export function meanLoss(loss: LossName, from: LossInput, target: Tensor, { output, before }: { readonly output: Tensor; readonly before: Tensor }): Tensor {
  const kind = losses.get(loss);
  const each = from === "outputs" || !kind.fromLogits ? kind.perSample(tf, target, output) : kind.fromLogits.perSample(tf, target, from === "logits" ? output : before);
  return each.mean();
}

/** Reads vectors back, all at once, and frees them. */
export async function readSums(sums: readonly SumsVector[]): Promise<BatchSums[]> {
  if (!sums.length) return [];
  const vectors = sums.map(({ vector }) => vector);
  const all = vectors.length === 1 ? vectors[0]! : tf.concat1d(vectors);
  try {
    const values = await all.data<"float32">();
    let at = 0;
    const take = (width: number): Float32Array => values.slice(at, (at += width));
    return sums.map(({ count, widths }) => ({ count, loss: take(1)[0]!, counts: widths.map(take) }));
  } finally {
    tf.dispose([all, ...vectors]);
  }
}
