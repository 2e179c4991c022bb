import { readFileSync } from "node:fs";
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

interface Sentence {
  readonly name: string;
  readonly en: string;
  readonly zh: string;
}

/** Every `text("…", "…")` of the source, with holes as `{{}}`; what is put together elsewhere is an empty string. */
function sentencesOfKinds(): Sentence[] {
  const found: Sentence[] = [];
  const literal = (node: ts.Expression | undefined) =>
    node === undefined ? "" : ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? node.getText().slice(1, -1).replace(/\$\{[^}]*\}/g, "{{}}") : "";
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ["text", "both"].includes(node.expression.getText()) && node.arguments.length === 2) {
      const [en, zh] = node.arguments.map(literal) as [string, string];
      const file = node.getSourceFile();
      found.push({ name: `${file.fileName.replace(/^.*\/src\//, "src/")}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`, en, zh });
    }
    ts.forEachChild(node, visit);
  };
  for (const file of program.getSourceFiles()) {
    if (!file.isDeclarationFile && !file.fileName.includes("node_modules")) visit(file);
  }
  return found;
}

const kinds = sentencesOfKinds();

test("what a kind or a refusal says is translated", () => {
  expect(kinds.length).toBeGreaterThan(50);
  expect(kinds.filter(({ en, zh }) => en !== "" && zh !== "" && (!translated(en, zh) || hasChinese(en))).map(({ en }) => en)).toEqual([]);
});

describe("words that docs/glossary.md has retired", () => {
  const sentences: readonly Sentence[] = [...all.map(({ name, en, zh = "" }) => ({ name, en, zh })), ...kinds];
  const using = (language: "en" | "zh", pattern: RegExp): string[] => sentences.filter((sentence) => pattern.test(sentence[language])).map((sentence) => `${sentence.name} ${sentence[language]}`);

  /** Of each: the word, what to write instead, the pattern that finds it. */
  const retired = {
    en: [
      ["mend", "fix", /\bmend(s|ed|ing)?\b/i],
      ["bear", "use", /\bbears?\b/i],
      ["in truth", "actually", /\bin truth\b/i],
      ["seldom", "rarely", /\bseldom\b/i],
      ["anew", "again", /\banew\b/i],
      ["whoever", "a person who", /\bwhoever\b/i],
      ["worth a thought", "what may be wrong", /worth a thought/i],
      ["tempo", "speed", /\btempo\b/i],
      ["bring files", "choose files", /\bbring\b.*\bfiles?\b/i],
      ["across: epochs", "x-axis: epochs", /\bacross:/i],
      ["project", "experiment", /\bprojects?\b/i],
      ["where it computes", "device", /\bwhere (it|the page) computes\b/i],
      ["not here yet", "not available", /\b(not|isn’t) here yet\b/i],
    ],
    zh: [
      ["载入", "加载", /载入/],
      ["切分", "划分", /切分/],
      ["变形", "形状变换", /变形|改变形状/],
      ["拟合 as the name of a step", "训练", /(?<![过欠])拟合/],
      ["把握", "置信度", /把握/],
      ["靠猜", "多数类基线", /靠猜/],
      ["没有学习", "训练停滞", /没有学习(?!率)|没有学到东西|不再学习/],
      ["无法工作", "不可用", /无法工作/],
      ["与原文一致", "what is meant", /与原文一致/],
      ["生长", "显示", /生长/],
    ],
  } as const;

  test.each(retired.en)("%s (write: %s) is not in English", (_word, _instead, pattern) => {
    expect(using("en", pattern)).toEqual([]);
  });

  test.each(retired.zh)("%s（%s）is not in Chinese", (_word, _instead, pattern) => {
    expect(using("zh", pattern)).toEqual([]);
  });

  test("each word that the glossary retires has its pattern", () => {
    const rows = readFileSync(new URL("../../docs/glossary.md", import.meta.url), "utf8").split("\n");
    const column = rows.filter((row) => row.startsWith("| ")).map((row) => row.split("|")[4]!.trim());
    // What is said in brackets belongs to one data set and is right for another.
    const words = column.slice(1).filter((not) => !not.includes("(")).flatMap((not) => not.split(/, ?/)).filter(Boolean);
    expect(words.length).toBeGreaterThan(10);
    const patterns = [...retired.en, ...retired.zh].map(([, , pattern]) => pattern);
    expect(words.filter((word) => !patterns.some((pattern) => pattern.test(word)))).toEqual([]);
  });

  test("README and CONTRIBUTING keep to the glossary too", () => {
    const lines = ["README.md", "CONTRIBUTING.md"].flatMap((file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").split("\n").map((line, i) => `${file}:${i + 1} ${line}`));
    // A URL or a name in code is no sentence, nor is the name of a preset.
    const sentences = lines.map((line) => line.replace(/`[^`]*`|\]\([^)]*\)|\brecipe-mended\b/g, ""));
    expect(sentences.filter((line) => [...retired.en, ...retired.zh].some(([, , pattern]) => pattern.test(line)))).toEqual([]);
  });

  test("Chinese has full-width punctuation without spaces around it", () => {
    expect(using("zh", /[。，；：、！？（）“”] | [。，；：、！？（）]|\p{Script=Han}[,;?!]|[,;?!] ?\p{Script=Han}/u)).toEqual([]);
  });
});
