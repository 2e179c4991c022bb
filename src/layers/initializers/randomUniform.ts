import { text } from "../../schema";
import { defineInitializer, fill } from "./define";

export const randomUniform = defineInitializer({
  kind: "random_uniform",
  className: "RandomUniform",
  help: text(
    "Uniform in ±0.05.",
    "在 ±0.05 内均匀取值。",
  ),
  draw: (source, shape) => fill(shape, () => (2 * source.uniform() - 1) * 0.05),
});
