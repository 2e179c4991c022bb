import { text } from "../schema";
import { definePoints } from "./points";

export const moons = definePoints({
  kind: "moons",
  title: text("Two moons", "双月"),
  help: text("Two interlocking half circles.", "两个相互交错的半圆。"),
  place(i, _n, noise, random) {
    const label = (i % 2) as 0 | 1;
    const angle = Math.PI * random.uniform();
    const [x, y] = label ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
    const stray = noise * 1.2;
    return [(x - 0.5) * 3 + stray * random.normal(), (y - 0.25) * 3 + stray * random.normal(), label];
  },
});
