import { losses, metrics } from "../../../compile";
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

/** `loss`, where it is known already, is the batch's mean loss. To be called in a tidy; keep the vector if it is to outlive it. */
export function sumsOf(compile: Compile, threshold: number, target: Tensor, output: Tensor, loss = meanLoss(compile, target, output)): SumsVector {
  const counts = compile.metrics.map((kind) => metrics.get(kind).count(tf, target, output, threshold));
  return {
    count: target.shape[0],
    vector: tf.concat1d([loss.as1D(), ...counts]),
    widths: counts.map(({ size }) => size),
  };
}

export const meanLoss = ({ loss }: Compile, target: Tensor, output: Tensor): Tensor => losses.get(loss).perSample(tf, target, output).mean();

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
