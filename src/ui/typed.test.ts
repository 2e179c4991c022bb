import { expect, test } from "vitest";
import { integer, integers, number, readField, text, type Field } from "../schema";
import { meant, written } from "./typed";

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

test("what is no number is refused with what was typed, not with NaN", () => {
  for (const typed of ["", "abc", "1.5", "Infinity", "0"]) {
    const found = read(units, typed);
    expect(found.ok).toBe(false);
    if (!found.ok) expect(found.error.message.en).toContain("expected a whole number from 1 to 64");
  }
  const found = read(units, "ten");
  expect(!found.ok && found.error.message.en).toBe('expected a whole number from 1 to 64, received "ten"');
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
