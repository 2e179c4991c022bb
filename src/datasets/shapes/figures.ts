import { text, type Text } from "../../schema";

/**
 * A figure in its own coordinates: centred on 0, about 1 in radius, x to the right and y down. `distance` is below 0 inside
 * and above 0 outside, and measures about how far the nearest edge is, which is what soft edges need.
 * Formulas: I. Quilez, "2D distance functions", https://iquilezles.org/articles/distfunctions2d/.
 */
export interface Figure {
  readonly name: Text;
  distance(x: number, y: number): number;
}

const box = (x: number, y: number, halfWidth: number, halfHeight: number): number => Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);

/** Goes up and down between −period/4 and period/4; its zeros are a half period apart. */
const wave = (v: number, period: number): number => Math.abs(((((v / period) % 1) + 1.25) % 1) - 0.5) * period - period / 4;

/** The straight edge of a star between an outer corner at radius 1 and an inner one, half a point further. */
const starEdge = (() => {
  const [inner, half] = [0.45, Math.PI / 5];
  const [dx, dy] = [inner * Math.cos(half) - 1, inner * Math.sin(half)];
  const length = Math.hypot(dx, dy);
  return { half, nx: dy / length, ny: -dx / length };
})();

/** The drawn figures, in the order of their labels. */
export const figures: readonly Figure[] = [
  { name: text("disc", "圆"), distance: (x, y) => Math.hypot(x, y) - 0.9 },
  { name: text("ring", "圆环"), distance: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) - 0.22 },
  { name: text("square", "正方形"), distance: (x, y) => box(x, y, 0.8, 0.8) },
  {
    name: text("triangle", "三角形"),
    // Equal sides, a corner on top; lowered a little, so that it sits in the middle to the eye.
    distance: (x, y) => Math.max(y - 0.15, (Math.abs(x) * Math.sqrt(3) - (y - 0.15)) / 2) - 0.55,
  },
  { name: text("cross", "十字"), distance: (x, y) => Math.min(box(x, y, 1, 0.3), box(x, y, 0.3, 1)) },
  {
    name: text("star", "五角星"),
    distance(x, y) {
      const { half, nx, ny } = starEdge;
      const turn = Math.atan2(x, -y);
      const folded = Math.abs(turn - Math.round(turn / (2 * half)) * 2 * half);
      const radius = Math.hypot(x, y) / 1.1;
      return 1.1 * ((radius * Math.cos(folded) - 1) * nx + radius * Math.sin(folded) * ny);
    },
  },
  { name: text("stripes", "条纹"), distance: (x, y) => Math.max(box(x, y, 0.95, 0.95), wave(x + y, 0.95) / Math.SQRT2) },
  {
    name: text("checks", "棋盘格"),
    distance(x, y) {
      const [u, v] = [wave(x, 1), wave(y, 1)];
      // A board of 4 × 4 fields, cut a little short: at its very rim the next fields' soft edges would show.
      const edge = Math.min(Math.abs(u), Math.abs(v));
      return Math.max(box(x, y, 0.92, 0.92), u * v > 0 ? -edge : edge);
    },
  },
];
