import type * as tfjs from "@tensorflow/tfjs";
import type { Random } from "../random/random";
import type { Fields, Result, Shape, Text, Values } from "../schema";
import type { ActivationKind } from "./activations";
import type { InitializerKind } from "./initializers";
import type { NotOffered } from "./kerasValues";
import type { Lowering, Value } from "./lower";

/** tfjs as an argument: layer files stay pure and only the worker loads the library. */
export type Tf = typeof tfjs;

export type Family = "core" | "convolution" | "pooling" | "normalization" | "regularization" | "reshaping";

/** One weight of a layer, in the order in which Keras stores them (trainable first). */
export interface WeightSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: InitializerKind;
  readonly trainable: boolean;
}

/** What a layer may need besides its parameters when it is built. */
export interface BuildContext {
  readonly name: string;
  readonly inputShape: Shape;
  /** A stream of its own for this layer (dropout masks). */
  readonly random: Random;
}

/**
 * A layer kind: everything that the palette, the form, validation, shape inference, the worker, import and export need.
 * Shapes are those of one sample, without the batch axis.
 */
export interface LayerKind<K extends string, F extends Fields> {
  /** Keras's class name. */
  readonly kind: K;
  readonly family: Family;
  readonly fields: F;
  /** What the kind does, in one or two sentences. */
  readonly help: Text;
  /** The shape behind the layer, or why it cannot stand behind such an input. */
  outputShape(values: Values<F>, input: Shape): Result<Shape, Text>;
  /** The weights, only called with an input that `outputShape` accepts. Parameter counts follow from them. */
  weights(values: Values<F>, input: Shape): readonly WeightSpec[];
  /** Floating-point operations for one sample forward; a multiply-add counts as two. */
  flops(values: Values<F>, input: Shape, output: Shape): number;
  /** The tfjs layer. Its initial weights are set by the caller from `weights` and the initializers. */
  build(tf: Tf, values: Values<F>, context: BuildContext): tfjs.layers.Layer;
  /**
   * The forward pass in operations of the fused engine (`lower.ts`), which trains whole stacks of such layers several
   * times faster. Absent where it cannot be said in them: the stack then trains through `build`.
   */
  readonly lower?: (values: Values<F>, engine: Lowering, input: Value) => Value;
  readonly keras: {
    /** Keras's `get_config()` without name, trainable and dtype; only keys that every Keras 3 accepts. */
    toConfig(values: Values<F>): Readonly<Record<string, unknown>>;
    /** From Keras's config to raw parameters, which the fields then validate; or every key that cannot be taken. */
    fromConfig(config: Readonly<Record<string, unknown>>): Result<Readonly<Record<string, unknown>>, readonly NotOffered[]>;
  };
  /** The activation that the outputs have gone through; absent where the layer passes on what it received. */
  readonly outputActivation?: (values: Values<F>) => ActivationKind;
  /** The same layer without its activation, so that it gives what the activation would receive. Present where `outputActivation` is not always linear. */
  readonly withoutActivation?: (values: Values<F>) => Values<F>;
  /** Whether it gives back what it received, in training too. Absent: never. */
  readonly passesOn?: (values: Values<F>) => boolean;
  /** The few parameters worth showing on a closed card: `512 · relu`. */
  brief(values: Values<F>): string;
}

export function defineLayer<const K extends string, const F extends Fields>(definition: LayerKind<K, F>): LayerKind<K, F> {
  return definition;
}
