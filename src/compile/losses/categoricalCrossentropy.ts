import { text } from "../../schema";
import { adviseOnLogits, defineLoss, epsilon, meanPerSample } from "./define";

export const categoricalCrossentropy = defineLoss({
  kind: "categorical_crossentropy",
  help: text(
    "For one of several classes: −log of the probability of the true class. Needs one-hot labels.",
    "用于多分类：取真实类别概率的 −log。需要独热编码的标签。",
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
  advise({ activation, fromLogits }) {
    if (fromLogits) return adviseOnLogits("categorical_crossentropy", "softmax", activation);
    if (activation === "softmax") return [];
    return [
      text(
        `categorical_crossentropy divides the outputs by their sum. With ${activation} all outputs can grow together, which does not change the loss and stops the learning. Use softmax${activation === "linear" ? ", or turn on from_logits" : ""}`,
        `categorical_crossentropy 会把各输出除以它们的总和；使用 ${activation} 时所有输出可能一起变大，损失不变，学习随之停止。请使用 softmax${activation === "linear" ? "，或打开 from_logits" : ""}`,
      ),
    ];
  },
  // Source: Keras backend categorical_crossentropy with from_logits=False: normalise by the sum over the last axis, clip,
  // −Σ t·log p over the last axis; the mean over the axes before it.
  perSample(tf, target, output) {
    const share = output.div(output.sum(-1, true));
    return meanPerSample(tf, target.mul(share.clipByValue(epsilon, 1 - epsilon).log()).sum(-1).neg());
  },
  fromLogits: {
    activation: "softmax",
    // Source: tf.nn.softmax_cross_entropy_with_logits: Σ t·(log Σ eᶻ − z), with the largest logit taken out of the exponent.
    perSample(tf, target, logits) {
      const top = logits.max(-1, true);
      const far = logits.sub(top);
      const log = far.exp().sum(-1, true).log();
      return meanPerSample(tf, target.mul(log.sub(far)).sum(-1));
    },
  },
});
