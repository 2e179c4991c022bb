import { describe, expect, it, test } from "vitest";
import { laggingAverages } from "./averages";
import type { LearningSigns } from "./collapse";
import { chanceLoss, deadOutputs, overshooting, saturated, stuck } from "./stuck";

test("the loss of guessing", () => {
  expect(chanceLoss("categorical_crossentropy", 8)).toBeCloseTo(2.0794, 4);
  expect(chanceLoss("binary_crossentropy", 1)).toBeCloseTo(0.6931, 4);
  // −(0.25·ln 0.25 + 0.75·ln 0.75).
  expect(chanceLoss("binary_crossentropy", 4)).toBeCloseTo(0.5623, 4);
  expect(chanceLoss("mean_squared_error", 1)).toBe(0.25);
  expect(chanceLoss("hinge", 3)).toBe(1);
  expect(chanceLoss("poisson", 3)).toBeUndefined();
});

/** Four samples of a net whose single sigmoid is at its end and wrong for three of them. */
const wrong: LearningSigns = {
  loss: "mean_squared_error",
  activation: "sigmoid",
  losses: Array.from({ length: 20 }, () => 0.75),
  scores: [1, 0, 1, 1],
  targets: [0, 1, 0, 1],
  outputs: 1,
  gradientNorm: 3e-9,
  learningRate: 0.01,
  probeLoss: 0.75,
  fromOutputs: true,
};

describe("outputs at their end and wrong", () => {
  it("are explained in both languages, with a loss that keeps its gradient", () => {
    const found = saturated(wrong)!;
    expect(found).toMatchObject({ kind: "collapse", remedies: ["cross-entropy", "learning-rate"] });
    for (const figure of ["75 %", "3.0e-9", "0.7500", "binary_crossentropy"]) {
      expect(found.message.en).toContain(figure);
      expect(found.message.zh).toContain(figure);
    }
  });

  it("of tanh and softmax are seen too", () => {
    expect(saturated({ ...wrong, loss: "hinge", activation: "tanh", scores: [1, -1, 1, 1], probeLoss: 1.5 })!.remedies).toEqual(["learning-rate"]);
    const rows = { outputs: 2, scores: [1, 0, 1, 0], targets: [0, 1, 0, 1] };
    expect(saturated({ ...wrong, ...rows, activation: "softmax" })!.message.en).toContain("With categorical_crossentropy the gradient would not vanish");
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["they are right", { scores: [0, 1, 0, 1], probeLoss: 0 }],
    ["they are not at the end", { scores: [0.9, 0.1, 0.9, 0.9] }],
    ["the loss is computed from logits", { fromOutputs: false }],
    ["few are wrong and a gradient is left", { scores: [1, 1, 0, 1], gradientNorm: 0.01, probeLoss: 0.25 }],
    ["the loss falls and a gradient is left", { losses: Array.from({ length: 20 }, (_, i) => 1 - i / 40), gradientNorm: 0.01 }],
  ])("are not seen where %s", (_name, change) => {
    expect(saturated({ ...wrong, ...change })).toBeNull();
  });
});

describe("relu outputs that are 0", () => {
  const dead: LearningSigns = {
    ...wrong,
    loss: "categorical_crossentropy",
    activation: "relu",
    losses: Array.from({ length: 20 }, (_, i) => 10.5 + 0.1 * (i % 2)),
    outputs: 8,
    scores: Array.from({ length: 32 }, (_, i) => (i % 8 < 3 ? 1 + i : 0)),
    targets: Array.from({ length: 32 }, (_, i) => (i % 9 === 0 ? 1 : 0)),
    gradientNorm: 0.2,
    probeLoss: 10.4,
  };

  it("are explained, with the loss of guessing", () => {
    const found = deadOutputs(dead)!;
    expect(found.remedies).toEqual(["both", "softmax", "learning-rate"]);
    expect(found.message.en).toMatch(/^5 of the 8 relu outputs are 0 .* stays at 10\.5500 .* above the 2\.0794 of mere guessing\.$/);
    expect(found.message.zh).toContain("8 个 relu 输出中有 5 个");
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["each of them is used", { scores: Array.from({ length: 32 }, () => 1) }],
    ["the loss is below that of guessing", { probeLoss: 1.9 }],
    ["the loss falls", { losses: Array.from({ length: 20 }, (_, i) => 14 - i / 4) }],
    ["another activation stands there", { activation: "softplus" }],
    ["the outputs are logits", { fromOutputs: false }],
  ])("are not told where %s", (_name, change) => {
    expect(deadOutputs({ ...dead, ...change })).toBeNull();
  });
});

