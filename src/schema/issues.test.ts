import { expect, test } from "vitest";
import { z } from "zod";
import { problemsOf } from "./issues";
import { foreignVersion } from "./version";

/** `path: sentence` for everything that a schema refuses, in both languages. */
function refused(schema: z.ZodType, raw: unknown): { readonly en: readonly string[]; readonly zh: readonly string[] } {
  const read = schema.safeParse(raw);
  if (read.success) throw new Error("it was read");
  const problems = problemsOf(read.error, raw);
  const list = (language: "en" | "zh") => problems.map(({ path, message }) => `${path.join(".")}: ${message[language]}`);
  return { en: list("en"), zh: list("zh") };
}

test.each([
  [z.object({ name: z.string() }), { name: 7 }, "name: expected a text, received 7", "name: 应为一段文字，收到的是 7"],
  [z.object({ name: z.string() }), {}, "name: missing; expected a text", "name: 缺失；应为一段文字"],
  [z.object({ seed: z.int() }), { seed: 1.5 }, "seed: expected a whole number, received 1.5", "seed: 应为一个整数，收到的是 1.5"],
  [z.object({ seed: z.int().min(0) }), { seed: -3 }, "seed: expected at least 0, received -3", "seed: 应为不小于 0，收到的是 -3"],
  [z.object({ share: z.number().max(0.9) }), { share: 2 }, "share: expected at most 0.9, received 2", "share: 应为不大于 0.9，收到的是 2"],
  [z.object({ share: z.number() }), { share: NaN }, "share: expected a number, received NaN", "share: 应为一个数，收到的是 NaN"],
  [z.object({ shuffle: z.boolean() }), { shuffle: "yes" }, 'shuffle: expected true or false, received "yes"', 'shuffle: 应为 true 或 false，收到的是 "yes"'],
  [z.object({ loss: z.enum(["mse", "hinge"]) }), { loss: "l1" }, 'loss: expected one of "mse", "hinge", received "l1"', 'loss: 应为以下之一："mse", "hinge"，收到的是 "l1"'],
  [z.object({ format: z.literal("x") }), { format: "y" }, 'format: expected "x", received "y"', 'format: 应为 "x"，收到的是 "y"'],
  [z.object({ name: z.string().min(1) }), { name: "" }, 'name: expected at least 1 letters, received ""', 'name: 应为至少 1 个字符，收到的是 ""'],
  [z.object({ list: z.array(z.number()).max(2) }), { list: [1, 2, 3] }, "list: expected a list of at most 2, received one of 3", "list: 应为至多 2 项的列表，收到的有 3 项"],
  [z.object({ layers: z.array(z.object({ id: z.string() })) }), { layers: [{ id: "a" }, { id: null }] }, "layers.1.id: expected a text, received null", "layers.1.id: 应为一段文字，收到的是 null"],
  [z.strictObject({ a: z.int() }), { a: 1, b: 2, c: 3 }, ": unknown here: b, c", ": 此处不应有：b, c"],
  [z.object({ values: z.instanceof(Float32Array) }), { values: [] }, "values: expected Float32Array, received []", "values: 应为 Float32Array，收到的是 []"],
  [
    z.object({ validation: z.discriminatedUnion("on", [z.object({ on: z.literal("test") }), z.object({ on: z.literal("none") })]) }),
    { validation: { on: "train" } },
    'validation.on: expected one of "test", "none", received "train"',
    'validation.on: 应为以下之一："test", "none"，收到的是 "train"',
  ],
  [z.object({}), null, ": expected an object, received null", ": 应为一个对象，收到的是 null"],
] as const)("%#", (schema, raw, en, zh) => {
  expect(refused(schema, raw)).toEqual({ en: [en], zh: [zh] });
});

test("a version that is not this page's is named as older, missing or unknown", () => {
  expect(foreignVersion(2, 2)).toBeNull();
  expect(foreignVersion(1, 2)?.en).toContain("older Layerloom (version 1)");
  expect(foreignVersion(1, 2)?.zh).toContain("较早版本的 Layerloom 写成（版本 1）");
  expect(foreignVersion(undefined, 2)?.en).toContain("expected version 2, received none");
  expect(foreignVersion(undefined, 2)?.zh).toContain("应为版本 2，但没有版本号");
  expect(foreignVersion("two", 2)?.en).toContain('expected version 2, received "two"');
  expect(foreignVersion("two", 2)?.zh).toContain('收到的是 "two"');
});
