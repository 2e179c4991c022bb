import { text } from "../../schema";
import { defineInitializer, fans, fill, truncatedNormal, truncation } from "./define";

export const heNormal = defineInitializer({
  kind: "he_normal",
  className: "HeNormal",
  help: text(
    "Truncated normal with variance 2 / fan in: suited to ReLU.",
    "方差为 2 / fan in 的截断正态分布：适合 ReLU。",
  ),
  draw(source, shape) {
    return fill(shape, truncatedNormal(source, Math.sqrt(2 / fans(shape).in) / truncation));
  },
});
