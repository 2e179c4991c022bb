import { text } from "../../schema";
import { defineInitializer, fans, fill, truncatedNormal, truncation } from "./define";

export const glorotNormal = defineInitializer({
  kind: "glorot_normal",
  className: "GlorotNormal",
  help: text(
    "Truncated normal with variance 2 / (fan in + fan out).",
    "方差为 2 / (fan in + fan out) 的截断正态分布。",
  ),
  draw(source, shape) {
    const { in: fanIn, out: fanOut } = fans(shape);
    return fill(shape, truncatedNormal(source, Math.sqrt(2 / (fanIn + fanOut)) / truncation));
  },
});
