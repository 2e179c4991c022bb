import type { LossName } from "../../../compile";
import type { FusedRuleName } from "../../../compile/optimizers/define";
import type { ActivationKind } from "../../../layers";

/** The numbers under which assembly/ knows activations, losses and update rules; undefined where it does not. */
export const activationCodes: Readonly<Partial<Record<ActivationKind, number>>> = {
  linear: 0,
  relu: 1,
  sigmoid: 2,
  tanh: 3,
  elu: 4,
  selu: 5,
  softplus: 6,
  softsign: 7,
  softmax: 8,
};

export const lossCodes: Readonly<Partial<Record<LossName, number>>> = {
  categorical_crossentropy: 0,
  binary_crossentropy: 1,
  mean_squared_error: 2,
  hinge: 3,
  mean_squared_logarithmic_error: 4,
};

/** Cross-entropies from logits. */
export const logitLossCodes: Readonly<Partial<Record<LossName, number>>> = {
  categorical_crossentropy: 5,
  binary_crossentropy: 6,
};

export const ruleCodes: Readonly<Record<FusedRuleName, number>> = {
  sgd: 0,
  momentum: 1,
  nesterov: 2,
  rmsprop: 3,
  adam: 4,
  adagrad: 5,
  adadelta: 6,
};
