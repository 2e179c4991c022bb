import { expect, test } from "vitest";
import { flopsText } from "./amounts";

test("amounts are shown with three figures in the largest unit that fits", () => {
  expect(flopsText(0)).toBe("0 FLOPs");
  expect(flopsText(3_274_000)).toBe("3.27 MFLOPs");
  expect(flopsText(123_456)).toBe("123 kFLOPs");
});
