import { activations } from "../../layers";
import { text } from "../../schema";
import { defineLoss, epsilon, meanPerSample } from "./define";

export const meanSquaredLogarithmicError = defineLoss({
  kind: "mean_squared_logarithmic_error",
  help: text(
    "The mean squared distance between log(1 + output) and log(1 + target): it depends on the ratio, not on the difference. Targets must not be negative.",
    "log(1 + 输出) 与 log(1 + 目标) 之差的平方的平均值：看重的是比值而不是差值。目标不能为负。",
  ),
  refuse: () => [],
  advise({ activation }) {
    const { range } = activations.get(activation);
    if (range !== "any" && range !== "-1..1") return [];
    return [
      text(
        `mean_squared_logarithmic_error treats every output below 0 as 0, where the gradient is 0. ${activation} gives such outputs; sigmoid and relu do not`,
        `mean_squared_logarithmic_error 把负的输出都当作 0，那里没有梯度；${activation} 会给出负的输出，sigmoid 和 relu 不会`,
      ),
    ];
  },
  // Source: Keras losses.mean_squared_logarithmic_error: both are kept above epsilon before the logarithm.
  perSample(tf, target, output) {
    const log = (values: typeof output) => values.maximum(epsilon).add(1).log();
    return meanPerSample(tf, log(output).sub(log(target)).square());
  },
});
