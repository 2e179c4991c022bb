import type * as tfjs from "@tensorflow/tfjs";
import type { ActivationKind } from "../../layers";
import type { Shape, Text } from "../../schema";

export type Tf = typeof tfjs;

/** What a loss compares: the model's output and the targets, as they come out of preprocessing. */
export interface LossSetting {
  readonly output: Shape;
  readonly target: Shape;
  readonly oneHot: boolean;
  readonly classes: number;
  /** The activation behind which the loss stands. */
  readonly activation: ActivationKind;
}

export interface LossKind<K extends string = string> {
  /** Keras's name of the loss. */
  readonly kind: K;
  readonly help: Text;
  /** Why this loss cannot work here, beyond shapes that differ. Empty: it can. */
  refuse(setting: LossSetting): readonly Text[];
  /** What works but is seldom meant. */
  advise(setting: LossSetting): readonly Text[];
  /** The loss of each sample, shape [batch], as Keras computes it. */
  perSample(tf: Tf, target: tfjs.Tensor, output: tfjs.Tensor): tfjs.Tensor1D;
}

export const defineLoss = <const K extends string>(definition: LossKind<K>): LossKind<K> => definition;

/** Keras's backend epsilon: probabilities are kept this far from 0 and 1 before a logarithm. */
export const epsilon = 1e-7;

/** Mean over every axis but the first. */
export function meanPerSample(tf: Tf, values: tfjs.Tensor): tfjs.Tensor1D {
  const [batch] = values.shape as [number, ...number[]];
  return tf.mean<tfjs.Tensor1D>(values.reshape([batch, -1]), 1);
}

/** Sum over every axis but the first. */
export function sumPerSample(tf: Tf, values: tfjs.Tensor): tfjs.Tensor1D {
  const [batch] = values.shape as [number, ...number[]];
  return tf.sum<tfjs.Tensor1D>(values.reshape([batch, -1]), 1);
}
