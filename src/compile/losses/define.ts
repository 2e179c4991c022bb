import type * as tfjs from "@tensorflow/tfjs";
import type { ActivationKind } from "../../layers";
import { text, type Shape, type Text } from "../../schema";

export type Tf = typeof tfjs;

/** What a loss compares: the model's output and the targets, as they come out of preprocessing. */
export interface LossSetting {
  readonly output: Shape;
  readonly target: Shape;
  readonly oneHot: boolean;
  readonly classes: number;
  /** The activation behind which the loss stands. */
  readonly activation: ActivationKind;
  /** Whether `from_logits` is on. */
  readonly fromLogits?: boolean;
}

/** An activation that turns logits into probabilities. */
export type LogitActivation = "sigmoid" | "softmax";

/** How a cross-entropy is computed from logits, the values before its activation: exact where a probability rounds to 0 or 1. */
export interface FromLogits {
  /** What turns the logits into the probabilities that the loss is defined on. */
  readonly activation: LogitActivation;
  /** The loss of each sample, shape [batch]. */
  perSample(tf: Tf, target: tfjs.Tensor, logits: tfjs.Tensor): tfjs.Tensor1D;
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
  /** Absent where the loss is not a cross-entropy. */
  readonly fromLogits?: FromLogits;
}

export const defineLoss = <const K extends string>(definition: LossKind<K>): LossKind<K> => definition;

/** Keras's backend epsilon: probabilities are kept this far from 0 and 1 before a logarithm. */
export const epsilon = 1e-7;

/** Mean over every axis but the first. */
export function meanPerSample(tf: Tf, values: tfjs.Tensor): tfjs.Tensor1D {
  const [batch] = values.shape as [number, ...number[]];
  return tf.mean<tfjs.Tensor1D>(values.reshape([batch, -1]), 1);
}

/** Why `from_logits` behind some activation is seldom meant; empty behind linear outputs. */
export function adviseOnLogits(loss: string, probability: LogitActivation, activation: ActivationKind): readonly Text[] {
  if (activation === "linear") return [];
  if (activation === "sigmoid" || activation === "softmax") {
    return [
      text(
        `from_logits is on, but the outputs have gone through ${activation} and are no logits any more; turn from_logits off, or use linear outputs`,
        `已打开 from_logits，但输出已经过 ${activation}，不再是 logits；请关闭 from_logits，或使用 linear 输出`,
      ),
    ];
  }
  return [
    text(
      `from_logits is on: ${loss} applies ${probability} to the outputs, and ${activation} limits what they can be; linear does not`,
      `已打开 from_logits：${loss} 会对输出应用 ${probability}，而 ${activation} 限制了输出的取值；linear 不会`,
    ),
  ];
}
