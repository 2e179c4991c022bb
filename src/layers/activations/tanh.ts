import { text } from "../../schema";
import { defineActivation } from "./define";

export const tanh = defineActivation({
  kind: "tanh",
  tfjs: "tanh",
  range: "-1..1",
  help: text("Hyperbolic tangent: between −1 and 1, centred on 0.", "双曲正切：在 −1 到 1 之间，以 0 为中心。"),
});
