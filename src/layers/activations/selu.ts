import { text } from "../../schema";
import { defineActivation } from "./define";

export const selu = defineActivation({
  kind: "selu",
  tfjs: "selu",
  range: "any",
  help: text("Scaled ELU: keeps mean 0 and variance 1 through deep dense stacks.", "缩放的 ELU：在深层全连接网络中保持均值 0、方差 1。"),
});
