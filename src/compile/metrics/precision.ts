import { text } from "../../schema";
import { decided } from "./decided";
import { defineMetric, meanOverClasses, ratio, splitElsewhere } from "./define";

export const precision = defineMetric({
  kind: "precision",
  title: text("precision", "精确率"),
  help: text(
    "Of the samples predicted as a class, the fraction that belongs to it; the mean over the classes.",
    "被预测为某一类的样本中真正属于该类的比例；对各类取平均。",
  ),
  better: "larger",
  count(tf, target, output, threshold) {
    const { truth, decision } = decided(tf, target, output, threshold);
    return tf.concat1d([truth.mul(decision).sum(0).as1D(), decision.sum(0).as1D()]);
  },
  fused: ({ truePositives, decided: chosen }) => [...Array.from(truePositives), ...Array.from(chosen)],
  result(totals) {
    const classes = totals.length / 2;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += ratio(totals[c]!, totals[classes + c]!);
    return sum / classes;
  },
  // Keras's Precision counts all columns together and asks each whether it is above 0.5: the same only for a single output.
  keras: ({ output, threshold }) =>
    output.at(-1) === 1 && threshold === 0.5 ? { class_name: "Precision", config: { name: "precision" } } : undefined,
  whyNotInKeras: (setting) => (setting.output.at(-1) === 1 ? splitElsewhere(setting) : meanOverClasses("Precision")),
});
