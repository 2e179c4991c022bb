import { boolean, number, text } from "../../schema";
import { defineOptimizer, learningRate } from "./define";
import { followRule } from "./updating";

export const sgd = defineOptimizer({
  kind: "SGD",
  help: text(
    "Stochastic gradient descent: a step against the gradient of each batch, with optional momentum.",
    "随机梯度下降：沿每个批次梯度的反方向走一步，可带动量。",
  ),
  fields: {
    learning_rate: learningRate(0.01),
    momentum: number({ default: 0, min: 0, max: 0.999, step: 0.1, help: text("The fraction of the last step that is added to this one.", "叠加上一步的比例。") }),
    nesterov: boolean({ default: false, help: text("Computes the gradient ahead along the momentum. Has no effect without momentum.", "沿动量方向提前一步计算梯度。没有动量时不起作用。") }),
  },
  fused: {
    rule: ({ momentum, nesterov }) => (momentum === 0 ? "sgd" : nesterov ? "nesterov" : "momentum"),
    slots: ({ momentum }) => (momentum === 0 ? [] : [0]),
    numbers: ({ momentum }, rate) => [rate, momentum],
  },
  kerasSlots: ({ momentum }) => (momentum === 0 ? [] : [[{ slot: 0, name: "momentum" }]]),
  // Source: Keras optimizers/sgd.py: v ← μ·v − η·g; w ← w + v, or with Nesterov w ← w + μ·v − η·g.
  build: (tf, { learning_rate, momentum, nesterov }) =>
    momentum === 0
      ? followRule(tf, learning_rate, { slots: {}, update: (w, g, _slots, rate) => ({ weight: w.sub(g.mul(rate)), slots: {} }) })
      : followRule(tf, learning_rate, {
          slots: { velocity: 0 },
          update(w, g, { velocity: before }, rate) {
            const step = g.mul(rate);
            const velocity = before!.mul(momentum).sub(step);
            return { weight: w.add(nesterov ? velocity.mul(momentum).sub(step) : velocity), slots: { velocity } };
          },
        }),
});
