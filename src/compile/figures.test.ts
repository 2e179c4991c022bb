import { expect, test } from "vitest";
import { registry } from "../schema";
import { betterOf, figureNames, metrics } from ".";

test("a figure's direction is its kind's, whatever its name ends in", () => {
  const made = registry([
    { kind: "mean_absolute_error", better: "smaller" },
    { kind: "share_without_loss", better: "larger" },
  ] as const);
  expect(["mean_absolute_error", "val_mean_absolute_error", "share_without_loss", "val_share_without_loss"].map((name) => betterOf(name, made))).toEqual(["smaller", "smaller", "larger", "larger"]);
  expect(figureNames(made)).toEqual(["val_loss", "loss", "val_mean_absolute_error", "mean_absolute_error", "val_share_without_loss", "share_without_loss"]);
});

test("a loss is better when it is smaller, and every figure has a direction", () => {
  expect([betterOf("loss"), betterOf("val_loss"), betterOf("accuracy"), betterOf("val_f1_score")]).toEqual(["smaller", "smaller", "larger", "larger"]);
  expect(figureNames()).toHaveLength(2 * (1 + metrics.kinds.length));
  for (const name of figureNames()) expect(["larger", "smaller"]).toContain(betterOf(name));
  expect(() => betterOf("val_poisson")).toThrow("no figure is called val_poisson");
});
