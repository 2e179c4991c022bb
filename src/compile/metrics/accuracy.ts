import { text } from "../../schema";
import { decided } from "./decided";
import { defineMetric, ratio, splitElsewhere } from "./define";

export const accuracy = defineMetric({
  kind: "accuracy",
  title: text("accuracy", "准确率"),
  help: text("The fraction of samples whose class is predicted correctly.", "分类正确的样本所占的比例。"),
  better: "larger",
  count(tf, target, output, threshold) {
    const { truth, decision } = decided(tf, target, output, threshold);
    const samples = truth.shape[0];
    const right = truth.shape[1] === 1 ? truth.equal(decision).toFloat().sum() : truth.mul(decision).sum();
    return tf.stack([right, tf.scalar(samples)]) as ReturnType<typeof tf.tensor1d>;
  },
  fused: ({ right, samples }) => [right, samples],
  result: (totals) => ratio(totals[0]!, totals[1]!),
  // Keras splits a single output at 0.5 and takes no threshold of 0.
  keras: ({ output, threshold }) => (output.at(-1) === 1 && threshold !== 0.5 ? undefined : "accuracy"),
  whyNotInKeras: splitElsewhere,
});
