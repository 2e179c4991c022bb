import { expect, test } from "vitest";
import { integer, integers, number, readField, text, type Field } from "../schema";
import { interpretation, meant, wanted, written } from "./typed";

const help = text("help", "帮助");
const units = integer({ default: 1, min: 1, max: 64, help });
const shape = integers({ default: [-1], min: -1, max: 4096, length: null, help });
const rate = number({ default: 0.1, min: 0, max: 1, step: 0.1, help });
const read = <T>(field: Field<T>, typed: string) => readField(field, meant(field.control, typed), []);

test("numbers as people type them, also from a Chinese keyboard", () => {
  expect(read(units, " 12 ")).toEqual({ ok: true, value: 12 });
  expect(read(units, "１２")).toEqual({ ok: true, value: 12 });
  expect(read(rate, "1e-3")).toEqual({ ok: true, value: 0.001 });
  expect(read(rate, "．5")).toEqual({ ok: true, value: 0.5 });
});

const count = integer({ default: 1, min: 1, max: 65_536, help });

test("whole numbers with signs between their groups of digits, in the ways of several countries", () => {
  for (const typed of ["1,000", "1 000", "1 000", "1 000", "1.000", "1'000", "1_000", "１，０００", "1０００"]) {
    expect(read(count, typed), typed).toEqual({ ok: true, value: 1000 });
  }
  expect(read(count, "65,536")).toEqual({ ok: true, value: 65_536 });
  expect(meant(count.control, "1,234,567")).toBe(1_234_567);
  expect(meant(count.control, "1.234.567")).toBe(1_234_567);
  // No groups of three: two numbers, or a slip.
  for (const typed of ["1 2", "1,00,000", "12,34", "1,0000", "1.000,000.5", "1,", "0,001,000"]) expect(read(count, typed).ok, typed).toBe(false);
});

test("decimals with a comma or a point; of two different signs the last is the decimal one", () => {
  const any = number({ default: 0, min: -1e6, max: 1e6, step: 0.1, help });
  const cases: readonly (readonly [string, number])[] = [
    ["0,5", 0.5], ["0,001", 0.001], [",5", 0.5], ["1.000,5", 1000.5], ["1,000.5", 1000.5], ["1 000,5", 1000.5], ["-1.234.567,25", -1_234_567.25],
    ["1,5e-3", 0.0015], ["1.000", 1], ["1,000", 1000], ["12,25", 12.25], ["40%", 0.4], ["0,5 %", 0.005],
  ];
  for (const [typed, value] of cases) expect(meant(any.control, typed), typed).toBe(value);
});

test("what could have meant another number is said", () => {
  expect(interpretation(count.control, "1,000")).toBe(1000);
  expect(interpretation(count.control, "1.000")).toBe(1000);
  expect(interpretation(rate.control, "0,5")).toBe(0.5);
  for (const plainly of ["1000", "１２", " 12 ", "1e3", "", "many"]) expect(interpretation(count.control, plainly), plainly).toBeNull();
});

test("what to enter is a sentence with numbers as the page writes them", () => {
  expect(wanted(count.control)).toEqual({ en: "Enter a whole number from 1 to 65,536.", zh: "请输入 1 到 65,536 之间的整数。" });
  expect(wanted(number({ default: 0.1, min: 1e-7, max: 10, step: 0.1, help }).control).en).toBe("Enter a number from 1e-7 to 10.");
});

test("what is no number is refused with what was typed, not with NaN", () => {
  for (const typed of ["", "abc", "1.5", "Infinity", "0", "0x10", "0b1"]) {
    const found = read(units, typed);
    expect(found.ok).toBe(false);
    if (!found.ok) expect(found.error.message.en).toContain("expected a whole number from 1 to 64");
  }
  const found = read(units, "ten");
  expect(!found.ok && found.error.message.en).toBe('expected a whole number from 1 to 64, received "ten"');
  // It would have become 0.
  expect(read(rate, "1e-400").ok).toBe(false);
  expect(read(rate, "0e5")).toEqual({ ok: true, value: 0 });
});

test("a shape in any of the usual ways of writing one", () => {
  for (const typed of ["32, 32, 3", "(32, 32, 3)", "[32,32,3]", "32 32 3", "32×32×3", "32，32，3", "（32、32、3）"]) {
    expect(read(shape, typed), typed).toEqual({ ok: true, value: [32, 32, 3] });
  }
  expect(read(shape, "−1, 8")).toEqual({ ok: true, value: [-1, 8] });
  expect(read(shape, "").ok).toBe(false);
});

test("a value is written as it can be typed", () => {
  expect(written([32, 32, 3])).toBe("32, 32, 3");
  expect(written(0.001)).toBe("0.001");
  expect(read(rate, written(1e-7))).toEqual({ ok: true, value: 1e-7 });
});
