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

/** How deep values may be nested. Keras's own files have about ten levels. */
const deepest = 60;

/** Reads JSON. Refuses text that is not JSON, and values that are nested deeper than any reader follows, by their key. */
export function parseJson(source: Uint8Array | string, path: Problem["path"]): unknown {
  const value = parse(source, path);
  const deep = deepKey(value);
  if (deep) refuse([...path, ...deep], `values are nested more than ${deepest} levels deep here`, `此处的值嵌套超过 ${deepest} 层`);
  return value;
}

function parse(source: Uint8Array | string, path: Problem["path"]): unknown {
  try {
    return JSON.parse(typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source));
  } catch (thrown) {
    // The browser's own sentence is in English, and another one in each browser; some say where.
    const at = /position (\d+)/.exec(String(thrown))?.[1];
    return at === undefined
      ? refuse(path, "this is not valid JSON; the file may be cut off or damaged", "这不是有效的 JSON；文件可能不完整或已损坏")
      : refuse(path, `this is not valid JSON; the mistake is near character ${at}`, `这不是有效的 JSON；错误在第 ${at} 个字符附近`);
  }
}

/** The way to the first value that is nested too deep, up to its last key that has a name of its own; null where there is none. */
function deepKey(value: unknown): Problem["path"] | null {
  /** Members of the containers on the way, and how many of them were visited: no recursion, for the stack has an end. */
  const way: { readonly keys: readonly (string | number)[] | null; readonly members: readonly unknown[]; at: number }[] = [];
  const enter = (inner: unknown): void => {
    if (inner === null || typeof inner !== "object") return;
    way.push(Array.isArray(inner) ? { keys: null, members: inner, at: -1 } : { keys: Object.keys(inner), members: Object.values(inner), at: -1 });
  };
  enter(value);
  for (let top = way.at(-1); top; top = way.at(-1)) {
    if (way.length > deepest) {
      const path = way.slice(0, -1).map(({ keys, at }) => (keys ? keys[at]! : at));
      while (path.length > 1 && (typeof path.at(-1) === "number" || path.at(-1) === path.at(-2))) path.pop();
      return path.slice(0, 12);
    }
    if (++top.at >= top.members.length) way.pop();
    else enter(top.members[top.at]);
  }
  return null;
}

export type Dict = Readonly<Record<string, unknown>>;
export const isDict = (value: unknown): value is Dict => value !== null && typeof value === "object" && !Array.isArray(value);
