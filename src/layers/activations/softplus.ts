import { text } from "../../schema";
import { defineActivation } from "./define";

export const softplus = defineActivation({
  kind: "softplus",
  tfjs: "softplus",
  range: "non-negative",
  help: text("log(1 + eˣ): a smooth ReLU.", "log(1 + eˣ)：平滑的 ReLU。"),
});
