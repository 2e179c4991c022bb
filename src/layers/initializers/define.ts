import type { Random } from "../../random/random";
import type { Shape, Text } from "../../schema";

/** How a weight gets its first values, under Keras's name and with Keras's default parameters. */
export interface Initializer<K extends string = string> {
  /** Keras's string, as `kernel_initializer="glorot_uniform"`. */
  readonly kind: K;
  /** Keras's class, as it stands in a saved file. */
  readonly className: string;
  readonly help: Text;
  /** Draws `sizeOf(shape)` values in row-major order. */
  draw(source: Random, shape: Shape): Float32Array;
}

export const defineInitializer = <const K extends string>(definition: Initializer<K>): Initializer<K> => definition;

/**
 * Inputs to and outputs of one unit: `[in, out]` for Dense; for a convolution `[…window, in, out]`, both counted once
 * per position of the window. Source: Keras `initializers.random_initializers.compute_fans`.
 */
export function fans(shape: Shape): { readonly in: number; readonly out: number } {
  if (shape.length < 1) return { in: 1, out: 1 };
  if (shape.length === 1) return { in: shape[0]!, out: shape[0]! };
  const window = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  return { in: shape.at(-2)! * window, out: shape.at(-1)! * window };
}

/** Fills an array of the shape's size from a drawing function. */
export function fill(shape: Shape, next: () => number): Float32Array {
  const values = new Float32Array(shape.reduce((size, side) => size * side, 1));
  for (let i = 0; i < values.length; i++) values[i] = next();
  return values;
}

/** Normal values, redrawn while they lie further than two standard deviations from the mean. */
export function truncatedNormal(source: Random, deviation: number): () => number {
  return () => {
    for (;;) {
      const z = source.normal();
      if (Math.abs(z) <= 2) return z * deviation;
    }
  };
}

/** A normal cut at ±2σ has deviation 0.8796…σ; Keras divides by it so that the drawn values have the wanted variance. */
export const truncation = 0.87962566103423978;
