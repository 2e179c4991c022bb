import { boolean, number, text } from "../../schema";
import { defineOptimizer, epsilonField, learningRate } from "./define";

export const rmsprop = defineOptimizer({
  kind: "RMSprop",
  help: text(
    "Divides each weight's step by the recent size of its gradient.",
    "用每个权重近期梯度的大小来缩放它的步长。",
  ),
  fields: {
    learning_rate: learningRate(0.001),
    rho: number({ default: 0.9, min: 0, max: 0.9999, step: 0.01, help: text("How slowly the average of squared gradients changes.", "梯度平方的滑动平均衰减率。") }),
    momentum: number({ default: 0, min: 0, max: 0.999, step: 0.1, help: text("Part of the last step that is kept.", "保留上一步的比例。") }),
    epsilon: epsilonField(),
    centered: boolean({ default: false, help: text("Divides by the variance of the gradient instead of its mean square.", "用梯度的方差而不是均方来缩放。") }),
  },
  build: (tf, { learning_rate, rho, momentum, epsilon, centered }) =>
    tf.train.rmsprop(learning_rate, rho, momentum, epsilon, centered),
});
