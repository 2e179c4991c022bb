import { number, text } from "../../schema";
import { defineOptimizer, learningRate } from "./define";

export const adagrad = defineOptimizer({
  kind: "Adagrad",
  help: text(
    "Steps shrink with all gradients seen so far: weights that rarely change move further.",
    "步长随累计梯度变小：很少更新的权重走得更远。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    initial_accumulator_value: number({ default: 0.1, min: 0, max: 10, step: 0.1, help: text("Where the sum of squared gradients starts.", "梯度平方和的初始值。") }),
  },
  build: (tf, { learning_rate, initial_accumulator_value }) => tf.train.adagrad(learning_rate, initial_accumulator_value),
});
