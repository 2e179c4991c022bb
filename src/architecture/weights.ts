import { initializers, type LayerSpec } from "../layers";
import type { Random } from "../random/random";
import type { Shape } from "../schema";
import { inferStack } from "./stack";

/** A weight with its values, row-major. `layer` is the layer's place in the stack, `name` Keras's name (`kernel`). */
export interface LayerWeight {
  readonly layer: number;
  readonly layerName: string;
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly values: Float32Array;
}

/**
 * The first weights of a stack, layer by layer in Keras's order. Each weight draws from a stream of its own, so that an
 * added layer does not change the others. The stack must be free of problems.
 */
export function initialWeights(specs: readonly LayerSpec[], input: Shape, source: Random): LayerWeight[] {
  return inferStack(specs, input).rows.flatMap((row, layer) =>
    row.weights.map(({ name, shape, trainable, initializer }) => ({
      layer,
      layerName: row.name,
      name,
      shape,
      trainable,
      values: initializers.get(initializer).draw(source.fork("weights", specs[layer]!.id, name), shape),
    })),
  );
}
