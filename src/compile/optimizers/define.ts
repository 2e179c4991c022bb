import type * as tfjs from "@tensorflow/tfjs";
import { number, text, type Field, type Fields, type Text, type Values } from "../../schema";
import type { SteppingOptimizer } from "./updating";

export type Tf = typeof tfjs;

/** The update rules that the engine carries out (training/worker/engine/assembly/optimizers.ts). */
export type FusedRuleName = "sgd" | "momentum" | "nesterov" | "rmsprop" | "adam" | "adagrad" | "adadelta";

/** How an optimizer is carried out by the fused engine. */
export interface FusedRule<V> {
  rule(values: V): FusedRuleName;
  /** First value of each array that is remembered for every weight. */
  slots(values: V): readonly number[];
  /** The numbers of one step, the rate first; `step` counts from 1. */
  numbers(values: V, rate: number, step: number): readonly number[];
}

/** An array that is remembered for every weight: its place among the rule's slots, and the end of its name in Keras. */
export interface KerasSlot {
  readonly slot: number;
  readonly name: string;
}

/** An optimizer under Keras's class name, with Keras's parameters and defaults. */
export interface OptimizerKind<K extends string, F extends Fields> {
  readonly kind: K;
  readonly fields: F & { readonly learning_rate: Field<number> };
  readonly help: Text;
  /** The same rule in the fused engine. */
  readonly fused: FusedRule<Values<F> & { readonly learning_rate: number }>;
  /**
   * The arrays that Keras stores, in groups. A file holds one group after another, within a group one weight after another, and
   * of each weight the arrays of the group. Source: the `build` methods of Keras optimizers/*.py.
   */
  kerasSlots(values: Values<F> & { readonly learning_rate: number }): readonly (readonly KerasSlot[])[];
  /** An optimizer with Keras's update rule. */
  build(tf: Tf, values: Values<F> & { readonly learning_rate: number }): SteppingOptimizer;
}

export const defineOptimizer = <const K extends string, const F extends Fields>(
  definition: OptimizerKind<K, F>,
): OptimizerKind<K, F> => definition;

export const learningRate = (preset: number): Field<number> =>
  number({
    default: preset,
    min: 1e-8,
    max: 10,
    step: 0.001,
    help: text(
      "The size of every step. If it is too large, the loss jumps or grows; if it is too small, training is slow.",
      "每一步的大小。太大则损失震荡或发散，太小则训练很慢。",
    ),
  });

export const epsilonField = (): Field<number> =>
  number({
    default: 1e-7,
    min: 1e-12,
    max: 1,
    step: 1e-7,
    help: text("A small number that prevents division by 0.", "避免除以 0 的小数。"),
  });
