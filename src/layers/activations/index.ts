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

/** A form field that chooses an activation function. */
export const activationField = (preset: ActivationKind, help: Text): Field<ActivationKind> =>
  choice<ActivationKind>({ default: preset, options: all.map(({ kind, help: meaning }) => ({ value: kind, help: meaning })), help });
