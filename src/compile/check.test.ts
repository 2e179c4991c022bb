import { describe, expect, test } from "vitest";
import { activations } from "../layers";
import { checkCompile, losses, type LossName, type LossSetting } from ".";

const yesNo: LossSetting = { output: [1], target: [1], oneHot: false, classes: 2, activation: "sigmoid" };
const hot = (classes: number, activation: LossSetting["activation"]): LossSetting => ({ output: [classes], target: [classes], oneHot: true, classes, activation });

const refusals = (loss: LossName, setting: LossSetting) => checkCompile(loss, setting).refused.map(({ path, message }) => [path.join("."), message.en]);
const withoutHot = losses.kinds.filter((loss) => loss !== "categorical_crossentropy");

describe.each(withoutHot)("%s", (loss) => {
  test("works on one output for two classes, and on one output a class", () => {
    expect(checkCompile(loss, { ...yesNo, activation: loss === "hinge" ? "tanh" : "sigmoid" })).toEqual({ refused: [], advice: [] });
    expect(refusals(loss, hot(3, "sigmoid"))).toEqual([]);
  });

  test("cannot learn from one output behind softmax, which is always 1", () => {
    const [[path, why] = [], ...others] = refusals(loss, { ...yesNo, activation: "softmax" });
    expect(others).toEqual([]);
    expect(path).toBe("layers");
    expect(why).toMatch(/^with softmax a single output is always 1, .* use sigmoid/);
  });

  test("cannot tell three classes apart by one output", () => {
    expect(refusals(loss, { ...yesNo, classes: 3 })).toEqual([["compile.loss", "one output can tell only two classes apart, but the data have 3; use one-hot labels and 3 units"]]);
  });
});

test("behind several outputs softmax is welcome", () => {
  for (const loss of losses.kinds) expect(refusals(loss, hot(2, "softmax"))).toEqual([]);
});

test("hinge asks for another activation exactly behind those that are never negative", () => {
  const advised = activations.kinds.filter((activation) => checkCompile("hinge", hot(3, activation)).advice.length > 0);
  // relu(x) ≥ 0, sigmoid and softmax lie between 0 and 1, softplus = log(1 + eˣ) > 0; elu(−1) = 1/e − 1 = −0.632.
  expect(advised.sort()).toEqual(["relu", "sigmoid", "softmax", "softplus"]);
  expect(checkCompile("hinge", hot(3, "relu")).advice[0]!.message.en).toContain("outputs of relu are never negative");
});
