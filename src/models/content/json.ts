import { refuse } from "../refuse";
import type { Problem } from "../../schema";

/**
 * A number that Python must see as a float. JavaScript prints 1.0 as `1`, which Python reads as an integer, and Keras
 * refuses an integer as learning rate or momentum.
 */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
  toJSON(): number {
    return this.value;
  }
}

/** JSON with `Float`s printed as floats, otherwise as `JSON.stringify` prints it. */
export function pythonJson(value: unknown, indent = ""): string {
  return print(value, indent, "");
}

function print(value: unknown, indent: string, margin: string): string {
  if (value instanceof Float) return Number.isInteger(value.value) && Math.abs(value.value) < 1e21 ? `${value.value}.0` : String(value.value);
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const inner = margin + indent;
  const [open, between, close] = indent ? [`\n${inner}`, `,\n${inner}`, `\n${margin}`] : ["", ", ", ""];
  if (Array.isArray(value)) {
    const items = value.map((item) => print(item, indent, inner));
    // Shapes and sizes stay on one line, as Python prints them.
    if (value.every((item) => item === null || typeof item !== "object")) return `[${items.join(", ")}]`;
    return `[${open}${items.join(between)}${close}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (!entries.length) return "{}";
  return `{${open}${entries.map(([key, item]) => `${JSON.stringify(key)}: ${print(item, indent, inner)}`).join(between)}${close}}`;
}

export const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);

export function parseJson(source: Uint8Array | string, path: Problem["path"]): unknown {
  try {
    return JSON.parse(typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return refuse(path, `this is not JSON (${why})`, `这不是 JSON（${why}）`);
  }
}

export type Dict = Readonly<Record<string, unknown>>;
export const isDict = (value: unknown): value is Dict => value !== null && typeof value === "object" && !Array.isArray(value);
