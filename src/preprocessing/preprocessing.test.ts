import { expect, test, vi } from "vitest";
import { defaultsOf } from "../schema";
import { encodeLabels, fitPreprocessing, flowOf, preprocessSamples, steps, type StepName, type StepSpec } from ".";

const list = (...parts: [StepName, object?][]): StepSpec[] =>
  parts.map(([kind, values], i) => ({ id: `p${i + 1}`, kind, values: { ...defaultsOf(steps.get(kind).fields), ...values } }) as StepSpec);

/** Walks over rows in batches of two, so that merging batches is tested as well. */
const inPairs = (rows: number[][]) => (visit: (values: Float32Array) => void) => {
  for (let i = 0; i < rows.length; i += 2) visit(Float32Array.from(rows.slice(i, i + 2).flat()));
};

test("z-score takes one mean and one population deviation for all values", () => {
  // 2 4 4 4 5 5 7 9: mean 5, deviation 2 (the textbook's example)
  const rows = [[2, 4], [4, 4], [5, 5], [7, 9]];
  const fitted = fitPreprocessing(list(["zscore", { per: "all" }]), [2], 2, inPairs(rows));
  expect(fitted.steps[0]!.statistics).toEqual({ mean: [5], deviation: [2] });
  expect([...preprocessSamples(fitted, Float32Array.of(2, 9))]).toEqual([-1.5, 2]);
});

test("z-score per channel keeps the channels apart, and an uneven last batch counts for what it holds", () => {
  const rows = [[1, 10], [2, 10], [6, 10]];
  const fitted = fitPreprocessing(list(["zscore", { per: "channel" }]), [2], 2, inPairs(rows));
  const { mean, deviation } = fitted.steps[0]!.statistics;
  expect(mean).toEqual([3, 10]);
  // (4 + 1 + 9) / 3
  expect(deviation![0]).toBeCloseTo(Math.sqrt(14 / 3), 12);
  expect(deviation![1]).toBe(0);
  // A channel that never varies is only centred.
  expect([...preprocessSamples(fitted, Float32Array.of(3, 12))]).toEqual([0, 2]);
});

test("statistics come from the training part alone: other samples are only moved by them", () => {
  const fitted = fitPreprocessing(list(["zscore"]), [1], 2, inPairs([[0], [2]]));
  expect([...preprocessSamples(fitted, Float32Array.of(100))]).toEqual([99]);
});

test("rescale divides, then adds: bytes come to −1…1", () => {
  const fitted = fitPreprocessing(list(["rescale", { divisor: 127.5, offset: -1 }]), [1], 2, inPairs([]));
  expect([...preprocessSamples(fitted, Float32Array.of(0, 127.5, 255))]).toEqual([-1, 0, 1]);
  const { brief, toPython } = steps.get("rescale");
  expect([{ divisor: 127.5, offset: -1 }, { divisor: 255, offset: 0 }].map((values) => [brief(values).en, toPython(values, {}, 2)])).toEqual([
    ["÷ 127.5 − 1", "x = x / 127.5 - 1"],
    ["÷ 255", "x = x / 255"],
  ]);
});

test("each step sees the samples as the steps before left them", () => {
  const fitted = fitPreprocessing(list(["rescale", { divisor: 2 }], ["zscore"]), [1], 2, inPairs([[2], [6]]));
  expect(fitted.steps[1]!.statistics).toEqual({ mean: [2], deviation: [1] });
  expect([...preprocessSamples(fitted, Float32Array.of(6))]).toEqual([1]);
});

test("one-hot puts a 1 into the column of the class, and without it the label stays a number", () => {
  const hot = fitPreprocessing(list(["onehot"]), [1], 3, inPairs([]));
  expect([...encodeLabels(hot, Uint8Array.of(2, 0))]).toEqual([0, 0, 1, 1, 0, 0]);
  expect(hot.targetShape).toEqual([3]);
  const plain = fitPreprocessing([], [1], 3, inPairs([]));
  expect([...encodeLabels(plain, Uint8Array.of(2, 0))]).toEqual([2, 0]);
  expect(plain.targetShape).toEqual([1]);
});

test("shapes are followed through the list, and a shape that cannot be is refused with both", () => {
  const flow = flowOf(list(["reshape", { shape: [-1] }], ["zscore"], ["onehot"]), [32, 32, 3], 10);
  expect(flow.sampleShape).toEqual([3072]);
  expect(flow.targetShape).toEqual([10]);
  const wrong = flowOf(list(["reshape", { shape: [3000] }]), [32, 32, 3], 10).rows[0]!.after;
  expect(wrong.ok ? "" : wrong.error.en).toBe("the 3072 values of shape (32, 32, 3) do not fit the shape (3000,)");
});

test("labels are one-hot where the step says so, not because it is a step on labels", () => {
  expect(flowOf(list(["onehot"]), [2], 3)).toMatchObject({ oneHot: true, targetShape: [3] });
  const scaled = { ...steps.get("onehot"), oneHot: false, outputShape: () => [1] };
  const get = vi.spyOn(steps, "get").mockReturnValue(scaled as ReturnType<typeof steps.get>);
  try {
    expect(flowOf([{ id: "p1", kind: "onehot", values: {} }], [2], 3)).toMatchObject({ oneHot: false, targetShape: [1] });
  } finally {
    get.mockRestore();
  }
});

test("what a step shows behind its title is a choice's label, not its value", () => {
  const brief = ({ kind, values }: StepSpec) => steps.get(kind).brief(values);
  expect(list(["zscore", { per: "all" }], ["zscore", { per: "channel" }]).map(brief)).toEqual([
    { en: "all values", zh: "全部" },
    { en: "per channel", zh: "按通道" },
  ]);
  expect(list(["rescale", { divisor: 127.5, offset: -1 }], ["reshape", { shape: [3, -1] }], ["onehot"]).map(brief)).toEqual([
    { en: "÷ 127.5 − 1", zh: "÷ 127.5 − 1" },
    { en: "(3, -1)", zh: "(3, -1)" },
    { en: "", zh: "" },
  ]);
});
