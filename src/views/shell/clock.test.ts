import { expect, test } from "vitest";
import { clock } from "./clock";

test("a duration is shown as on a clock", () => {
  expect(clock(41)).toBe("0:41");
  expect(clock(59.6)).toBe("1:00");
  expect(clock(725)).toBe("12:05");
  expect(clock(3723)).toBe("1:02:03");
});
