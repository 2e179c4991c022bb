import type { Distribution } from "../../protocol";

const bins = 40;

/** Summary figures of numbers; those that are not finite are counted in `nans` and left out of the rest. */
export function distributionOf(values: Float32Array): Distribution {
  // Plain loops over millions of numbers: `for … of` and a test of every value twice take several times as long.
  let [sum, zeros, nans, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) {
      nans += 1;
      continue;
    }
    sum += value;
    if (value === 0) zeros += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const finite = values.length - nans;
  const mean = finite ? sum / finite : NaN;
  if (!finite) [min, max] = [NaN, NaN];
  // All equal: everything is in the first bin.
  const perUnit = max > min ? bins / (max - min) : 0;
  // One more bin, for the greatest value itself.
  const histogram = new Int32Array(bins + 1);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (nans && value - value !== 0) continue;
    const away = value - mean;
    squares += away * away;
    histogram[Math.floor((value - min) * perUnit)]! += 1;
  }
  histogram[bins - 1]! += histogram[bins]!;
  const deviation = Math.sqrt(squares / finite);
  return { count: values.length, mean, deviation, min, max, zeros, nans, histogram: [...histogram.subarray(0, bins)] };
}
