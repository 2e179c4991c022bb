import { languages, Refusal, showPath, text, type Problem, type Text } from "../schema";
import type { Notice } from "./state";

/** The sentences behind whatever was thrown. An error that nobody put into words keeps its own, in both languages. */
export function wordsOf(thrown: unknown): Text {
  if (thrown instanceof Refusal) return thrown.text;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return text(`Something failed: ${message}`, `出现错误：${message}`);
}

/** At most so many refusals stand in one message. */
const most = 8;

const inBoth = (write: (language: keyof Text) => string): Text => {
  const [en, zh] = languages.map(write);
  return text(en!, zh!);
};

const withPath = ({ path, message }: Problem, language: keyof Text): string =>
  path.length ? `${showPath(path)}: ${message[language]}` : message[language];

/** Several refusals as one message. */
export const listed = (problems: readonly Problem[]): Text =>
  inBoth((language) => problems.slice(0, most).map((one) => withPath(one, language)).join("; "));

/** How a language puts the refusals of a file together. */
const frames = {
  en: {
    between: "; ",
    more: (count: number) => `and ${count} more`,
    lacking: (list: string) => `Not offered here: ${list}`,
    whole: (name: string, why: string) => `${name} cannot be opened: ${why}`,
    parts: (name: string, parts: readonly string[], advice: readonly string[]) => [`${name} cannot be opened. ${parts.join(". ")}.`, ...advice].join(" "),
  },
  zh: {
    between: "；",
    more: (count: number) => `另有 ${count} 项`,
    lacking: (list: string) => `这里没有：${list}`,
    whole: (name: string, why: string) => `无法打开 ${name}：${why}`,
    parts: (name: string, parts: readonly string[], advice: readonly string[]) => [`无法打开 ${name}。${parts.join("。")}。`, ...advice].join(""),
  },
} as const;

/**
 * Why a file was refused, in a few sentences: its name, what it wants that is not offered here, what is wrong, what can be done. Where
 * that names layers instead of paths, the details have every path with what was expected and received.
 */
export function refusedFile(problems: readonly Problem[]): Pick<Notice, "message" | "details"> {
  const name = String(problems[0]?.path[0] ?? "");
  const lacking = problems.filter(({ short }) => short?.lacking);
  const wrong = problems.filter(({ short }) => !short?.lacking);
  const message = inBoth((language) => {
    const frame = frames[language];
    const list = (some: readonly Problem[]): string => {
      const words = some.slice(0, most).map((one) => one.short?.text[language] ?? withPath({ ...one, path: one.path.slice(1) }, language));
      const more = some.slice(most).reduce((sum, { stands = 1 }) => sum + stands, 0);
      return [...words, ...(more ? [frame.more(more)] : [])].join(frame.between);
    };
    if (!lacking.length) return frame.whole(name, list(wrong));
    // The same advice may be that for several parameters.
    const advice = new Set(lacking.flatMap(({ short }) => (short?.advice ? [short.advice[language]] : [])));
    return frame.parts(name, [frame.lacking(list(lacking)), ...(wrong.length ? [list(wrong)] : [])], [...advice]);
  });
  if (!problems.some(({ short }) => short)) return { message };
  return { message, details: inBoth((language) => problems.map((one) => withPath(one, language)).join("\n")) };
}

/** True for the rejection of a cancelled request. */
export const isAbort = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === "AbortError";
