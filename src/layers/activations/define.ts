import type { Text } from "../../schema";

/** An activation function under Keras's name; `tfjs` is the identifier that tf.layers knows it by. */
export interface Activation<K extends string = string> {
  readonly kind: K;
  readonly tfjs: string;
  readonly help: Text;
  /** What the outputs of one sample can be: decides which losses make sense behind it. */
  readonly range: "any" | "non-negative" | "0..1" | "-1..1" | "distribution";
}

export const defineActivation = <const K extends string>(definition: Activation<K>): Activation<K> => definition;
