import { text } from "../../schema";
import { defineLoss, epsilon, sumPerSample } from "./define";

export const categoricalCrossentropy = defineLoss({
  kind: "categorical_crossentropy",
  help: text(
    "For one of several classes: −log of the share of the output that fell on the right class. Needs one-hot labels.",
    "用于多分类：取正确类别所占输出比例的 −log。需要独热编码的标签。",
  ),
  refuse({ output, oneHot }) {
    if (!oneHot)
      return [
        text(
          "categorical_crossentropy needs one-hot labels; add “One-hot labels” in Preprocess",
          "categorical_crossentropy 需要独热编码的标签；请在“预处理”中加入“标签独热编码”",
        ),
      ];
    if (output.at(-1) === 1)
      return [
        text(
          "categorical_crossentropy on a single output is always 0; use one unit per class",
          "只有一个输出时 categorical_crossentropy 恒为 0；请为每个类别设一个神经元",
        ),
      ];
    return [];
  },
  advise({ activation }) {
    if (activation === "softmax") return [];
    return [
      text(
        `categorical_crossentropy divides the outputs by their sum; behind ${activation} they can all grow together, which changes nothing and stops the learning. softmax is made for it`,
        `categorical_crossentropy 会把输出除以它们的总和；使用 ${activation} 时所有输出可能一起变大，比例不变，学习随之停止。softmax 正是为此设计的`,
      ),
    ];
  },
  // Source: Keras backend categorical_crossentropy with from_logits=False: normalise by the sum, clip, −Σ t·log p.
  perSample(tf, target, output) {
    const share = output.div(output.sum(-1, true));
    return sumPerSample(tf, target.mul(share.clipByValue(epsilon, 1 - epsilon).log()).neg());
  },
});
