import type { ActivationKind } from "../../layers";
import { losses, type LossName } from ".";
import type { LogitActivation } from "./define";

/** A loss and whether it takes the outputs for logits. */
export interface LossChoice {
  readonly loss: LossName;
  readonly from_logits?: boolean;
}

/**
 * What a loss is computed from: the model's outputs as they are; the outputs taken for logits; or the values before the
 * model's last activation, which are the logits of its outputs.
 */
export type LossInput = "outputs" | "logits" | "before activation";

/** Whether `from_logits` means anything to a loss. */
export const takesLogits = (loss: LossName): boolean => losses.get(loss).fromLogits !== undefined;

/**
 * What a loss is computed from. `closing` is the activation that the outputs leave last, undefined where another layer
 * changes them after it. Binary cross-entropy behind sigmoid and categorical cross-entropy behind softmax take the values
 * before the activation, with and without `from_logits`. Source: Keras, backend/tensorflow/nn.py, `_get_logits`. Unlike it, a
 * loss behind the other one's activation stays with the outputs: Keras on TensorFlow swaps the activation there.
 */
export function lossInput({ loss, from_logits }: LossChoice, closing: ActivationKind | undefined): LossInput {
  const { fromLogits } = losses.get(loss);
  if (!fromLogits) return "outputs";
  if (closing === fromLogits.activation) return "before activation";
  return from_logits ? "logits" : "outputs";
}

/** The activation that turns a model's outputs into probabilities, where they are logits; else null. */
export const logitsIn = (choice: LossChoice, closing: ActivationKind | undefined): LogitActivation | null =>
  lossInput(choice, closing) === "logits" ? losses.get(choice.loss).fromLogits!.activation : null;

/** A loss in a Keras file: its name, or its class where a parameter is not at its default. */
export type KerasLoss = string | { readonly class_name: string; readonly config: { readonly name: string; readonly from_logits: true } };

/** What Keras calls a loss: the name, or the class with `from_logits`. */
export function kerasLoss({ loss, from_logits }: LossChoice): KerasLoss {
  if (!from_logits || !takesLogits(loss)) return loss;
  const class_name = loss.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { class_name, config: { name: loss, from_logits: true } };
}
