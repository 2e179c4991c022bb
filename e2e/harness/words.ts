import { words as all } from "../../src/i18n/words";

type Namespaces = (typeof all)["en"];
type Values = Readonly<Record<string, string | number>>;

/** The page's own words: `words.en.fit("play")`, with values put in where a sentence has holes. */
export type Words = { readonly [N in keyof Namespaces]: (key: keyof Namespaces[N] & string, values?: Values) => string };

const filled = (sentence: string, values: Values): string =>
  sentence.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => String(values[name] ?? hole));

function wordsOf(language: "en" | "zh"): Words {
  const entries = Object.entries(all[language]).map(([namespace, sentences]) => [
    namespace,
    (key: string, values: Values = {}) => filled((sentences as Readonly<Record<string, string>>)[key] ?? key, values),
  ]);
  return Object.fromEntries(entries) as Words;
}

export const words = { en: wordsOf("en"), zh: wordsOf("zh") };

/** A pattern for a sentence whose holes may hold anything. */
export function like(sentence: string): RegExp {
  const parts = sentence.split(/\{\{\w+\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(parts.join(".+?"));
}
