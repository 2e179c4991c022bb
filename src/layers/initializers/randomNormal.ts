import { text } from "../../schema";
import { defineInitializer, fill } from "./define";

export const randomNormal = defineInitializer({
  kind: "random_normal",
  className: "RandomNormal",
  help: text(
    "Normal with standard deviation 0.05.",
    "标准差为 0.05 的正态分布。",
  ),
  draw: (source, shape) => fill(shape, () => source.normal() * 0.05),
});
