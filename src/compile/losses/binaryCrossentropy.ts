import { text } from "../../schema";
import { adviseOnLogits, defineLoss, epsilon, meanPerSample } from "./define";

export const binaryCrossentropy = defineLoss({
  kind: "binary_crossentropy",
  help: text(
    "For two classes, or for several labels at once: −log of the probability of the true answer, for each output.",
    "用于二分类或多标签：对每个输出取真实答案概率的 −log。",
  ),
  refuse: () => [],
  advise({ activation, fromLogits }) {
    if (fromLogits) return adviseOnLogits("binary_crossentropy", "sigmoid", activation);
    if (activation === "sigmoid" || activation === "softmax") return [];
    return [
      text(
        `binary_crossentropy expects outputs between 0 and 1. ${activation} does not ensure that, sigmoid does. For linear outputs turn on from_logits`,
        `binary_crossentropy 需要 0 到 1 之间的输出；${activation} 不能保证，sigmoid 可以。linear 输出请打开 from_logits`,
      ),
    ];
  },
  // Source: Keras backend binary_crossentropy: clip, mean over the outputs of −(t·log p + (1 − t)·log(1 − p)).
  perSample(tf, target, output) {
    const p = output.clipByValue(epsilon, 1 - epsilon);
    const one = tf.scalar(1);
    const likelihood = target.mul(p.log()).add(one.sub(target).mul(one.sub(p).log()));
    return meanPerSample(tf, likelihood.neg());
  },
  fromLogits: {
    activation: "sigmoid",
    // Source: tf.nn.sigmoid_cross_entropy_with_logits: max(z, 0) − t·z + log(1 + e^−|z|).
    perSample: (tf, target, logits) => meanPerSample(tf, logits.relu().sub(logits.mul(target)).add(logits.abs().neg().exp().log1p())),
  },
});
