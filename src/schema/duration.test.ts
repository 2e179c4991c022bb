import { expect, test } from "vitest";
import { showDuration } from ".";

test("a duration has units in both languages", () => {
  expect(showDuration(21)).toEqual({ en: "21 s", zh: "21 秒" });
  expect(showDuration(65)).toEqual({ en: "1 min 5 s", zh: "1 分钟 5 秒" });
  expect(showDuration(120)).toEqual({ en: "2 min", zh: "2 分钟" });
  expect(showDuration(3723)).toEqual({ en: "1 h 2 min", zh: "1 小时 2 分钟" });
});

test("it is rounded to the unit that is shown, and carries over", () => {
  expect(showDuration(59.6).en).toBe("1 min");
  expect(showDuration(7199).en).toBe("2 h");
  expect(showDuration(-3).en).toBe("0 s");
});

test("tenths are shown below ten seconds, where they are asked for", () => {
  expect(showDuration(4.46).en).toBe("4 s");
  expect(showDuration(4.46, true).en).toBe("4.5 s");
  expect(showDuration(9.97, true).en).toBe("10 s");
  expect(showDuration(0, true).en).toBe("0.0 s");
});