describe("a net without any gradient", () => {
  it("is told, unless its loss is near its end", () => {
    const still = { ...wrong, scores: [0.5, 0.5, 0.5, 0.5], gradientNorm: 0, probeLoss: 0.25 };
    expect(stuck(still)!.message.en).toContain("The loss has stopped at 0.2500 (guessing costs 0.2500), and the gradient is 0");
    expect(stuck({ ...still, probeLoss: 0.02 })).toBeNull();
    expect(stuck({ ...still, gradientNorm: 1e-5 })).toBeNull();
    expect(stuck({ ...still, loss: "poisson" })).toBeNull();
  });
});

describe("moving averages", () => {
  const lagging: LearningSigns = { ...wrong, loss: "categorical_crossentropy", activation: "softmax", outputs: 8, losses: Array.from({ length: 20 }, () => 0.02), probeLoss: 3, averages: { momentum: 0.99, steps: 20, planned: 20 } };

  it("that have taken up little are told, with momentum 0.9 as a remedy", () => {
    const found = laggingAverages(lagging)!;
    expect(found).toMatchObject({ kind: "averages", remedies: ["momentum"] });
    // 1 − 0.99²⁰ = 0.182.
    expect(found.message.en).toContain("1 − 0.99^20 = 18 % after 20 steps");
    expect(found.message.zh).toContain("1 − 0.99^20 = 18 %");
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["the planned steps are enough", { averages: { momentum: 0.99, steps: 20, planned: 300 } }],
    ["they cost no more than the batch's figures", { probeLoss: 0.03 }],
    ["there are none", { averages: undefined as never }],
    ["hardly a step was taken", { losses: [0.02] }],
  ])("are left alone where %s", (_name, change) => {
    expect(laggingAverages({ ...lagging, ...change })).toBeNull();
  });

  it("of a quick momentum are told without that remedy", () => {
    expect(laggingAverages({ ...lagging, averages: { momentum: 0.9, steps: 6, planned: 6 } })!.remedies).toEqual([]);
  });
});

describe("a loss that jumps above chance", () => {
  // ln 2 = 0.6931: seven times as much and more.
  const jumping: LearningSigns = { ...wrong, loss: "binary_crossentropy", fromOutputs: false, gradientNorm: 2, learningRate: 3, probes: [4.9, 6.2, 5.1, 7.7, 4.8, 5.9, 5.2, 6.4] };

  it("is put down to the learning rate, in both languages", () => {
    const found = overshooting(jumping)!;
    expect(found).toMatchObject({ kind: "collapse", remedies: ["learning-rate"] });
    for (const figure of ["4.8000", "7.7000", "0.6931", "3"]) {
      expect(found.message.en).toContain(figure);
      expect(found.message.zh).toContain(figure);
    }
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["it falls steadily, however slowly", { probes: [38.8, 38.7, 38.6, 38.5, 38.4, 38.3, 38.2, 38.1] }],
    ["it falls, with jumps", { probes: [9, 9.9, 7, 7.9, 4, 4.9, 3, 3.4] }],
    ["it was near chance once", { probes: [4.9, 6.2, 1, 7.7, 4.8, 5.9, 5.2, 6.4] }],
    ["there were few looks", { probes: [4.9, 6.2, 5.1, 7.7] }],
    ["it was looked at within an epoch", { probes: undefined as never }],
    ["the rate is small already", { learningRate: 0.001 }],
    ["what guessing costs is not known", { loss: "poisson" }],
  ])("is left alone where %s", (_name, change) => {
    expect(overshooting({ ...jumping, ...change })).toBeNull();
  });
});
