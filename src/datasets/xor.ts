import { text } from "../schema";
import { definePoints, within } from "./points";

export const xor = definePoints({
  kind: "xor",
  title: text("XOR", "异或"),
  help: text("Opposite quarters belong to the same class: no straight line can separate the classes.", "对角的象限属于同一类：任何直线都无法把两类分开。"),
  place(i, _n, noise, random) {
    // A gap along the axes keeps the classes apart without noise. Every quarter gets as many points as the next.
    const away = (): number => 0.3 + 5 * random.uniform();
    const [x, y] = [away() * (i & 1 ? -1 : 1), away() * (i & 2 ? -1 : 1)];
    return [x + within(random, noise * 2), y + within(random, noise * 2), x * y > 0 ? 1 : 0];
  },
});
