import type * as tfjs from "@tensorflow/tfjs";
import type { Tf } from "./define";

/**
 * Targets and decisions as one column per class, 0 or 1. Several outputs: the largest one decides. A single output:
 * above the threshold is class 1, and the only column is that of class 1. A label beyond 1 counts as 1, so that nothing is
 * counted more than once.
 */
export function decided(
  tf: Tf,
  target: tfjs.Tensor,
  output: tfjs.Tensor,
  threshold: number,
): { readonly truth: tfjs.Tensor2D; readonly decision: tfjs.Tensor2D } {
  const columns = output.shape.at(-1)!;
  const rows = output.reshape<tfjs.Tensor2D>([-1, columns]);
  const truth = target.reshape<tfjs.Tensor2D>([-1, columns]);
  if (columns === 1) return { truth: truth.greater(0.5).toFloat() as tfjs.Tensor2D, decision: rows.greater(threshold).toFloat() as tfjs.Tensor2D };
  return { truth, decision: tf.oneHot(rows.argMax(-1).toInt(), columns).toFloat() as tfjs.Tensor2D };
}
