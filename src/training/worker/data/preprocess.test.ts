import { describe, expect, it } from "vitest";
import { random } from "../../../random/random";
import { readStep, type StepName, type StepSpec } from "../../../preprocessing";
import { BatchMemory, gather } from "./batches";
import { distributionOf } from "./figures";
import { fitOn } from "./fit";
import { previewPreprocessing } from "./preview";
import { pairs, tinyCifar } from "./testing";

function step(kind: StepName, values: Readonly<Record<string, unknown>> = {}, id: string = kind): StepSpec {
  const read = readStep(id, kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe("fitting", () => {
  // Columns 0, 4, 8 and 2, 6, 100.
  const data = pairs([0, 2, 4, 6, 8, 100], [200, 200]);

  it("takes the statistics from the training part only", () => {
    const all = fitOn(data, [step("zscore")]).steps[0]!.statistics;
    // (0 + 2 + 4 + 6 + 8 + 100) / 6 = 20; squares from it: 400 + 324 + 256 + 196 + 144 + 6400 = 7720.
    expect(all.mean).toEqual([20]);
    expect(all.deviation![0]).toBeCloseTo(Math.sqrt(7720 / 6), 10);
    const each = fitOn(data, [step("zscore", { per: "channel" })]).steps[0]!.statistics;
    expect(each.mean).toEqual([4, 36]);
    expect(each.deviation![0]).toBeCloseTo(Math.sqrt(32 / 3), 10);
  });

  it("takes them from the first `count` training samples, when the others are held back", () => {
    expect(fitOn(data, [step("zscore", { per: "channel" })], 2).steps[0]!.statistics).toEqual({ mean: [2, 4], deviation: [2, 2] });
  });

  it("lets every step see what the steps before leave", () => {
    const { steps } = fitOn(data, [step("rescale", { divisor: 2 }), step("zscore", { per: "channel" })], 2);
    expect(steps[1]!.statistics).toEqual({ mean: [1, 2], deviation: [1, 1] });
  });

  it("gives the shapes of samples and targets, and of what stands in front of each step", () => {
    const fitted = fitOn(tinyCifar(), [step("reshape", { shape: [-1] }), step("onehot"), step("zscore")]);
    expect(fitted).toMatchObject({ inputShape: [32, 32, 3], sampleShape: [3072], targetShape: [10], classes: 10 });
    expect(fitted.steps.map(({ before }) => before)).toEqual([[32, 32, 3], [1], [3072]]);
  });

  it("agrees with statistics taken in one go, whatever the number of samples", () => {
    for (const count of [1, 249, 250, 251, 777]) {
      const source = random(count);
      const values = Array.from({ length: 2 * count }, () => source.below(256));
      const { mean, deviation } = fitOn(pairs(values, [0, 0]), [step("zscore")]).steps[0]!.statistics;
      const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(mean![0]).toBeCloseTo(expected, 9);
      expect(deviation![0]).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / values.length), 9);
    }
  });

  it("remembers the statistics with the data, whatever ids the steps have and whatever happens to the labels", () => {
    const first = fitOn(data, [step("rescale"), step("zscore")]);
    const again = fitOn(data, [step("onehot"), step("rescale", {}, "a"), step("zscore", {}, "b")]);
    expect(again.steps[2]!.statistics).toBe(first.steps[1]!.statistics);
    expect(again.steps.map(({ spec }) => spec.id)).toEqual(["onehot", "a", "b"]);
    expect(fitOn(data, [step("rescale", { divisor: 3 }), step("zscore")]).steps[1]!.statistics).not.toEqual(first.steps[1]!.statistics);
    expect(fitOn(data, [step("rescale"), step("zscore")], 2).steps[1]!.statistics).not.toEqual(first.steps[1]!.statistics);
  });

  it("refuses steps that do not fit together, and names the one", () => {
    expect(() => fitOn(data, [step("zscore"), step("reshape", { shape: [3] })])).toThrow("Step 2, Reshape: the 2 values of shape (2,) do not fit the shape (3,)");
  });
});

describe("figures", () => {
  it("are those of the numbers, in 40 bins from the least to the greatest", () => {
    const { histogram, ...figures } = distributionOf(Float32Array.of(0, 40, 10, 0, 39.5, 20));
    // Mean 109.5 / 6 = 18.25; squares 2 · 333.0625 + 473.0625 + 68.0625 + 451.5625 + 3.0625 = 1661.875.
    expect(figures).toEqual({ count: 6, mean: 18.25, deviation: Math.sqrt(1661.875 / 6), min: 0, max: 40, zeros: 2, nans: 0 });
    expect(histogram).toHaveLength(40);
    expect(Object.fromEntries(histogram.map((n, bin) => [bin, n] as const).filter(([, n]) => n))).toEqual({ 0: 2, 10: 1, 20: 1, 39: 2 });
  });

  it("leave out and count what is no number", () => {
    expect(distributionOf(Float32Array.of(1, NaN, 3, Infinity))).toMatchObject({ count: 4, mean: 2, deviation: 1, min: 1, max: 3, nans: 2 });
    expect(distributionOf(Float32Array.of(NaN))).toMatchObject({ count: 1, mean: NaN, nans: 1 });
  });

  it("of equal numbers are all in the first bin", () => {
    const { histogram, deviation } = distributionOf(Float32Array.of(5, 5, 5));
    expect([deviation, histogram[0], Math.max(...histogram.slice(1))]).toEqual([0, 3, 0]);
  });
});

