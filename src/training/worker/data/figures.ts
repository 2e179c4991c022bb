import type { Distribution } from "../../protocol";

const bins = 40;

/** Summary figures of numbers; those that are not finite are counted in `nans` and left out of the rest. */
export function distributionOf(values: Float32Array): Distribution {
  let [sum, zeros, nans, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) {
      nans += 1;
      continue;
    }
    sum += value;
    if (value === 0) zeros += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const finite = values.length - nans;
  const histogram = new Array<number>(bins).fill(0);
  if (!finite) return { count: values.length, mean: NaN, deviation: NaN, min: NaN, max: NaN, zeros, nans, histogram };
  const mean = sum / finite;
  // All equal: everything is in the first bin.
  const perUnit = max > min ? bins / (max - min) : 0;
  let squares = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) * (value - mean);
    histogram[Math.min(bins - 1, Math.floor((value - min) * perUnit))]! += 1;
  }
  return { count: values.length, mean, deviation: Math.sqrt(squares / finite), min, max, zeros, nans, histogram };
}
