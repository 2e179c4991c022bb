import { describe, expect, it } from "vitest";
import { dealt, positionsOf, shuffled } from "./pick";
import { isPicture, rangeOf, toRgba } from "./pixels";
import { decimals } from "./useFigure";
import { dots, fromScreen, reachOf, ticks, toScreen } from "./plane";

describe("a picture on a canvas", () => {
  it("keeps the bytes of a colour picture and makes it opaque", () => {
    expect([...toRgba(Uint8Array.of(1, 2, 3, 250, 251, 252), [1, 2, 3])]).toEqual([1, 2, 3, 255, 250, 251, 252, 255]);
  });

  it("shows one channel as grey", () => {
    expect([...toRgba(Uint8Array.of(0, 128), [2, 1])]).toEqual([0, 0, 0, 255, 128, 128, 128, 255]);
  });

  it("stretches normalised values over black and white", () => {
    expect([...toRgba(Float32Array.of(-1, 0, 1), [1, 3, 1], { min: -1, max: 1 })]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
  });

  it("finds the range without NaN, and a range for nothing", () => {
    expect(rangeOf([3, NaN, -2])).toEqual({ min: -2, max: 3 });
    expect(rangeOf([NaN])).toEqual({ min: 0, max: 1 });
  });

  it("knows which shapes can be looked at", () => {
    expect([[32, 32, 3], [28, 28], [28, 28, 1], [3072], [2], [4, 4, 7]].map(isPicture)).toEqual([true, true, true, false, false, false]);
  });
});

describe("picking samples to show", () => {
  const labels = Uint8Array.of(2, 0, 2, 1, 2, 0);

  it("finds those of a class", () => {
    expect([...positionsOf(labels, 2)]).toEqual([0, 2, 4]);
    expect([...positionsOf(labels, null)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...positionsOf(labels, 7)]).toEqual([]);
  });

  it("deals every sample once before any comes again", () => {
    const all = positionsOf(labels, null);
    const deck = shuffled(all, 5);
    const pages = [0, 1].flatMap((round) => dealt(deck, 4, round));
    expect([...pages].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(dealt(deck, 4, 2)).toEqual(dealt(deck, 4, 0));
    expect(dealt(deck, 4, 1)).toEqual([deck[4], deck[5]]);
  });

  it("shuffles by the seed alone", () => {
    const hundred = Uint32Array.from({ length: 100 }, (_, i) => i);
    expect(shuffled(hundred, 5)).toEqual(shuffled(hundred, 5));
    expect(shuffled(hundred, 5)).not.toEqual(shuffled(hundred, 6));
  });

  it("deals nothing from nothing", () => {
    expect(dealt(shuffled(new Uint32Array(), 1), 3, 4)).toEqual([]);
  });
});

describe("the plane of a plot", () => {
  const plane = { side: 120, reach: 6 };

  it("puts the origin in the middle and y upwards", () => {
    expect(toScreen(plane, 0, 0)).toEqual([60, 60]);
    expect(toScreen(plane, -6, 6)).toEqual([0, 0]);
    expect(toScreen(plane, 3, -3)).toEqual([90, 90]);
  });

  it("finds the way back", () => {
    expect(fromScreen(plane, 90, 90)).toEqual([3, -3]);
  });

  it("reaches far enough for every point", () => {
    expect(reachOf(Float32Array.of(1, -2))).toBe(6);
    expect(reachOf(Float32Array.of(1, -7.2))).toBe(8);
  });

  it("has few whole ticks with 0 in the middle", () => {
    expect(ticks(6)).toEqual([-6, -4, -2, 0, 2, 4, 6]);
    expect(ticks(4)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    expect(ticks(30)).toEqual([-30, -20, -10, 0, 10, 20, 30]);
  });

  it("draws one stroke of no length for each chosen point", () => {
    expect(dots(plane, Float32Array.of(0, 0, 3, -3, 9, 9), [0, 1])).toBe("M60.0 60.0h0M90.0 90.0h0");
  });
});

it("shows about four significant digits of a figure", () => {
  expect([1234.5, -150, 2.3026, 1, 0.1, -1e-9].map(decimals)).toEqual([1, 2, 3, 3, 4, 4]);
});
