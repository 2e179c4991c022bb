import { expect, test } from "vitest";
import { edits, memoryEstimate, presets, verdictOn, type Experiment } from ".";


const preset = (id: string): Experiment => presets.find((found) => found.id === id)!.experiment;
const recipe = preset("recipe-mended");

test("the recipe on CIFAR-10, counted by hand", () => {
  const { parts, total, engine } = memoryEstimate(recipe, 60_000);
  const bytes = parts.map((part) => part.bytes);
  // 60,000 pictures of 3,072 bytes with a label each.
  expect(bytes[0]).toBe(60_000 * 3073);
  // 1,636,146 parameters with a gradient each; Adam remembers two numbers for each of them.
  expect(bytes[1]).toBe(2 * 4 * 1_636_146);
  expect(bytes[2]).toBe(2 * 4 * 1_636_146);
  expect(total).toBe(bytes.reduce((sum, part) => sum + part, 0));
  // Each of 1,000 samples leaves 3 · 512 + 3 · 120 + 2 · 10 outputs, with as many gradients, of four bytes.
  expect(bytes[3]).toBe(4 * 1000 * 2 * 1916);
  // Pictures of 3,072 numbers and ten targets, gathered and handed over.
  expect(bytes[4]).toBe(2 * 4 * 1000 * 3082);
  // The engine holds one of the two, and a little of its own; it has been seen to take 63 MB.
  expect(engine).toBe(bytes[1]! + bytes[2]! + bytes[3]! + bytes[4]! / 2 + 1.5 * 2 ** 20);
  expect(engine / 63e6).toBeGreaterThan(0.8);
  expect(engine / 63e6).toBeLessThan(1.2);
  // Two copies to go back to, and a checkpoint with Adam's memory, collected and once more while it is written; and the page itself.
  expect(bytes.slice(5)).toEqual([4 * 1_636_146 * (2 + 2 * 3), 110e6]);
  // The whole page has been seen to hold 455 MB in the middle of it, with the garbage cleared away, and 500 to 550 MB at its most.
  expect(total / 455e6).toBeGreaterThan(0.85);
  expect(total / 455e6).toBeLessThan(1.15);
  expect((4 / 3) * total).toBeGreaterThan(500e6);
  expect(verdictOn(memoryEstimate(recipe, 60_000), undefined)).toBe("fine");
});

test("points of the plane are four bytes a number, and SGD remembers nothing", () => {
  const first = preset("first-net");
  const { parts } = memoryEstimate(first, 500);
  expect(parts[0]!.bytes).toBe(500 * (2 * 4 + 1));
  expect(parts[2]!.bytes).toBe(0);
});

test("what cannot be had is told apart from what is tight", () => {
  const wide = edits.setLayerValues(recipe, recipe.layers[0]!.id, { units: 65_536 });
  // 3,072 · 65,536 weights: 805 MB, and as much for gradients and twice for Adam.
  expect(verdictOn(memoryEstimate(wide, 60_000), 8)).toBe("too much");
  // Half of that is too much for the engine, whose memory ends at 2 GiB, and not for a graphics card.
  const half = memoryEstimate(edits.setLayerValues(recipe, recipe.layers[0]!.id, { units: 36_000 }), 60_000);
  expect(half.total).toBeLessThan(4 * 2 ** 30);
  expect(verdictOn(half, 8)).toBe("too much");
  expect(verdictOn(half, 8, true)).not.toBe("too much");
  const large = edits.setLayerValues(recipe, recipe.layers[0]!.id, { units: 24_000 });
  const estimate = memoryEstimate(large, 60_000);
  expect(estimate.engine).toBeLessThan(2 * 2 ** 30);
  expect(verdictOn(estimate, 4)).toBe("tight");
  expect(verdictOn(estimate, undefined)).toBe("tight");
  expect(verdictOn(estimate, 8)).toBe("fine");
});
