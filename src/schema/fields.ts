import { z } from "zod";
import { fail, ok, problem, type Problem, type Result } from "./result";
import { cutName } from "./short";
import { text, type Text } from "./text";

/** How a form shows a field. A form is drawn from this alone and knows no kind. */
export type Control =
  | { readonly type: "integer"; readonly min: number; readonly max: number }
  | { readonly type: "number"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly type: "boolean" }
  | { readonly type: "choice"; readonly options: readonly Option[] }
  | {
      readonly type: "integers";
      readonly min: number;
      readonly max: number;
      readonly length: number | null;
      /** The field whose value is taken where this one has none (null). */
      readonly sameAs?: string;
    };

export interface Option {
  readonly value: string;
  /** Shown before the value, where the value is not a name of Keras. */
  readonly label?: Text;
  /** One line on what this choice means. */
  readonly help?: Text;
}

/** One parameter of a kind: its default, its range, its form control, its one-line meaning. */
export interface Field<T> {
  readonly control: Control;
  readonly default: T;
  readonly schema: z.ZodType<T>;
  readonly help: Text;
  /** Shown instead of the parameter's own (Keras) name. */
  readonly label?: Text;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a record of fields of differing types; Values<F> gives them back
export type Fields = Readonly<Record<string, Field<any>>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

interface Words {
  readonly help: Text;
  readonly label?: Text;
}

/** `exactOptionalPropertyTypes` wants an absent label absent, not undefined. */
const words = ({ help, label }: Words): Words => (label ? { help, label } : { help });

export function integer(o: Words & { default: number; min: number; max: number }): Field<number> {
  return {
    control: { type: "integer", min: o.min, max: o.max },
    default: o.default,
    schema: z.int().min(o.min).max(o.max),
    ...words(o),
  };
}

export function number(o: Words & { default: number; min: number; max: number; step: number }): Field<number> {
  return {
    control: { type: "number", min: o.min, max: o.max, step: o.step },
    default: o.default,
    schema: z.number().min(o.min).max(o.max),
    ...words(o),
  };
}

export function boolean(o: Words & { default: boolean }): Field<boolean> {
  return { control: { type: "boolean" }, default: o.default, schema: z.boolean(), ...words(o) };
}

export function choice<const V extends string>(
  o: Words & { default: NoInfer<V>; options: readonly (V | { readonly value: V; readonly help: Text; readonly label?: Text })[] },
): Field<V> {
  const options = o.options.map((option) => (typeof option === "string" ? { value: option } : option));
  return {
    control: { type: "choice", options },
    default: o.default,
    schema: z.enum(options.map((option) => option.value) as [V, ...V[]]),
    ...words(o),
  };
}

/** A tuple of `length` integers (a kernel size), or with `length: null` a list of any length from 1 to 8 (a shape). */
export function integers(
  o: Words & { default: readonly number[]; min: number; max: number; length: number | null },
): Field<readonly number[]> {
  const list = z.array(z.int().min(o.min).max(o.max));
  return {
    control: { type: "integers", min: o.min, max: o.max, length: o.length },
    default: o.default,
    schema: (o.length === null ? list.min(1).max(8) : list.length(o.length)).readonly(),
    ...words(o),
  };
}

/** A tuple that is null, Keras's None, as long as it follows another field of the same length. */
export function integersSameAs(
  o: Words & { sameAs: string; min: number; max: number; length: number },
): Field<readonly number[] | null> {
  return {
    control: { type: "integers", min: o.min, max: o.max, length: o.length, sameAs: o.sameAs },
    default: null,
    schema: z.array(z.int().min(o.min).max(o.max)).length(o.length).readonly().nullable(),
    ...words(o),
  };
}

/** What a choice is called: the label of its option, or the value itself, a name of Keras, where it has none. */
export function choiceLabel({ control }: Pick<Field<unknown>, "control">, value: string): Text {
  const option = control.type === "choice" ? control.options.find((one) => one.value === value) : undefined;
  return option?.label ?? text(value, value);
}

export function defaultsOf<F extends Fields>(fields: F): Values<F> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])) as Values<F>;
}

