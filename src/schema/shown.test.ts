import { expect, test } from "vitest";
import { showBytes, showShape, showTuple, shown } from ".";

test("bytes are counted in thousands, as disks and browsers count them", () => {
  expect([0, 132, 999, 4_500, 999_600, 184_320_000, 1.5e9].map(showBytes)).toEqual(["0 B", "132 B", "999 B", "4.5 kB", "1.0 MB", "184 MB", "1.5 GB"]);
});

test("shapes are written as Python prints tuples", () => {
  expect(showTuple([32, 32, 3])).toBe("(32, 32, 3)");
  expect(showTuple([8])).toBe("(8,)");
  expect(showTuple([])).toBe("()");
  expect(showShape([8])).toBe("(None, 8)");
});

test("a value from outside is cut to sixty letters, however large it is and whatever is in it", () => {
  expect(shown("relu")).toBe('"relu"');
  expect([shown(NaN), shown(undefined), shown(null), shown(12n)]).toEqual(["NaN", "undefined", "null", '"12"']);
  expect(shown({ values: new Float32Array(1e7) })).toBe('{"values":"Float32Array, 40000000 bytes"}');
  const long = shown(new Array(1e6).fill(1));
  expect(long).toHaveLength(58);
  expect(long).toBe(`[${"1,".repeat(28)}…`);
});
