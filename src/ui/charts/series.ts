/** A point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One curve of a chart. */
export interface Series {
  /** Its name in the code: letters only. */
  readonly id: string;
  /** Its name in the legend. */
  readonly name: string;
  /** Any CSS colour; with `var(--…)` it follows the theme by itself. */
  readonly color: string;
  /** In the order of x. */
  readonly points: readonly Point[];
  /** Marks every point: for few points far apart. */
  readonly dotted?: boolean;
  /** Draws it dashed and leaves it out of the legend: the part of the curve before it that is not final yet. */
  readonly provisional?: boolean;
}

/**
 * At most `most` points: neighbours are averaged where there are more. What is not finite is left out. A chart redraws
 * whole, so this bounds what an update costs.
 */
export function bounded(points: readonly Point[], most: number): readonly Point[] {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  if (finite.length <= most) return finite;
  return Array.from({ length: most }, (_, slot) => {
    const part = finite.slice(Math.floor((slot * finite.length) / most), Math.floor(((slot + 1) * finite.length) / most));
    const mean = (key: keyof Point): number => part.reduce((sum, point) => sum + point[key], 0) / part.length;
    return { x: mean("x"), y: mean("y") };
  });
}

/** Curves over one common list of x, as tfjs-vis wants them; NaN where a curve has no point. */
export function aligned(curves: readonly (readonly Point[])[]): { readonly x: readonly number[]; readonly y: readonly (readonly number[])[] } {
  const x = [...new Set(curves.flatMap((points) => points.map((point) => point.x)))].sort((a, b) => a - b);
  const y = curves.map((points) => {
    const at = new Map(points.map((point) => [point.x, point.y]));
    return x.map((place) => at.get(place) ?? NaN);
  });
  return { x, y };
}

/** The point of a curve nearest to x; undefined where it has none. */
export function nearest(points: readonly Point[], x: number): Point | undefined {
  let best: Point | undefined;
  for (const point of points) if (!best || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point;
  return best;
}

/** What a curve had come to by x: its last point up to there; undefined in front of the first. */
export const upTo = (points: readonly Point[], x: number): Point | undefined => points.findLast((point) => point.x <= x);
