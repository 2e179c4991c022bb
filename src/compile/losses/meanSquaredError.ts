import { text } from "../../schema";
import { defineLoss, meanPerSample } from "./define";

export const meanSquaredError = defineLoss({
  kind: "mean_squared_error",
  help: text("The mean squared distance between output and target.", "输出与目标之差的平方的平均值。"),
  refuse: () => [],
  advise: () => [],
  perSample: (tf, target, output) => meanPerSample(tf, output.sub(target).square()),
});
