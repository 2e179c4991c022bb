import type { z } from "zod";
import { shown } from "./fields";
import { problem, type Problem } from "./result";
import { cutMessage, cutName, namesOf } from "./short";
import { text, type Text } from "./text";

type Issue = z.core.$ZodIssue;

/** What a value of a type is called; others go by the type's own name, such as Float32Array. */
const types: Readonly<Record<string, Text>> = {
  string: text("a text", "一段文字"),
  number: text("a number", "一个数"),
  int: text("a whole number", "一个整数"),
  boolean: text("true or false", "true 或 false"),
  array: text("a list", "一个列表"),
  tuple: text("a list", "一个列表"),
  object: text("an object", "一个对象"),
  record: text("an object", "一个对象"),
};

const typed = (name: string): Text => types[name] ?? text(name, name);

/** What a limit counts, by what it is a limit of. */
function limit(origin: string, most: boolean, bound: number | bigint, inclusive: boolean): Text {
  const n = String(bound);
  if (origin === "string") return most ? text(`at most ${n} letters`, `至多 ${n} 个字符`) : text(`at least ${n} letters`, `至少 ${n} 个字符`);
  if (origin === "array" || origin === "set") return most ? text(`a list of at most ${n}`, `至多 ${n} 项的列表`) : text(`a list of at least ${n}`, `至少 ${n} 项的列表`);
  if (most) return inclusive ? text(`at most ${n}`, `不大于 ${n}`) : text(`less than ${n}`, `小于 ${n}`);
  return inclusive ? text(`at least ${n}`, `不小于 ${n}`) : text(`more than ${n}`, `大于 ${n}`);
}

const oneOf = (values: readonly unknown[]): Text => {
  const list = values.map(shown).join(", ");
  return values.length === 1 ? text(list, list) : text(`one of ${list}`, `以下之一：${list}`);
};

/** What should have stood there; null where an issue is not about a value. */
function wanted(issue: Issue): Text | null {
  switch (issue.code) {
    case "invalid_type":
      return typed(issue.expected);
    case "invalid_value":
      return oneOf(issue.values);
    case "too_small":
      return limit(issue.origin, false, issue.minimum, issue.inclusive ?? true);
    case "too_big":
      return limit(issue.origin, true, issue.maximum, issue.inclusive ?? true);
    case "invalid_union":
      // Of a union that is told apart by one member zod lists what that may be.
      return "options" in issue && Array.isArray(issue.options) ? oneOf(issue.options) : null;
    case "custom": {
      const expected: unknown = issue.params?.["expected"];
      return typeof expected === "string" ? typed(expected) : null;
    }
    default:
      return null;
  }
}

/** The value at a path; undefined where the path leads nowhere. */
const valueAt = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => (value !== null && typeof value === "object" ? (value as Record<PropertyKey, unknown>)[part] : undefined), raw);

function wordsOf(issue: Issue, raw: unknown): Text {
  if (issue.code === "unrecognized_keys") {
    const names = namesOf(issue.keys);
    return text(`unknown here: ${names.en}`, `此处不应有：${names.zh}`);
  }
  const value = valueAt(raw, issue.path);
  const want = wanted(issue);
  if (value === undefined) return want ? text(`missing; expected ${want.en}`, `缺失；应为${spaced(want.zh)}`) : text("missing", "缺失");
  // Long lists are told by their length, which is what is wrong with them.
  const have = Array.isArray(value) && (issue.code === "too_small" || issue.code === "too_big") ? text(`one of ${value.length}`, `有 ${value.length} 项`) : text(shown(value), shown(value));
  if (!want) return text(`not of the expected form: received ${have.en}`, `形式不符：收到的是 ${have.zh}`);
  return text(`expected ${want.en}, received ${have.en}`, `应为${spaced(want.zh)}，收到的${have.zh.startsWith("有 ") ? have.zh : `是 ${have.zh}`}`);
}

/** Chinese stands off from letters and figures by a space. */
const spaced = (words: string): string => (/^[\w"[{]/.test(words) ? ` ${words}` : words);

/** Problems of one value that are told one by one. */
const mostTold = 20;

/**
 * What a schema refuses, as problems in the words of the page: at each path what was expected and what was received. The
 * first 20, with names cut, and how many more there are.
 */
export function problemsOf(error: z.ZodError, raw: unknown): Problem[] {
  const told = error.issues.slice(0, mostTold).map((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : cutName(String(part))));
    return problem(path, cutMessage(wordsOf(issue, raw)));
  });
  const more = error.issues.length - told.length;
  return more > 0 ? [...told, { ...problem([], text(`and ${more} more`, `另有 ${more} 项`)), stands: more }] : told;
}
