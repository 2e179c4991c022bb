/** Where the plane of a plot lies on the screen: a square of side `side` units, `reach` away from 0 on every side. */
export interface Plane {
  readonly side: number;
  readonly reach: number;
}

/** From the plane to the screen: x to the right, y upwards. */
export const toScreen = ({ side, reach }: Plane, x: number, y: number): readonly [number, number] => [
  ((x + reach) / (2 * reach)) * side,
  ((reach - y) / (2 * reach)) * side,
];

/** From the screen back to the plane. */
export const fromScreen = ({ side, reach }: Plane, across: number, down: number): readonly [number, number] => [
  (across / side) * 2 * reach - reach,
  reach - (down / side) * 2 * reach,
];

/** The reach of a plot that holds all points, a whole number and at least 6 (the 2-D sets keep to −6 … 6 but for noise). */
export function reachOf(points: Float32Array): number {
  let far = 6;
  for (const value of points) if (Math.abs(value) > far) far = Math.abs(value);
  return Math.ceil(far);
}

/** Whole, evenly spaced numbers from −reach to reach, 0 among them and at most nine of them. */
export function ticks(reach: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => reach / each <= 4) ?? reach / 4;
  const most = Math.floor(reach / step);
  return Array.from({ length: 2 * most + 1 }, (_, i) => (i - most) * step);
}

/**
 * An SVG path that puts a dot on each chosen point: strokes of no length, which the line cap makes round or square. One
 * element for thousands of points.
 */
export function dots(plane: Plane, points: Float32Array, indices: Iterable<number>): string {
  let path = "";
  for (const i of indices) {
    const [across, down] = toScreen(plane, points[2 * i]!, points[2 * i + 1]!);
    path += `M${across.toFixed(1)} ${down.toFixed(1)}h0`;
  }
  return path;
}
