import { sizeOf, type Shape } from "../../schema";

/** True for shapes that can be looked at: [height, width], or [height, width, 1 | 3 | 4]. */
export const isPicture = (shape: Shape): boolean =>
  shape.length === 2 || (shape.length === 3 && [1, 3, 4].includes(shape[2]!));

/** Which values are black and white. Pixels as they come in files run from 0 to 255. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The smallest and largest of some values, for pictures whose pixels have been normalised. NaN is left out. */
export function rangeOf(values: ArrayLike<number>): Range {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 1 };
}

/**
 * One picture as a canvas wants it: four bytes a pixel, row by row. `values` is row-major (height, width, channel); one
 * channel becomes grey, four are taken with their opacity. Values at or below `min` are black, at or above `max` white.
 */
export function toRgba(values: ArrayLike<number>, shape: Shape, { min, max }: Range = { min: 0, max: 255 }): Uint8ClampedArray<ArrayBuffer> {
  const channels = shape[2] ?? 1;
  const pixels = sizeOf(shape) / channels;
  const factor = max > min ? 255 / (max - min) : 0;
  const rgba = new Uint8ClampedArray(pixels * 4);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 4; c++) {
      if (c === 3 && channels < 4) rgba[pixel * 4 + 3] = 255;
      else rgba[pixel * 4 + c] = (values[pixel * channels + (channels === 1 ? 0 : c)]! - min) * factor;
    }
  }
  return rgba;
}
