import { text } from "../schema";
import { definePoints, within } from "./points";

export const spiral = definePoints({
  kind: "spiral",
  title: text("Spiral", "螺旋"),
  help: text("Two arms wound around each other: needs more units and more epochs.", "两条互相缠绕的旋臂：需要更多神经元和轮数。"),
  place(i, n, noise, random) {
    const label = (i % 2) as 0 | 1;
    const along = Math.floor(i / 2) / Math.max(1, n / 2);
    const angle = 1.75 * along * 2 * Math.PI + (label ? 0 : Math.PI);
    return [5 * along * Math.sin(angle) + within(random, noise), 5 * along * Math.cos(angle) + within(random, noise), label];
  },
});
