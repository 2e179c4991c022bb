import { activations } from "../../layers";
import { text } from "../../schema";
import { defineLoss, meanPerSample } from "./define";

export const hinge = defineLoss({
  kind: "hinge",
  help: text(
    "max(0, 1 − t·y) with targets −1 and 1: only outputs on the wrong side of the margin add to the loss. Labels 0 and 1 become −1 and 1.",
    "max(0, 1 − t·y)，目标为 −1 和 1：只有落在间隔错误一侧的输出才有损失。标签 0 和 1 会变为 −1 和 1。",
  ),
  refuse: () => [],
  advise({ activation }) {
    // elu and selu go below 0 too, if not far.
    const { range } = activations.get(activation);
    if (range === "any" || range === "-1..1") return [];
    return [
      text(
        `hinge needs outputs on both sides of 0, and outputs of ${activation} are never negative. Use tanh or linear`,
        `hinge 需要有正有负的输出，而 ${activation} 的输出不会为负。请使用 tanh 或 linear`,
      ),
    ];
  },
  // Source: Keras losses.convert_binary_labels_to_hinge: where all targets of a batch are 0 or 1 they become −1 and 1;
  // others, such as −1 and 1, stay as they are.
  perSample(tf, target, output) {
    const binary = target.equal(0).logicalOr(target.equal(1)).toFloat().min();
    const signs = target.mul(binary.add(1)).sub(binary);
    return meanPerSample(tf, tf.relu(tf.scalar(1).sub(signs.mul(output))));
  },
});
