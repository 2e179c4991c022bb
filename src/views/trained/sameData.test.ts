import { expect, it } from "vitest";
import { edits, presets } from "../../experiment";
import { sameData } from "./sameData";

const points = presets.find(({ id }) => id === "first-net")!.experiment;
const recipe = presets.find(({ id }) => id === "recipe")!.experiment;
const convnet = presets.find(({ id }) => id === "convnet")!.experiment;

it("takes experiments on the same files for the same data, whatever the seed", () => {
  expect(sameData(recipe, convnet)).toBe(true);
  expect(sameData(recipe, edits.setSeed(convnet, 7))).toBe(true);
  expect(sameData(recipe, points)).toBe(false);
});

it("tells drawn data apart by their settings and their seed", () => {
  expect(sameData(points, edits.rename(points, "other"))).toBe(true);
  expect(sameData(points, edits.setSeed(points, 7))).toBe(false);
  const noisier = edits.setDataset(points, { kind: "circle", values: { size: 500, noise: 0.3, test_share: 0.5 } });
  expect(sameData(points, noisier)).toBe(false);
});
