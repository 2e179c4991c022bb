import { text } from "../../schema";
import { defineActivation } from "./define";

export const softsign = defineActivation({
  kind: "softsign",
  tfjs: "softsign",
  range: "-1..1",
  help: text("x / (1 + |x|): like tanh, with slower tails.", "x / (1 + |x|)：类似 tanh，尾部更缓。"),
});
