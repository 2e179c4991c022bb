/** Summary figures of a weight's values. NaN and infinite ones are counted and left out of the rest. */
export interface WeightFigures {
  readonly count: number;
  readonly nans: number;
  readonly mean: number;
  /** Population standard deviation, as NumPy's std. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/** One pass in double precision by Welford's method: no sum of squares that cancels out. */
export function figuresOf(values: Float32Array): WeightFigures {
  let [n, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    n++;
    const away = value - mean;
    mean += away / n;
    squares += away * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const nans = values.length - n;
  if (n === 0) return { count: values.length, nans, mean: NaN, deviation: NaN, min: NaN, max: NaN };
  return { count: values.length, nans, mean, deviation: Math.sqrt(squares / n), min, max };
}

/** How many values fall into each of `bins` equal parts of min … max. */
export function histogramOf(values: Float32Array, { min, max }: WeightFigures, bins: number): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  if (!(max > min)) {
    if (min === max) counts[Math.floor(bins / 2)] = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
    return counts;
  }
  const factor = bins / (max - min);
  for (const value of values) {
    if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - min) * factor))]!++;
  }
  return counts;
}

/** A weight as a table: the last axis across, all others down. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** The index of a row along the axes that go down: `[2, 0]`. */
  readonly indexOf: (row: number) => readonly number[];
}

export function gridOf(shape: readonly number[]): Grid {
  const down = shape.slice(0, -1);
  const columns = shape.at(-1) ?? 1;
  return {
    rows: down.reduce((product, side) => product * side, 1),
    columns,
    indexOf(row) {
      const index: number[] = [];
      for (const side of [...down].reverse()) {
        index.unshift(row % side);
        row = Math.floor(row / side);
      }
      return index;
    },
  };
}
