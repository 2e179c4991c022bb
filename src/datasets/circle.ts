import { text } from "../schema";
import { definePoints, within } from "./points";

const radius = 5;

export const circle = definePoints({
  kind: "circle",
  title: text("Circle", "同心圆"),
  help: text("One class in the middle, the other in a ring around it.", "一类在中间，另一类在外围成一圈。"),
  place(i, _n, noise, random) {
    const inside = i % 2 === 0;
    const distance = radius * (inside ? 0.5 * random.uniform() : 0.7 + 0.3 * random.uniform());
    const angle = 2 * Math.PI * random.uniform();
    const stray = noise * radius * 0.4;
    return [distance * Math.sin(angle) + within(random, stray), distance * Math.cos(angle) + within(random, stray), inside ? 1 : 0];
  },
});