describe("the preview", () => {
  const data = pairs([0, 2, 4, 6], [8, 16]);
  const steps = [step("rescale", { divisor: 2 }, "half"), step("onehot", {}, "targets"), step("zscore", { per: "channel" }, "z")];
  const preview = previewPreprocessing(data, steps);

  it("shows both parts before the first step and behind every step on the samples", () => {
    expect(preview.before.train).toMatchObject({ count: 4, mean: 3, min: 0, max: 6, zeros: 1 });
    expect(preview.before.test).toMatchObject({ count: 2, mean: 12, min: 8, max: 16 });
    const [half, targets, z] = preview.after;
    expect(half).toMatchObject({ id: "half", train: { mean: 1.5, max: 3 }, test: { mean: 6, max: 8 } });
    expect(targets).toEqual({ id: "targets" });
    // Columns 0, 2 and 1, 3 have means 1 and 2 and deviations 1 and 1; the test sample (4, 8) becomes (3, 6).
    expect(z).toMatchObject({ id: "z", train: { mean: 0, deviation: 1, min: -1, max: 1 }, test: { mean: 4.5, min: 3, max: 6 } });
  });

  it("follows the first training sample through, and leaves the data as they were", () => {
    expect(preview.example).toEqual({
      raw: { indices: [0], shape: [2], values: Uint8Array.of(0, 2), labels: Uint8Array.of(0) },
      values: Float32Array.of(-1, -1),
      target: [1, 0],
    });
    expect([...data.train.samples]).toEqual([0, 2, 4, 6]);
  });

  it("has its figures from 2,000 samples, spread evenly, and its statistics from all", () => {
    // 0 for the first half of 6,000 samples, 90 for the second; the very last, which the figures leave out, is 250.
    const values = Array.from({ length: 12_000 }, (_, i) => (i < 6_000 ? 0 : i < 11_998 ? 90 : 250));
    const { before, fitted } = previewPreprocessing(pairs(values, [0, 0]), [step("zscore")]);
    expect(before.train).toMatchObject({ count: 4_000, mean: 45, max: 90, zeros: 2_000 });
    expect(fitted.steps[0]!.statistics.mean![0]).toBeCloseTo((5_998 * 90 + 2 * 250) / 12_000, 10);
  });
});

describe("the preview of a split", () => {
  it("leaves what is held back out of statistics and figures", () => {
    // Samples (0, 2), (4, 6) are trained on, (100, 200) is held back: column means 2 and 4, deviations 2 and 2.
    const { fitted, before, after } = previewPreprocessing(pairs([0, 2, 4, 6, 100, 200], [6, 8]), [step("zscore", { per: "channel" }, "z")], 2);
    expect(fitted.steps[0]!.statistics).toEqual({ mean: [2, 4], deviation: [2, 2] });
    expect(before.train).toMatchObject({ count: 4, mean: 3, min: 0, max: 6 });
    // (6 − 2) / 2 and (8 − 4) / 2.
    expect(after[0]).toMatchObject({ id: "z", train: { mean: 0, deviation: 1, min: -1, max: 1 }, test: { mean: 2, deviation: 0 } });
  });
});

describe("a batch", () => {
  const data = pairs([0, 2, 4, 6, 8, 10], [20, 30]);
  const fitted = fitOn(data, [step("rescale", { divisor: 2 }), step("onehot")]);

  it("has the samples in the order asked for, preprocessed, with their targets", () => {
    const batch = gather(data, "train", [2, 0, 2], fitted);
    expect(batch).toEqual({ samples: Float32Array.of(4, 5, 0, 1, 4, 5), targets: Float32Array.of(1, 0, 1, 0, 1, 0) });
    expect(gather(data, "test", Uint32Array.of(0), fitted).samples).toEqual(Float32Array.of(10, 15));
    expect([...data.train.samples]).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it("is the caller's to keep, unless it shares its memory with the next", () => {
    const kept = gather(data, "train", [0, 1], fitted);
    gather(data, "train", [2, 2], fitted);
    expect([...kept.samples]).toEqual([0, 1, 2, 3]);

    const memory = new BatchMemory();
    const first = gather(data, "train", [0, 1], fitted, memory);
    const second = gather(data, "train", [2], fitted, memory);
    expect(second.samples.buffer).toBe(first.samples.buffer);
    expect([...second.samples]).toEqual([4, 5]);
  });

  it("without one-hot labels has the class numbers as targets", () => {
    expect(gather(data, "train", [0, 1], fitOn(data, [])).targets).toEqual(Float32Array.of(0, 1));
  });
});
