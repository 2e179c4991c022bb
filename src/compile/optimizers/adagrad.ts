import { number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";
import { followRule } from "./updating";

export const adagrad = defineOptimizer({
  kind: "Adagrad",
  help: text(
    "Steps shrink with the sum of all gradients so far. Weights that rarely change take larger steps.",
    "步长随累计梯度变小；很少更新的权重步长更大。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    initial_accumulator_value: number({ default: 0.1, min: 0, max: 10, step: 0.1, help: text("The initial value of the sum of squared gradients.", "梯度平方和的初始值。") }),
    epsilon: epsilonField(),
  },
  fused: {
    rule: () => "adagrad",
    slots: ({ initial_accumulator_value }) => [initial_accumulator_value],
    numbers: ({ epsilon }, rate) => [rate, 0, 0, epsilon],
  },
  kerasSlots: () => [[{ slot: 0, name: "accumulator" }]],
  // Source: Keras optimizers/adagrad.py: epsilon stands under the root.
  build: (tf, { learning_rate, initial_accumulator_value, epsilon }) =>
    followRule(tf, learning_rate, {
      slots: { accumulator: initial_accumulator_value },
      update(w, g, slots, rate) {
        const accumulator = slots.accumulator!.add(g.square());
        return { weight: w.sub(g.mul(rate).div(accumulator.add(epsilon).sqrt())), slots: { accumulator } };
      },
    }),
});
