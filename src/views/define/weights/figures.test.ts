import { expect, test } from "vitest";
import { gridOf, lookAt, looking, portion } from "./figures";

test("mean, deviation and range of 1, 2, 3, 4, worked out by hand", () => {
  const { figures } = lookAt(Float32Array.of(1, 2, 3, 4));
  expect(figures).toMatchObject({ count: 4, nans: 0, mean: 2.5, min: 1, max: 4 });
  // √((2.25 + 0.25 + 0.25 + 2.25) / 4)
  expect(figures.deviation).toBeCloseTo(Math.sqrt(1.25), 12);
});

test("a far offset does not spoil the deviation", () => {
  expect(lookAt(Float32Array.of(1e6, 1e6 + 1, 1e6 + 2)).figures.deviation).toBeCloseTo(Math.sqrt(2 / 3), 9);
});

test("NaN and infinity are counted and left out of the rest", () => {
  expect(lookAt(Float32Array.of(NaN, 1, Infinity, 3)).figures).toMatchObject({ count: 4, nans: 2, mean: 2, min: 1, max: 3 });
  expect(lookAt(Float32Array.of(NaN)).figures).toMatchObject({ nans: 1, mean: NaN });
});

test("every finite value falls into one bin, the largest into the last", () => {
  // Few numbers have eight bars, here of 1/8: 0.1 is in the first, 0.5 begins the fifth, 0.99 is in the last.
  expect(lookAt(Float32Array.of(0, 0.1, 0.5, 0.99, 1, NaN)).counts).toEqual([2, 0, 0, 0, 1, 0, 0, 2]);
});

test("values that are all the same stand in the middle", () => {
  expect(lookAt(Float32Array.of(0, 0, 0)).counts).toEqual([0, 0, 0, 0, 3, 0, 0, 0]);
});

test("a large weight is looked at in portions, with the same result as in one go", () => {
  // −1 and 1 in turn, over two portions and one number more, which is 3.
  const n = 2 * portion + 1;
  const values = Float32Array.from({ length: n }, (_, i) => (i === n - 1 ? 3 : i % 2 ? 1 : -1));
  const work = looking(values);
  let pauses = 0;
  let step = work.next();
  for (; !step.done; step = work.next()) pauses++;
  // Between its three portions twice, and in front of each portion of the histogram.
  expect(pauses).toBe(5);
  expect(step.value).toEqual(lookAt(values));
  expect(step.value.figures).toMatchObject({ count: n, min: -1, max: 3, nans: 0 });
  expect(step.value.figures.mean).toBeCloseTo(3 / n, 12);
  // 40 bars from −1 to 3, ten to the unit: −1 in the first, 1 in the 21st, 3 in the last.
  expect(Object.fromEntries(step.value.counts.map((count, bar) => [bar, count] as const).filter(([, count]) => count))).toEqual({ 0: portion, 20: portion, 39: 1 });
});

test("a kernel of 3×3×2×4 is 18 rows of 4, counted in row-major order", () => {
  const grid = gridOf([3, 3, 2, 4]);
  expect([grid.rows, grid.columns]).toEqual([18, 4]);
  expect(grid.indexOf(0)).toEqual([0, 0, 0]);
  // 7 = 1·(3·2) + 0·2 + 1
  expect(grid.indexOf(7)).toEqual([1, 0, 1]);
  expect(gridOf([5])).toMatchObject({ rows: 1, columns: 5 });
});
