import { text } from "../../schema";
import { defineInitializer, fans, fill } from "./define";

export const heUniform = defineInitializer({
  kind: "he_uniform",
  className: "HeUniform",
  help: text(
    "Uniform in ±√(6 / fan in): suited to ReLU.",
    "在 ±√(6 / fan in) 内均匀取值：适合 ReLU。",
  ),
  draw(source, shape) {
    const limit = Math.sqrt(6 / fans(shape).in);
    return fill(shape, () => (2 * source.uniform() - 1) * limit);
  },
});
