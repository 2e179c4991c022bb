import { number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";
import { followRule } from "./updating";

export const adadelta = defineOptimizer({
  kind: "Adadelta",
  help: text(
    "Scales steps by the recent sizes of gradients and of steps. The default rate of Keras, 0.001, is slow; the paper used 1.",
    "用近期梯度与步长的大小来缩放步长。Keras 默认学习率 0.001 很慢；原论文使用 1。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    rho: number({ default: 0.95, min: 0, max: 0.9999, step: 0.01, help: text("How slowly the moving averages change.", "滑动平均的衰减率。") }),
    epsilon: epsilonField(),
  },
  fused: {
    rule: () => "adadelta",
    slots: () => [0, 0],
    numbers: ({ rho, epsilon }, rate) => [rate, rho, 0, epsilon],
  },
  kerasSlots: () => [
    [
      { slot: 0, name: "accumulated_grad" },
      { slot: 1, name: "accumulated_delta_var" },
    ],
  ],
  // Source: Zeiler, "ADADELTA", algorithm 1, with the rate of Keras optimizers/adadelta.py.
  build: (tf, { learning_rate, rho, epsilon }) =>
    followRule(tf, learning_rate, {
      slots: { gradients: 0, steps: 0 },
      update(w, g, slots, rate) {
        const gradients = slots.gradients!.mul(rho).add(g.square().mul(1 - rho));
        const step = g.mul(slots.steps!.add(epsilon).sqrt()).div(gradients.add(epsilon).sqrt());
        const steps = slots.steps!.mul(rho).add(step.square().mul(1 - rho));
        return { weight: w.sub(step.mul(rate)), slots: { gradients, steps } };
      },
    }),
});
