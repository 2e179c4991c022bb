import { text } from "../../schema";
import { defineActivation } from "./define";

export const softmax = defineActivation({
  kind: "softmax",
  tfjs: "softmax",
  range: "distribution",
  help: text("eˣ divided by the sum over all outputs: probabilities that add up to 1.", "eˣ 除以所有输出之和：相加为 1 的概率。"),
});
