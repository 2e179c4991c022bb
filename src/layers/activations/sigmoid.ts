import { text } from "../../schema";
import { defineActivation } from "./define";

export const sigmoid = defineActivation({
  kind: "sigmoid",
  tfjs: "sigmoid",
  range: "0..1",
  help: text("f(x) = 1 / (1 + e⁻ˣ): each output is between 0 and 1, independent of the others.", "f(x) = 1 / (1 + e⁻ˣ)：每个输出各自在 0 到 1 之间。"),
});
