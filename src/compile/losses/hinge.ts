import { text } from "../../schema";
import { defineLoss, meanPerSample } from "./define";

export const hinge = defineLoss({
  kind: "hinge",
  help: text(
    "max(0, 1 − t·y) with targets −1 and 1: only outputs on the wrong side of the margin cost. Labels of 0 become −1.",
    "max(0, 1 − t·y)，目标为 −1 和 1：只有落在间隔错误一侧的输出才有损失。标签 0 会变为 −1。",
  ),
  refuse: ({ output, oneHot, classes }) =>
    output.at(-1) === 1 && !oneHot && classes > 2
      ? [
          text(
            `one output tells two classes apart, the data has ${classes}; use one unit per class and one-hot labels`,
            `一个输出只能区分两个类别，而数据有 ${classes} 个；请为每个类别设一个神经元并使用独热编码`,
          ),
        ]
      : [],
  advise({ activation }) {
    if (activation === "tanh" || activation === "linear" || activation === "softsign") return [];
    return [
      text(
        `hinge wants outputs on both sides of 0; behind ${activation} they cannot be negative. tanh or linear can`,
        `hinge 需要正负两侧的输出；${activation} 的输出不为负。tanh 或 linear 可以`,
      ),
    ];
  },
  // Source: Keras losses.hinge: targets of 0 and 1 are taken as −1 and 1.
  perSample: (tf, target, output) => meanPerSample(tf, tf.relu(tf.scalar(1).sub(target.mul(2).sub(1).mul(output)))),
});
