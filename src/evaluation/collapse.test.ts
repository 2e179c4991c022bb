import { describe, expect, it } from "vitest";
import { explainDivergence, findCollapse, standsAtChance, type LearningSigns } from "./collapse";

const chance = Math.log(10);
const still = Array.from({ length: 20 }, () => chance);

/** The recipe after its first epoch: all ten sigmoids at 1, for every picture. */
const recipe: LearningSigns = {
  loss: "categorical_crossentropy",
  activation: "sigmoid",
  losses: still,
  scores: Array.from({ length: 30 }, () => 1),
  outputs: 10,
  gradientNorm: 0,
  innerGradientNorm: 0,
  learningRate: 0.01,
};

describe("a collapse of outputs that are divided by their sum", () => {
  it("is explained with the real figures, in both languages", () => {
    const found = findCollapse(recipe)!;
    expect(found.kind).toBe("collapse");
    expect(found.remedies).toEqual(["both", "softmax", "learning-rate"]);
    for (const figure of ["1.000", "0.100", "ln 10 = 2.3026", "20"]) {
      expect(found.message.en).toContain(figure);
      expect(found.message.zh).toContain(figure);
    }
    expect(found.message.en).toContain("All 10 sigmoid outputs");
    expect(found.message.zh).toContain("10 个 sigmoid 输出");
  });

  it("is seen at another level and another number of classes too", () => {
    const four = { ...recipe, outputs: 4, losses: still.map(() => Math.log(4)), scores: Array.from({ length: 8 }, () => 0.42) };
    expect(findCollapse(four)!.message.en).toMatch(/All 4 .* 0\.420.* 0\.250.* ln 4 = 1\.3863/);
  });

  it("offers no smaller rate to a run that has one", () => {
    expect(findCollapse({ ...recipe, learningRate: 0.001 })!.remedies).toEqual(["softmax"]);
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["the loss moves", { losses: still.map((loss, i) => loss + 0.01 * Math.sin(i)) }],
    ["the loss stands still elsewhere", { losses: still.map(() => 2.1) }],
    ["too few steps were seen", { losses: still.slice(1) }],
    ["the outputs differ", { scores: Array.from({ length: 30 }, (_, i) => (i === 7 ? 0.9 : 1)) }],
    ["a gradient is left", { gradientNorm: 0.05 }],
    ["the loss is NaN", { losses: still.map(() => NaN) }],
    ["the gradient is NaN", { gradientNorm: NaN }],
    ["the loss does not divide by the sum", { loss: "binary_crossentropy" }],
  ])("is not seen where %s", (_name, change) => {
    expect(findCollapse({ ...recipe, innerGradientNorm: 1, ...change })).toBeNull();
  });
});

describe("a net that is cut off from its input", () => {
  const dead: LearningSigns = {
    loss: "categorical_crossentropy",
    activation: "softmax",
    losses: Array.from({ length: 20 }, (_, i) => 1.09 + 0.01 * (i % 2)),
    scores: [0.5, 0.3, 0.2, 0.5, 0.3, 0.2, 0.5, 0.3, 0.2],
    outputs: 3,
    gradientNorm: 0.02,
    innerGradientNorm: 0,
    learningRate: 0.5,
  };

  it("is explained", () => {
    const found = findCollapse(dead)!;
    expect(found).toMatchObject({ kind: "collapse", remedies: ["learning-rate"] });
    expect(found.message.en).toContain("1.0950");
  });

  it.each<[string, Partial<LearningSigns>]>([
    ["the outputs follow the sample", { scores: [0.5, 0.3, 0.2, 0.4, 0.4, 0.2] }],
    ["a gradient reaches the first layers", { innerGradientNorm: 1e-4 }],
    ["only one sample was looked at", { scores: [0.5, 0.3, 0.2] }],
  ])("is not seen where %s", (_name, change) => {
    expect(findCollapse({ ...dead, ...change })).toBeNull();
  });

  it("cannot be where only one layer has weights", () => {
    const { innerGradientNorm: _left, ...shallow } = dead;
    expect(findCollapse(shallow)).toBeNull();
  });
});

it("knows a loss that stands at ln C", () => {
  expect(standsAtChance(still, 10)).toBe(true);
  expect(standsAtChance(still.slice(1), 10)).toBe(false);
  expect(standsAtChance(still, 9)).toBe(false);
});

describe("a loss that is no number", () => {
  const found = { epoch: 1, at: 7, value: NaN, loss: "mean_squared_error", activation: "linear", learningRate: 5, before: [1, 20, 3000] };

  it("is placed, with the losses before and the rate", () => {
    const { message, remedies } = explainDivergence(found);
    expect(message.en).toBe(
      "The loss became NaN in epoch 2, step 7. It was 1.00, 20.0, 3.00e+3 just before. The likely cause: with a learning rate of 5 the weights grew without bound. Try a smaller one.",
    );
    expect(message.zh).toContain("第 2 轮第 7 步");
    const behind = { ...found, value: Infinity };
    expect(explainDivergence({ ...behind, at: "validation" }).message.en).toMatch(/^The loss on the validation samples became ∞ after epoch 2\. The training loss was 1\.00, 20\.0, 3\.00e\+3 just before\./);
    expect(explainDivergence({ ...behind, at: "weights" }).message.en).toMatch(/^Some weights are no numbers any more after epoch 2\./);
    expect(remedies).toEqual(["learning-rate"]);
  });

  it("at the very first step was there before, and is not put down to the learning rate", () => {
    const { message, remedies } = explainDivergence({ ...found, epoch: 0, at: 1, before: [] });
    expect(message.en).toMatch(/^The loss became NaN in epoch 1, step 1\. It was the first step of the run: the weights or the data held values that are not finite/);
    expect(message.zh).toContain("第一步");
    expect(remedies).toEqual([]);
  });

  it("may come from a sum of outputs that is 0", () => {
    const { message, remedies } = explainDivergence({ ...found, loss: "categorical_crossentropy", activation: "relu", value: Infinity });
    expect(message.en).toContain("became ∞");
    expect(message.en).toContain("behind relu that sum can be 0");
    expect(remedies).toEqual(["softmax"]);
  });
});
