import { text } from "../../schema";
import { defineActivation } from "./define";

export const linear = defineActivation({
  kind: "linear",
  tfjs: "linear",
  range: "any",
  help: text("f(x) = x: no activation.", "f(x) = x：不使用激活函数。"),
});
