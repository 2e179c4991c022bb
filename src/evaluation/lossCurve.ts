/** Losses of single steps over a whole run, thinned so that their number stays bounded. */
export interface LossCurve {
  /** `step` counts from 1 at the beginning of the run. */
  readonly points: readonly { readonly step: number; readonly loss: number }[];
  /** How many steps one point stands for. */
  readonly stride: number;
}

export const noCurve: LossCurve = { points: [], stride: 1 };

/** Charts redraw whole, so a series never grows beyond this. */
export const longestSeries = 500;

/** Adds the losses of steps up to `last`; when the curve is full every second point goes and each stands for twice as many steps. */
export function withLosses(curve: LossCurve, last: number, losses: ArrayLike<number>): LossCurve {
  let points = [...curve.points];
  let { stride } = curve;
  for (let i = 0; i < losses.length; i++) {
    const step = last - losses.length + 1 + i;
    if (step % stride !== 0) continue;
    points.push({ step, loss: losses[i]! });
    if (points.length <= longestSeries) continue;
    stride *= 2;
    const now = stride;
    points = points.filter((point) => point.step % now === 0);
  }
  return { points, stride };
}