/** Letters of a value that are shown. */
const longestShown = 60;

/** Levels of a nested value that are shown. */
const deepestShown = 8;

/** A value from outside, cut short for a sentence: however large or deep it is, no more of it is read than is shown. */
export const shown = (value: unknown): string => {
  // JSON has no word for NaN and infinity.
  const json = typeof value === "number" ? String(value) : (JSON.stringify(shortened(value, 0)) as string | undefined);
  return json === undefined ? String(value) : json.length > longestShown ? `${json.slice(0, longestShown - 3)}…` : json;
};

function shortened(value: unknown, depth: number): unknown {
  if (typeof value === "string") return value.slice(0, longestShown);
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}, ${value.byteLength} bytes`;
  if (depth >= deepestShown) return "…";
  // What says itself how it is written as JSON, such as a date.
  if ("toJSON" in value) return value;
  if (Array.isArray(value)) return value.slice(0, longestShown).map((item) => shortened(item, depth + 1));
  const members = Object.entries(value).slice(0, longestShown);
  return Object.fromEntries(members.map(([key, inner]) => [key.slice(0, longestShown), shortened(inner, depth + 1)]));
}

/** What a control takes, as a noun phrase: `a whole number from 1 to 64`. */
export const expected = (control: Control): Text => {
  switch (control.type) {
    case "integer":
      return text(`a whole number from ${control.min} to ${control.max}`, `从 ${control.min} 到 ${control.max} 的整数`);
    case "number":
      return text(`a number from ${control.min} to ${control.max}`, `从 ${control.min} 到 ${control.max} 的数`);
    case "boolean":
      return text("true or false", "true 或 false");
    case "choice": {
      const names = control.options.map((option) => option.value).join(", ");
      return text(`one of ${names}`, `以下之一：${names}`);
    }
    case "integers": {
      if (control.length === null) {
        return text(`a list of whole numbers from ${control.min} to ${control.max}`, `由 ${control.min} 到 ${control.max} 的整数组成的列表`);
      }
      const none = control.sameAs ? text(`, or null for the same as ${control.sameAs}`, `，或用 null 表示与 ${control.sameAs} 相同`) : text("", "");
      return text(
        `${control.length} whole numbers from ${control.min} to ${control.max}${none.en}`,
        `由 ${control.length} 个整数组成的列表，每个从 ${control.min} 到 ${control.max}${none.zh}`,
      );
    }
  }
};

/** Reads one value for a field; the problem says what was expected and what was received. */
export function readField<T>(field: Field<T>, value: unknown, path: Problem["path"]): Result<T, Problem> {
  const read = field.schema.safeParse(value);
  if (read.success) return ok(read.data);
  const want = expected(field.control);
  return fail(problem(path, text(`expected ${want.en}, received ${shown(value)}`, `应为${want.zh}，收到的是 ${shown(value)}`)));
}

/** Unknown parameters that are refused one by one. */
const mostUnknown = 20;

/** Reads a kind's parameters from outside: missing ones take their default, unknown ones are refused by name. */
export function readFields<F extends Fields>(
  fields: F,
  raw: Readonly<Record<string, unknown>>,
  path: Problem["path"],
): Result<Values<F>> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (raw[name] === undefined) {
      values[name] = field.default;
      continue;
    }
    const read = readField(field, raw[name], [...path, name]);
    if (read.ok) values[name] = read.value;
    else problems.push(read.error);
  }
  const unknown = Object.keys(raw).filter((name) => !Object.hasOwn(fields, name));
  for (const name of unknown.slice(0, mostUnknown)) {
    const known = Object.keys(fields).join(", ") || "–";
    problems.push(problem([...path, cutName(name)], text(`unknown parameter; known are ${known}`, `未知参数；已知参数有 ${known}`)));
  }
  const more = unknown.length - mostUnknown;
  if (more > 0) problems.push({ ...problem(path, text(`and ${more} more unknown parameters`, `另有 ${more} 个未知参数`)), stands: more });
  return problems.length ? fail(problems) : ok(values as Values<F>);
}
