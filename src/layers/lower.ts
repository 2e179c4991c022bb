import type { Shape } from "../schema";
import type { ActivationKind } from "./activations";

/** A batch of samples between two operations of the fused engine: a handle, its numbers lie in the engine's memory. */
export interface Value {
  /** Of one sample. */
  readonly shape: Shape;
}

/** A weight of the layer that is being lowered. */
export interface LoweredWeight {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * What the fused engine can compute. A layer says its forward pass in these; each knows its own gradient, so nothing
 * more is needed to train. A layer that cannot be said so has no `lower`, and its stack trains through tfjs.
 */
export interface Lowering {
  /** A weight of this layer, by the name in its list of weights. */
  weight(name: string): LoweredWeight;
  /** x[…, k] · kernel[k, n] → […, n]. */
  product(x: Value, kernel: LoweredWeight): Value;
  /** x[h, w, in] with filters [kh, kw, in, out]. */
  convolution(x: Value, filters: LoweredWeight, strides: readonly number[], padding: "valid" | "same"): Value;
  /** activation(x + bias), the bias along the last axis. */
  activation(x: Value, kind: ActivationKind, bias?: LoweredWeight): Value;
  maxPooling(x: Value, window: readonly number[], strides: readonly number[], padding: "valid" | "same"): Value;
  /** Over the last axis; `mean` and `variance` are the moving averages. */
  batchNormalization(
    x: Value,
    weights: { readonly gamma?: LoweredWeight; readonly beta?: LoweredWeight; readonly mean: LoweredWeight; readonly variance: LoweredWeight },
    momentum: number,
    epsilon: number,
  ): Value;
  /** Drops in training only. */
  dropout(x: Value, rate: number): Value;
  /** The same numbers under another shape. */
  reshape(x: Value, shape: Shape): Value;
}
