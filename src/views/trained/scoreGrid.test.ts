import { expect, it } from "vitest";
import { gridPoints } from "./scoreGrid";

it("asks for the middle of every cell, from the top left", () => {
  expect([...gridPoints(2, 6)]).toEqual([-3, 3, 3, 3, -3, -3, 3, -3]);
});
