import { text as both, type Control, type Text } from "../schema";

/** A value as it stands in a text box. */
export function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

/** Digits and signs of a Chinese keyboard in full width mean the same. */
const narrow = (typed: string): string => typed.normalize("NFKC").trim().replace("−", "-");

/** A number of our own kind of writing: `0x10` is none, though JavaScript reads it. */
const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Groups of three digits with one sign between them: `1,000`, `1 000`, `1'000`, `1_000`, `1.000.000`. */
const grouped = /^[+-]?[1-9]\d{0,2}(?:([,.' _’])\d{3})(?:\1\d{3})*$/;

/**
 * A number as people write it, and whether it had to be interpreted: signs between groups of three digits are left out,
 * and of two different signs the last is the decimal one (`1.000,5` and `1,000.5` are the same). A single comma
 * before three digits groups them, as the page itself writes them; a single point does so only where a whole number is
 * asked for. A single comma before any other number of digits is a decimal one. `40%` is 0.4. Null where it is no number.
 */
function readNumber(typed: string, whole: boolean): { readonly value: number; readonly interpreted: boolean } | null {
  const plain = narrow(typed);
  if (plain === "") return null;
  if (plain.endsWith("%")) {
    const part = readNumber(plain.slice(0, -1), false);
    return part && { value: Number((part.value / 100).toPrecision(15)), interpreted: true };
  }
  if (!(whole && grouped.test(plain)) && decimalNumber.test(plain)) {
    const value = Number(plain);
    // Too small for any number of the computer: it would become 0 without a word.
    return value === 0 && /^[^e]*[1-9]/i.test(plain) ? null : { value, interpreted: false };
  }
  const decimal = decimalSign(plain, whole);
  // In a whole number a comma that groups nothing is a slip, or a number that is not finished yet.
  if (whole && decimal === ",") return null;
  const at = decimal === null ? -1 : plain.lastIndexOf(decimal);
  const [head, tail] = at < 0 ? [plain, ""] : [plain.slice(0, at), plain.slice(at + 1)];
  if (!(grouped.test(head) || /^[+-]?\d*$/.test(head)) || !/^(\d+(e[+-]?\d+)?)?$/i.test(tail) || (at >= 0 && tail === "")) return null;
  const value = Number(`${head.replace(/[,.' _’]/g, "")}${tail && `.${tail}`}`);
  return Number.isNaN(value) ? null : { value, interpreted: true };
}

/** The sign that stands before the decimals, or null where there are none. */
function decimalSign(plain: string, whole: boolean): "," | "." | null {
  const [comma, point] = [plain.lastIndexOf(","), plain.lastIndexOf(".")];
  if (comma >= 0 && point >= 0) return comma > point ? "," : ".";
  if (grouped.test(plain) && (comma >= 0 || whole || plain.split(".").length > 2)) return null;
  return comma >= 0 ? "," : point >= 0 ? "." : null;
}

const isWhole = ({ type }: Control): boolean => type === "integer" || type === "integers";

/** What a person typed, as the value that they meant; the text itself where it means no value. The field judges it. */
export function meant(control: Control, text: string): unknown {
  if (control.type === "integers") {
    const parts = text.replace(/[()[\]（）]/g, " ").split(/[\s,，、×x*]+/).filter(Boolean);
    return parts.length ? parts.map((part) => readNumber(part, false)?.value ?? part) : text;
  }
  return readNumber(text, isWhole(control))?.value ?? text;
}

/** The value that `text` was taken for, where it could have meant another; null where there is nothing to say. */
export function interpretation(control: Control, text: string): number | null {
  if (control.type !== "integer" && control.type !== "number") return null;
  const read = readNumber(text, isWhole(control));
  return read?.interpreted ? read.value : null;
}

/** A limit as the page writes numbers: `65,536`, `0.5`, `1e-7`. */
const limit = (value: number): string => (Math.abs(value) >= 1000 ? value.toLocaleString("en-US") : String(value));

/** What to type into a box, as a sentence. */
export function wanted(control: Control): Text {
  switch (control.type) {
    case "integer":
      return both(`Enter a whole number from ${limit(control.min)} to ${limit(control.max)}.`, `请输入 ${limit(control.min)} 到 ${limit(control.max)} 之间的整数。`);
    case "number":
      return both(`Enter a number from ${limit(control.min)} to ${limit(control.max)}.`, `请输入 ${limit(control.min)} 到 ${limit(control.max)} 之间的数。`);
    case "integers":
      return both(
        `Enter whole numbers from ${limit(control.min)} to ${limit(control.max)}, separated by commas.`,
        `请输入 ${limit(control.min)} 到 ${limit(control.max)} 之间的整数，用逗号分隔。`,
      );
    case "boolean":
    case "choice":
      return both("Choose one of the options.", "请选择其中一项。");
  }
}
