import { text } from "../../schema";
import { decided } from "./decided";
import { defineMetric, ratio } from "./define";

export const f1Score = defineMetric({
  kind: "f1_score",
  title: text("F1 score", "F1 分数"),
  help: text(
    "The harmonic mean of precision and recall of each class; the mean over the classes.",
    "每一类的精确率与召回率的调和平均，再对各类取平均。",
  ),
  better: "larger",
  count(tf, target, output, threshold) {
    const { truth, decision } = decided(tf, target, output, threshold);
    return tf.concat1d([truth.mul(decision).sum(0).as1D(), decision.sum(0).as1D(), truth.sum(0).as1D()]);
  },
  fused: ({ truePositives, decided: chosen, truths }) => [...Array.from(truePositives), ...Array.from(chosen), ...Array.from(truths)],
  // 2·precision·recall / (precision + recall) = 2·tp / (decided + true).
  result(totals) {
    const classes = totals.length / 3;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += ratio(2 * totals[c]!, totals[classes + c]! + totals[2 * classes + c]!);
    return sum / classes;
  },
  // As here, the largest output decides. For a single output Keras's F1Score
  // refuses labels that are a plain list, as everybody has them.
  keras: ({ output }) => (output.length === 1 && output[0]! > 1 ? { class_name: "F1Score", config: { name: "f1_score", average: "macro" } } : undefined),
  whyNotInKeras: () => text("keras.metrics.F1Score does not accept labels that are a plain list of numbers", "keras.metrics.F1Score 不接受一维的标签"),
});
