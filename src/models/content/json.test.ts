import { expect, test } from "vitest";
import { FileRefusal } from "../refuse";
import { Float, parseJson, pythonJson, utf8 } from "./json";

test.each([
  [new Float(1), "1.0"],
  [new Float(0), "0.0"],
  [new Float(-3), "-3.0"],
  [new Float(0.001), "0.001"],
  [new Float(1e-7), "1e-7"],
  [new Float(1e21), "1e+21"],
  [1, "1"],
  [[null, 3072], "[null, 3072]"],
  [{ rate: new Float(1), units: 512, name: 'a "b"', none: undefined }, '{"rate": 1.0, "units": 512, "name": "a \\"b\\""}'],
  [{}, "{}"],
  [[{ a: 1 }], '[{"a": 1}]'],
])("%j is printed for Python as %s", (value, printed) => {
  expect(pythonJson(value)).toBe(printed);
});

test("indented text keeps shapes on one line", () => {
  expect(pythonJson({ layers: [{ shape: [null, 2] }] }, "  ")).toBe('{\n  "layers": [\n    {\n      "shape": [null, 2]\n    }\n  ]\n}');
});

test("what is printed for Python reads back as it was", () => {
  const value = { a: [1, 2.5, null, true], b: { c: "中文" } };
  expect(JSON.parse(pythonJson(value, "  "))).toEqual(value);
});

test("a float is a plain number to JavaScript's own JSON", () => {
  expect(JSON.stringify({ rate: new Float(0.4) })).toBe('{"rate":0.4}');
});

test("text that is not JSON, and bytes that are not text, are refused where they stand", () => {
  for (const source of ['{"a": ', Uint8Array.of(0x7b, 0xff, 0x7d)]) {
    expect(() => parseJson(source, ["config.json"])).toThrow(FileRefusal);
    expect(() => parseJson(source, ["config.json"])).toThrow(/not valid JSON/);
  }
  expect(parseJson(utf8('{"a": 1}'), [])).toEqual({ a: 1 });
});
