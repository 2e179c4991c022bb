import { number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";

export const adam = defineOptimizer({
  kind: "Adam",
  help: text(
    "Momentum and a step size of its own for every weight: a good first choice.",
    "带动量，并为每个权重自动调整步长：通常的首选。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    beta_1: number({ default: 0.9, min: 0, max: 0.9999, step: 0.01, help: text("How slowly the average gradient changes.", "梯度一阶矩的衰减率。") }),
    beta_2: number({ default: 0.999, min: 0, max: 0.99999, step: 0.001, help: text("How slowly the average squared gradient changes.", "梯度二阶矩的衰减率。") }),
    epsilon: epsilonField(),
  },
  build: (tf, { learning_rate, beta_1, beta_2, epsilon }) => tf.train.adam(learning_rate, beta_1, beta_2, epsilon),
});
