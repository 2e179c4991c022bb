import { text } from "../../schema";
import { defineActivation } from "./define";

export const elu = defineActivation({
  kind: "elu",
  tfjs: "elu",
  range: "any",
  help: text("x above 0, eˣ − 1 below: smooth, with a mean near 0.", "x 大于 0 时取 x，否则取 eˣ − 1：平滑，均值接近 0。"),
});
