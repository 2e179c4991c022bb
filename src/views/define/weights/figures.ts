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

/** Numbers that are looked at in one go: a few milliseconds' worth, after which others may have the thread. */
export const portion = 1 << 18;

/** What a card shows of a weight: the figures, and how many values fall into each bar of the histogram. */
export interface WeightLook {
  readonly figures: WeightFigures;
  readonly counts: readonly number[];
}

/** The figures, then the histogram, in portions: whoever runs this decides what happens between them. */
export function* looking(values: Float32Array): Generator<undefined, WeightLook> {
  const figures = yield* figuring(values);
  return { figures, counts: yield* counting(values, figures, barsFor(figures.count)) };
}

/** As many bars as the square root of the numbers: few numbers do not look like noise. */
const barsFor = (count: number): number => Math.max(8, Math.min(40, Math.ceil(Math.sqrt(count))));

/** Everything in one go: for weights of no more than a portion. */
export function lookAt(values: Float32Array): WeightLook {
  const work = looking(values);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** One pass in double precision by Welford's method: no sum of squares that cancels out. */
function* figuring(values: Float32Array): Generator<undefined, WeightFigures> {
  let [n, mean, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let from = 0; from < values.length; from += portion) {
    if (from) yield;
    for (const value of values.subarray(from, from + portion)) {
      if (!Number.isFinite(value)) continue;
      n++;
      const away = value - mean;
      mean += away / n;
      squares += away * (value - mean);
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  const nans = values.length - n;
  if (n === 0) return { count: values.length, nans, mean: NaN, deviation: NaN, min: NaN, max: NaN };
  return { count: values.length, nans, mean, deviation: Math.sqrt(squares / n), min, max };
}

/** How many values fall into each of `bins` equal parts of min … max. */
function* counting(values: Float32Array, { count, nans, min, max }: WeightFigures, bins: number): Generator<undefined, readonly number[]> {
  const counts = new Array<number>(bins).fill(0);
  if (!(max > min)) {
    if (min === max) counts[Math.floor(bins / 2)] = count - nans;
    return counts;
  }
  const factor = bins / (max - min);
  for (let from = 0; from < values.length; from += portion) {
    yield;
    for (const value of values.subarray(from, from + portion)) {
      if (Number.isFinite(value)) counts[Math.min(bins - 1, Math.floor((value - min) * factor))]!++;
    }
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
