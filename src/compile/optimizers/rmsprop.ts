import { boolean, number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";
import { followRule } from "./updating";

export const rmsprop = defineOptimizer({
  kind: "RMSprop",
  help: text(
    "Divides each weight's step by the recent size of its gradient.",
    "用每个权重近期梯度的大小来缩放它的步长。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    rho: number({ default: 0.9, min: 0, max: 0.9999, step: 0.01, help: text("How slowly the moving average of squared gradients changes.", "梯度平方的滑动平均衰减率。") }),
    momentum: number({ default: 0, min: 0, max: 0.999, step: 0.1, help: text("The fraction of the last step that is added to this one.", "叠加上一步的比例。") }),
    epsilon: epsilonField(),
    centered: boolean({ default: false, help: text("Divides by the variance of the gradient instead of its mean square.", "用梯度的方差而不是均方来缩放。") }),
  },
  fused: {
    rule: () => "rmsprop",
    slots: () => [0, 0, 0],
    numbers: ({ rho, momentum, epsilon, centered }, rate) => [rate, rho, momentum, epsilon, centered ? 1 : 0],
  },
  kerasSlots: ({ momentum, centered }) => [
    [{ slot: 0, name: "velocity" }],
    ...(momentum > 0 ? [[{ slot: 1, name: "momentum" }]] : []),
    ...(centered ? [[{ slot: 2, name: "average_gradient" }]] : []),
  ],
  // Source: Keras optimizers/rmsprop.py: epsilon stands under the root, behind the variance when centred.
  build: (tf, { learning_rate, rho, momentum, epsilon, centered }) =>
    followRule(tf, learning_rate, {
      // All three, wanted or not: a checkpoint of one engine is taken up by the other, so both remember the same.
      slots: { velocity: 0, momentum: 0, average: 0 },
      update(w, g, slots, rate) {
        const velocity = slots.velocity!.mul(rho).add(g.square().mul(1 - rho));
        const average = centered ? slots.average!.mul(rho).add(g.mul(1 - rho)) : slots.average!;
        const spread = centered ? velocity.sub(average.square()) : velocity;
        const step = g.mul(rate).div(spread.add(epsilon).sqrt());
        const moved = momentum > 0 ? slots.momentum!.mul(momentum).add(step) : step;
        return { weight: w.sub(moved), slots: { velocity, momentum: momentum > 0 ? moved : slots.momentum!, average } };
      },
    }),
});
