import type { Shape } from "../../schema";

/** A rectangle of a source picture, in pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest rectangle in the middle of a picture that has the sides' ratio of `height` to `width`. */
export function centreCrop(source: { readonly width: number; readonly height: number }, target: { readonly width: number; readonly height: number }): Crop {
  const scale = Math.min(source.width / target.width, source.height / target.height);
  const [width, height] = [target.width * scale, target.height * scale];
  return { left: (source.width - width) / 2, top: (source.height - height) / 2, width, height };
}

/**
 * Shrinks or enlarges a picture to width × height: every new pixel is the mean of the area that it covers, weighted by
 * coverage and opacity, before white where it is transparent. Browsers scale each in their own way; this gives the same
 * numbers everywhere. `rgba` has four bytes a pixel, the result three numbers from 0 to 255, row by row.
 */
export function areaAverage(rgba: Uint8ClampedArray, from: { readonly width: number; readonly height: number }, width: number, height: number): Float32Array {
  const rgb = new Float32Array(width * height * 3);
  const columns = covered(from.width, width);
  const rows = covered(from.height, height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const sum = [0, 0, 0];
      let area = 0;
      for (const [fromY, shareY] of row) {
        for (const [fromX, shareX] of column) {
          const at = (fromY * from.width + fromX) * 4;
          const weight = shareX * shareY;
          const opaque = rgba[at + 3]! / 255;
          for (let c = 0; c < 3; c++) sum[c]! += weight * (rgba[at + c]! * opaque + 255 * (1 - opaque));
          area += weight;
        }
      }
      for (let c = 0; c < 3; c++) rgb[(y * width + x) * 3 + c] = sum[c]! / area;
    });
  });
  return rgb;
}

/** Which of `from` old pixels each of `to` new ones covers along one side, and how much of each. */
function covered(from: number, to: number): readonly (readonly [position: number, share: number])[][] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [begin, end] = [i * step, (i + 1) * step];
    const shares: [number, number][] = [];
    for (let at = Math.floor(begin); at < Math.min(from, end); at++) {
      const share = Math.min(end, at + 1) - Math.max(begin, at);
      if (share > 1e-9) shares.push([at, share]);
    }
    return shares;
  });
}

/** Colours to the channels that the data have: three as they are, one as luma (ITU-R BT.601), four with full opacity. Bytes. */
export function toChannels(rgb: Float32Array, shape: Shape): Uint8Array {
  const channels = shape[2] ?? 1;
  const pixels = rgb.length / 3;
  const bytes = new Uint8Array(pixels * channels);
  for (let i = 0; i < pixels; i++) {
    const [r, g, b] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
    const values = channels === 1 ? [0.299 * r + 0.587 * g + 0.114 * b] : [r, g, b, 255];
    for (let c = 0; c < channels; c++) bytes[i * channels + c] = Math.round(values[c]!);
  }
  return bytes;
}
