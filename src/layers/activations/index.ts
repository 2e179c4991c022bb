import { choice, registry, type Field, type Text } from "../../schema";
import { elu } from "./elu";
import { linear } from "./linear";
import { relu } from "./relu";
import { selu } from "./selu";
import { sigmoid } from "./sigmoid";
import { softmax } from "./softmax";
import { softplus } from "./softplus";
import { softsign } from "./softsign";
import { tanh } from "./tanh";

const all = [linear, relu, sigmoid, softmax, tanh, elu, selu, softplus, softsign] as const;
export type ActivationKind = (typeof all)[number]["kind"];
export const activations = registry<(typeof all)[number]>(all);

const activationFields = new WeakSet<object>();

/** A form field that chooses an activation function. */
export function activationField(preset: ActivationKind, help: Text): Field<ActivationKind> {
  const field = choice<ActivationKind>({ default: preset, options: all.map(({ kind, help: meaning }) => ({ value: kind, help: meaning })), help });
  activationFields.add(field);
  return field;
}

/** Whether a field chooses an activation function, whatever it is called. */
export const isActivationField = (field: object): boolean => activationFields.has(field);
