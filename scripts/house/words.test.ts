import ts from "typescript";
import { describe, expect, test } from "vitest";
import { words } from "../../src/i18n/words";
import { usesOfWords, type Use } from "./usedKeys.ts";

type Sentences = Readonly<Record<string, string>>;
const english = words.en as unknown as Readonly<Record<string, Sentences>>;
const chinese = words.zh as unknown as Readonly<Record<string, Sentences>>;
const all = Object.entries(english).flatMap(([namespace, sentences]) =>
  Object.entries(sentences).map(([key, en]) => ({ name: `${namespace}.${key}`, namespace, key, en, zh: chinese[namespace]?.[key] })),
);

const { uses, program } = usesOfWords();

/** Names and symbols that are the same in both languages. */
const sameInBoth = new Set(["Layerloom", "English", "中文", "EN", "Keras", "CIFAR-10", "TensorFlow.js", "Adam", "ReLU", "F1"]);

const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);
/** What a reader would have to translate: placeholders, numbers, symbols and file names are not. */
const hasWords = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\{\{.*?\}\}/g, "").replace(/\.\w+|\b(MB|kB|GB|ms|px)\b|[\w-]+\.(gz|h5|json|npy|zip|keras|bin)/g, ""));
const translated = (en: string, zh: string) => sameInBoth.has(en) || !hasWords(en) || hasChinese(zh);

const plural = /_(zero|one|two|few|many|other)$/;
const covers = ({ namespace, parts }: Use, entry: { namespace: string; key: string }) => {
  if (namespace !== entry.namespace) return false;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${escaped.join(".*")}$`);
  return pattern.test(entry.key) || pattern.test(entry.key.replace(plural, ""));
};

describe("the page's words", () => {
  test("exist wherever they are asked for", () => {
    const missing = uses.filter((use) => !all.some((entry) => covers(use, entry)));
    expect(missing.map(({ namespace, parts, where }) => `${where} ${namespace}.${parts.join("…")}`)).toEqual([]);
  });

  test("are asked for by their keys, not by any string", () => {
    expect(uses.filter(({ parts }) => parts.join("") === "").map(({ where }) => where)).toEqual([]);
  });

  test("are all used", () => {
    expect(all.filter((entry) => !uses.some((use) => covers(use, entry))).map(({ name }) => name)).toEqual([]);
  });

  test("are there in both languages, in both the same ones", () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
    for (const [namespace, sentences] of Object.entries(english)) {
      expect(Object.keys(chinese[namespace]!).sort(), namespace).toEqual(Object.keys(sentences).sort());
    }
  });

  test("are translated", () => {
    expect(all.filter(({ en, zh }) => !translated(en, zh ?? "") || hasChinese(en.replace("中文", ""))).map(({ name }) => name)).toEqual([]);
  });

  test("are not empty", () => {
    expect(all.filter(({ en, zh }) => en.trim() === "" || !zh?.trim()).map(({ name }) => name)).toEqual([]);
  });

  test("take the same values in both languages", () => {
    const holes = (sentence = "") => [...sentence.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).sort();
    expect(all.filter(({ en, zh }) => holes(en).join() !== holes(zh).join()).map(({ name }) => name)).toEqual([]);
  });
});

test("what a kind or a refusal says is translated", () => {
  const found: string[] = [];
  let sentences = 0;
  const literal = (node: ts.Expression | undefined) =>
    node === undefined ? "" : ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? node.getText().replace(/\$\{[^}]*\}/g, "{{}}") : "";
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "text" && node.arguments.length === 2) {
      const [en, zh] = node.arguments.map(literal) as [string, string];
      sentences += 1;
      if (en !== "" && zh !== "" && (!translated(en, zh) || hasChinese(en))) found.push(en);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && !file.fileName.includes("node_modules")) visit(file);
  }
  expect(sentences).toBeGreaterThan(50);
  expect(found).toEqual([]);
});
