import { text } from "../../schema";
import { decided } from "./decided";
import { defineMetric, meanOverClasses, ratio, splitElsewhere } from "./define";

export const recall = defineMetric({
  kind: "recall",
  title: text("recall", "召回率"),
  help: text(
    "Of the samples of a class, the fraction that is predicted as that class; the mean over the classes.",
    "某一类的样本中被正确预测的比例；对各类取平均。",
  ),
  better: "larger",
  count(tf, target, output, threshold) {
    const { truth, decision } = decided(tf, target, output, threshold);
    return tf.concat1d([truth.mul(decision).sum(0).as1D(), truth.sum(0).as1D()]);
  },
  fused: ({ truePositives, truths }) => [...Array.from(truePositives), ...Array.from(truths)],
  result(totals) {
    const classes = totals.length / 2;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += ratio(totals[c]!, totals[classes + c]!);
    return sum / classes;
  },
  // Keras's Recall counts all columns together and asks each whether it is above 0.5: the same only for a single output.
  keras: ({ output, threshold }) =>
    output.at(-1) === 1 && threshold === 0.5 ? { class_name: "Recall", config: { name: "recall" } } : undefined,
  whyNotInKeras: (setting) => (setting.output.at(-1) === 1 ? splitElsewhere(setting) : meanOverClasses("Recall")),
});
