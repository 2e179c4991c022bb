import type { Distribution } from "../../training/protocol";

/** One bar of a histogram, in the units of the drawing; `from` and `to` are the values that it counts. */
export interface Bar {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The bars of a distribution in a drawing of the given size; the tallest bar fills it. Empty bins have no height. */
export function barsOf({ histogram, min, max }: Distribution, size: { readonly width: number; readonly height: number }): Bar[] {
  const most = Math.max(1, ...histogram);
  const width = size.width / Math.max(1, histogram.length);
  const step = (max - min) / Math.max(1, histogram.length);
  return histogram.map((count, i) => {
    const height = (count / most) * size.height;
    return { left: i * width, top: size.height - height, width, height, from: min + i * step, to: min + (i + 1) * step, count };
  });
}
