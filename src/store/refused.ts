import { Refusal, text, type Text } from "../schema";

/** The sentences behind whatever was thrown. An error that nobody put into words keeps its own, in both languages. */
export function wordsOf(thrown: unknown): Text {
  if (thrown instanceof Refusal) return thrown.text;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return text(`Something failed: ${message}`, `出现错误：${message}`);
}

/** True for the rejection of a cancelled request. */
export const isAbort = (thrown: unknown): boolean => thrown instanceof DOMException && thrown.name === "AbortError";
