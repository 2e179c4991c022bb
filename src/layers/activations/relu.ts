import { text } from "../../schema";
import { defineActivation } from "./define";

export const relu = defineActivation({
  kind: "relu",
  tfjs: "relu",
  range: "non-negative",
  help: text("f(x) = max(0, x): the usual choice in hidden layers.", "f(x) = max(0, x)：隐藏层最常用的选择。"),
});
