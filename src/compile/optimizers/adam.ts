import { boolean, number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";
import { followRule } from "./updating";

export const adam = defineOptimizer({
  kind: "Adam",
  help: text(
    "Momentum, and a separate step size for every weight. A good first choice.",
    "带动量，并为每个权重自动调整步长：通常的首选。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    beta_1: number({ default: 0.9, min: 0, max: 0.9999, step: 0.01, help: text("How slowly the moving average of the gradient changes.", "梯度一阶矩的衰减率。") }),
    beta_2: number({ default: 0.999, min: 0, max: 0.99999, step: 0.001, help: text("How slowly the moving average of the squared gradient changes.", "梯度二阶矩的衰减率。") }),
    epsilon: epsilonField(),
    amsgrad: boolean({ default: false, help: text("Divides by the largest moving average of squared gradients so far, so that step sizes never grow.", "除以迄今最大的梯度二阶矩，使步长不会再变大。") }),
  },
  fused: {
    rule: () => "adam",
    slots: ({ amsgrad }) => (amsgrad ? [0, 0, 0] : [0, 0]),
    numbers: ({ beta_1, beta_2, epsilon, amsgrad }, rate, step) => [
      (rate * Math.sqrt(1 - beta_2 ** step)) / (1 - beta_1 ** step),
      beta_1,
      beta_2,
      epsilon,
      amsgrad ? 1 : 0,
    ],
  },
  kerasSlots: ({ amsgrad }) => [
    [
      { slot: 0, name: "momentum" },
      { slot: 1, name: "velocity" },
    ],
    ...(amsgrad ? [[{ slot: 2, name: "velocity_hat" }]] : []),
  ],
  /**
   * Source: Kingma and Ba, "Adam", the reordered form at the end of section 2, which is that of Keras optimizers/adam.py:
   * epsilon is added before the bias is corrected. AMSGrad: Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond",
   * algorithm 2; the maximum is taken before the bias is corrected.
   */
  build: (tf, { learning_rate, beta_1, beta_2, epsilon, amsgrad }) =>
    followRule(tf, learning_rate, {
      slots: { momentum: 0, velocity: 0, ...(amsgrad ? { velocity_hat: 0 } : {}) },
      update(w, g, slots, rate, step) {
        const momentum = slots.momentum!.mul(beta_1).add(g.mul(1 - beta_1));
        const velocity = slots.velocity!.mul(beta_2).add(g.square().mul(1 - beta_2));
        const corrected = (rate * Math.sqrt(1 - beta_2 ** step)) / (1 - beta_1 ** step);
        const largest = amsgrad ? slots.velocity_hat!.maximum(velocity) : velocity;
        return {
          weight: w.sub(momentum.mul(corrected).div(largest.sqrt().add(epsilon))),
          slots: { momentum, velocity, ...(amsgrad ? { velocity_hat: largest } : {}) },
        };
      },
    }),
});
