import { expect, test } from "vitest";
import { dropPlace } from "./dragged";

const cards = [
  { top: 100, bottom: 160 },
  { top: 180, bottom: 240 },
];

test("a drop goes before the first card whose middle is below the pointer", () => {
  expect(dropPlace(cards, 90)).toBe(0);
  expect(dropPlace(cards, 129)).toBe(0);
  expect(dropPlace(cards, 131)).toBe(1);
  expect(dropPlace(cards, 209)).toBe(1);
  expect(dropPlace(cards, 211)).toBe(2);
  expect(dropPlace([], 300)).toBe(0);
});
