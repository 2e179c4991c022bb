import { describe, expect, it } from "vitest";
import { areaAverage, centreCrop, toChannels } from "./crop";

const pixel = (r: number, g: number, b: number, a = 255): number[] => [r, g, b, a];

describe("a person's own picture", () => {
  it("is cut to the middle square of a wide and of a tall picture", () => {
    const square = { width: 32, height: 32 };
    expect(centreCrop({ width: 640, height: 480 }, square)).toEqual({ left: 80, top: 0, width: 480, height: 480 });
    expect(centreCrop({ width: 10, height: 30 }, square)).toEqual({ left: 0, top: 10, width: 10, height: 10 });
  });

  it("keeps the ratio of the data's pictures", () => {
    expect(centreCrop({ width: 100, height: 100 }, { width: 20, height: 10 })).toEqual({ left: 0, top: 25, width: 100, height: 50 });
  });

  it("takes the mean of the pixels that become one", () => {
    const four = Uint8ClampedArray.from([...pixel(0, 10, 100), ...pixel(100, 10, 0), ...pixel(0, 10, 100), ...pixel(100, 50, 0)]);
    expect([...areaAverage(four, { width: 2, height: 2 }, 1, 1)]).toEqual([50, 20, 50]);
  });

  it("weighs pixels by the part that is covered", () => {
    // Three pixels become two: the middle one counts half on either side, so (0·1 + 90·½) / 1½ = 30 and (90·½ + 30·1) / 1½ = 50.
    const three = Uint8ClampedArray.from([...pixel(0, 0, 0), ...pixel(90, 90, 90), ...pixel(30, 30, 30)]);
    const [left, , , right] = areaAverage(three, { width: 3, height: 1 }, 2, 1);
    expect(left).toBeCloseTo(30, 4);
    expect(right).toBeCloseTo(50, 4);
  });

  it("repeats pixels of a picture that is smaller than the data's", () => {
    const one = Uint8ClampedArray.from(pixel(7, 8, 9));
    expect([...areaAverage(one, { width: 1, height: 1 }, 2, 1)]).toEqual([7, 8, 9, 7, 8, 9]);
  });

  it("lies before white where it is transparent", () => {
    expect([...areaAverage(Uint8ClampedArray.from(pixel(0, 0, 0, 0)), { width: 1, height: 1 }, 1, 1)]).toEqual([255, 255, 255]);
  });

  it("becomes grey for data of one channel", () => {
    // 0.299 · 100 + 0.587 · 200 + 0.114 · 50 = 153
    expect([...toChannels(Float32Array.of(100, 200, 50), [1, 1, 1])]).toEqual([153]);
    expect([...toChannels(Float32Array.of(99.6, 200, 50), [1, 1, 3])]).toEqual([100, 200, 50]);
  });
});
