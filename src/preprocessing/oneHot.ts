import { text } from "../schema";
import { defineLabelStep } from "./define";

export const oneHot = defineLabelStep({
  kind: "onehot",
  title: text("One-hot labels", "标签独热编码"),
  help: text(
    "Turns class 3 of 10 into 0 0 0 1 0 0 0 0 0 0: one column per class.",
    "把 10 类中的第 3 类变成 0 0 0 1 0 0 0 0 0 0：每个类别一列。",
  ),
  fields: {},
  oneHot: true,
  brief: () => text("", ""),
  toPython: (_values, _statistics, classes) => `y = keras.utils.to_categorical(y, ${classes})`,
  outputShape: (_values, classes) => [classes],
  encode(_values, labels, classes) {
    const rows = new Float32Array(labels.length * classes);
    labels.forEach((label, i) => (rows[i * classes + label] = 1));
    return rows;
  },
});
