import { expect, test } from "vitest";
import { fitPreprocessing } from "./pipeline";
import { readFitted } from "./read";
import type { StepSpec } from "./steps";

const specs: readonly StepSpec[] = [
  { id: "a", kind: "zscore", values: { per: "channel" } },
  { id: "b", kind: "reshape", values: { shape: [-1] } },
  { id: "c", kind: "onehot", values: {} },
];
const fitted = fitPreprocessing(specs, [2, 2, 3], 4, (visit) => visit(Float32Array.from({ length: 24 }, (_, i) => i)));

type Loose = { steps: { spec: Record<string, unknown>; statistics: Record<string, unknown>; before: number[] }[]; classes: number } & Record<string, unknown>;

/** The stored form with one change, and what is refused. */
function refused(change: (copy: Loose) => void): string {
  const copy = JSON.parse(JSON.stringify(fitted)) as Loose;
  change(copy);
  const read = readFitted(copy);
  return read.ok ? "read" : read.error.map(({ path, message }) => `${path.join(".")}: ${message.en}`).join("; ");
}

test("what has another form is told in both languages", () => {
  const read = readFitted({ ...fitted, classes: "ten", steps: undefined });
  expect(read.ok ? [] : read.error.map(({ path, message }) => [path.join("."), message])).toEqual([
    ["steps", { en: "missing; expected a list", zh: "缺失；应为一个列表" }],
    ["classes", { en: 'expected a number, received "ten"', zh: '应为一个数，收到的是 "ten"' }],
  ]);
});

test("what was fitted reads back the same", () => {
  expect(readFitted(JSON.parse(JSON.stringify(fitted)))).toEqual({ ok: true, value: fitted });
  expect(readFitted(structuredClone(fitted))).toEqual({ ok: true, value: fitted });
});

test.each<readonly [string, (copy: Loose) => void, string]>([
  ["a statistic that is missing", (copy) => delete copy.steps[0]!.statistics.mean, "steps.0.statistics.mean: expected 3 numbers, received 0"],
  ["a statistic too short", (copy) => (copy.steps[0]!.statistics.deviation = [1]), "steps.0.statistics.deviation: expected 3 numbers, received 1"],
  ["a statistic that is no number", (copy) => (copy.steps[0]!.statistics.mean = [1, null, 3]), "steps.0.statistics.mean.1: expected a number, received null"],
  ["a statistic that is infinite", (copy) => (copy.steps[0]!.statistics.mean = [1, Infinity, 3]), "steps.0.statistics.mean.1: "],
  ["a step that nobody knows", (copy) => (copy.steps[1]!.spec.kind = "blur"), 'steps.1.spec.kind: unknown kind "blur"; known are '],
  ["a parameter that a step refuses", (copy) => (copy.steps[0]!.spec.values = { per: "row" }), 'steps.0.spec.values.per: expected one of all, channel, received "row"'],
  ["steps that do not fit together", (copy) => (copy.steps[1]!.spec.values = { shape: [5] }), "steps.1: the 12 values of shape (2, 2, 3) do not fit the shape (5,)"],
  ["a shape in front of a step", (copy) => (copy.steps[1]!.before = [12]), "steps.1.before: expected (None, 2, 2, 3), received (None, 12)"],
  ["the shape of a sample", (copy) => (copy.sampleShape = [13]), "sampleShape: expected (None, 12), received (None, 13)"],
  ["the number of classes", (copy) => (copy.classes = 5), "targetShape: expected (None, 5), received (None, 4)"],
  ["a sample that would fill the memory", (copy) => (copy.inputShape = [1_000_000, 1_000_000]), "inputShape: a sample of (None, 1000000, 1000000) is too large"],
])("%s is refused by name", (_what, change, expected) => {
  expect(refused(change)).toContain(expected);
});

test("what is no object at all is refused", () => {
  for (const raw of [null, 3, "steps", [], {}]) expect(readFitted(raw).ok).toBe(false);
});
