import { expect, it } from "vitest";
import { barsOf } from "./histogram";

it("gives every bin a bar whose height is its share of the tallest", () => {
  const distribution = { count: 7, mean: 0, deviation: 1, min: -2, max: 2, zeros: 0, nans: 0, histogram: [1, 4, 0, 2] };
  expect(barsOf(distribution, { width: 40, height: 20 })).toEqual([
    { left: 0, top: 15, width: 10, height: 5, from: -2, to: -1, count: 1 },
    { left: 10, top: 0, width: 10, height: 20, from: -1, to: 0, count: 4 },
    { left: 20, top: 20, width: 10, height: 0, from: 0, to: 1, count: 0 },
    { left: 30, top: 10, width: 10, height: 10, from: 1, to: 2, count: 2 },
  ]);
});

it("has no bars for no numbers", () => {
  expect(barsOf({ count: 0, mean: 0, deviation: 0, min: 0, max: 0, zeros: 0, nans: 0, histogram: [] }, { width: 40, height: 20 })).toEqual([]);
});
