import type { Control } from "../schema";

/** A value as it stands in a text box. */
export function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

const numberOr = (text: string): unknown => {
  // Digits of a Chinese keyboard in full width mean the same.
  const plain = text.normalize("NFKC").trim().replace("−", "-");
  return plain === "" || Number.isNaN(Number(plain)) ? text : Number(plain);
};

/** What a person typed, as the value that they meant; the text itself where it means no value. The field judges it. */
export function meant(control: Control, text: string): unknown {
  if (control.type === "integers") {
    const parts = text.replace(/[()[\]（）]/g, " ").split(/[\s,，、×x*]+/).filter(Boolean);
    return parts.length ? parts.map(numberOr) : text;
  }
  return numberOr(text);
}
