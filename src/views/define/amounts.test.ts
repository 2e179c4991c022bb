import { expect, test } from "vitest";
import { bytesText, flopsText } from "./amounts";

test("amounts are shown with three figures in the largest unit that fits", () => {
  expect(bytesText(132)).toBe("132 B");
  // The recipe: 1,636,146 weights of 4 bytes; Keras's summary says 6.24 MB.
  expect(bytesText(1_636_146 * 4)).toBe("6.24 MB");
  expect(bytesText(1024)).toBe("1.00 KB");
  expect(flopsText(0)).toBe("0 FLOPs");
  expect(flopsText(3_274_000)).toBe("3.27 MFLOPs");
  expect(flopsText(123_456)).toBe("123 kFLOPs");
});
