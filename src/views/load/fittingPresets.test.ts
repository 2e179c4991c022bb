import { expect, it } from "vitest";
import { edits, presets } from "../../experiment";
import { fittingPresets } from "./fittingPresets";

const [firstNet, recipe] = ["first-net", "recipe"].map((id) => presets.find((preset) => preset.id === id)!.experiment) as [
  (typeof presets)[number]["experiment"],
  (typeof presets)[number]["experiment"],
];

it("offers for pictures what is made for pictures, with the document's own data and seed", () => {
  const doc = edits.setSeed(edits.setDataset(firstNet, recipe.dataset), 7);
  const found = fittingPresets(doc);
  expect(found.map(({ id }) => id)).toEqual(["recipe", "recipe-mended", "convnet"]);
  expect(found.every(({ experiment }) => experiment.dataset === doc.dataset && experiment.seed === 7)).toBe(true);
});

it("offers for points what is made for points, whichever points they are", () => {
  const doc = edits.setDataset(recipe, { kind: "spiral", values: { size: 300, noise: 0.2, test_share: 0.5 } });
  expect(fittingPresets(doc).map(({ id }) => id)).toEqual(["first-net"]);
});
