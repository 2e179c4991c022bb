import { expect, test } from "vitest";
import { rateSearchSteps, ratesOf, RateWatch, smoothed, rateAdvice } from "./rateSearch";

const rates = ratesOf(rateSearchSteps);

test("the rates go from a millionth to ten, each the same multiple of the one before", () => {
  expect(rates).toHaveLength(100);
  expect(rates[0]).toBe(1e-6);
  expect(rates.at(-1)).toBeCloseTo(10, 10);
  // Seven decades in 99 steps.
  rates.slice(1).forEach((rate, i) => expect(rate / rates[i]!).toBeCloseTo(10 ** (7 / 99), 10));
});

test("the smoothed loss begins at the first one and keeps nine tenths of what it was", () => {
  // (0.9 · 0.1 · 2 + 0.1 · 1) / (1 − 0.81) = 0.28 / 0.19
  expect(smoothed([2, 1])).toEqual([2, expect.closeTo(0.28 / 0.19, 12)]);
  smoothed([3, 3, 3]).forEach((value) => expect(value).toBeCloseTo(3, 12));
});

test("a search is given up once the loss is four times its lowest, but not by the first noise", () => {
  const early = new RateWatch();
  expect([1, 50, 80].map((loss) => early.blownUp(loss))).toEqual([false, false, false]);
  const watch = new RateWatch();
  for (let i = 0; i < 20; i++) expect(watch.blownUp(1)).toBe(false);
  // 1 → 0.9 + 0.1 · 20 = 2.9, about; → 2.6 + 2 = 4.6 > 4.
  expect(watch.blownUp(20)).toBe(false);
  expect(watch.blownUp(20)).toBe(true);
});

/** A loss that stands at 2 up to the rate `from`, falls by one per decade to `to`, and shoots up behind it. */
const ideal = (from: number, to: number): number[] =>
  rates.map((rate) => (rate <= from ? 2 : rate <= to ? 2 - Math.log10(rate / from) : 2 - Math.log10(to / from) + 5 * Math.log10(rate / to)));

test("the advice is a tenth of the rate at which the loss is lowest", () => {
  // The mean of eleven losses is lowest a little before 0.1, because the loss rises more steeply than it falls.
  const { lowest, rate } = rateAdvice(rates, ideal(1e-3, 0.1))!;
  expect(lowest).toBeGreaterThan(0.05);
  expect(lowest).toBeLessThanOrEqual(0.1);
  expect(rate).toBeCloseTo(lowest / 10, 3);
});

test("a fall that is steep early does not lead astray while the loss goes on falling", () => {
  // Down by 1 over the decade behind 1e-5, by 0.3 over the one behind 1e-2; up behind 1e-1.
  const losses = rates.map((rate) => {
    const [first, second] = [Math.log10(rate / 1e-5), Math.log10(rate / 1e-2)].map((decades) => Math.min(1, Math.max(0, decades)));
    return 3 - first! - 0.3 * second! + (rate > 0.1 ? 3 * Math.log10(rate / 0.1) : 0);
  });
  const { lowest } = rateAdvice(rates, losses)!;
  expect(lowest).toBeGreaterThan(0.04);
  expect(lowest).toBeLessThanOrEqual(0.1);
});

test("noise alone suggests nothing", () => {
  // ±0.1 in a pattern that repeats every seven losses and goes nowhere.
  const noise = [0.1, -0.05, 0.02, -0.1, 0.07, -0.04, 0];
  expect(rateAdvice(rates, rates.map((_, i) => 0.7 + noise[i % 7]!))).toBeNull();
});

test("a loss that only rises suggests nothing, and neither does a search that ended at once", () => {
  expect(rateAdvice(rates, rates.map((_, i) => 1 + i / 10))).toBeNull();
  expect(rateAdvice(rates.slice(0, 3), [1, 2, 9])).toBeNull();
});
