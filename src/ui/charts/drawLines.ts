import { linechart } from "@tensorflow/tfjs-vis/dist/render/linechart";
import { looks } from "./look";
import { aligned, bounded, type Series } from "./series";
import { removeChart, viewOf } from "./vegaEmbed";

export interface LineChart {
  readonly series: readonly Series[];
  readonly xDomain: readonly [number, number];
  /** Begins the y axis at 0 instead of at the lowest value. */
  readonly fromZero: boolean;
  readonly logX: boolean;
  readonly width: number;
  readonly height: number;
  /** Points of each curve at most. */
  readonly detail: number;
}

/** Draws a chart with tfjs-vis, or brings the one in the element up to date. */
export async function drawLines(element: HTMLElement, { series, xDomain, fromZero, logX, width, height, detail }: LineChart): Promise<void> {
  const { x, y } = aligned(series.map(({ points }) => bounded(points, detail)));
  if (x.length === 0) return;
  const places = (has: (one: Series) => boolean | undefined): number[] => series.flatMap((one, i) => (has(one) ? [i] : []));
  looks.set(element, { x, xDomain, logX, dotted: places(({ dotted }) => dotted), dashed: places(({ provisional }) => provisional) });
  await linechart(
    element,
    { values: y.map((column) => column.map((value, i) => ({ x: x[i]!, y: value }))), series: series.map(({ id }) => id) },
    { width, height, zoomToFit: !fromZero, seriesColors: series.map(({ color }) => color) },
  );
}

/** Where the plot lies within its element, and what x a place across it stands for. */
export interface Plot {
  xAt(across: number): number;
  acrossOf(x: number): number;
  readonly top: number;
  readonly height: number;
}

export async function plotOf(element: HTMLElement): Promise<Plot | undefined> {
  const view = await viewOf(element);
  if (!view) return undefined;
  const scale = view.scale("x") as ((x: number) => number) & { invert(across: number): number };
  const [left, top] = view.origin();
  return {
    xAt: (across) => scale.invert(across - left),
    acrossOf: (x) => scale(x) + left,
    top,
    height: view.signal("height") as number,
  };
}

export { removeChart };
