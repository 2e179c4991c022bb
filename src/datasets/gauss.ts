import { text } from "../schema";
import { definePoints } from "./points";

export const gauss = definePoints({
  kind: "gauss",
  title: text("Two clouds", "两个高斯分布"),
  help: text("Two round clouds: a single unit is enough.", "两团圆形的点：一个神经元就够了。"),
  place(i, _n, noise, random) {
    const label = (i % 2) as 0 | 1;
    const centre = label ? 2 : -2;
    const deviation = 0.7 + 2.3 * noise;
    return [centre + deviation * random.normal(), centre + deviation * random.normal(), label];
  },
});
