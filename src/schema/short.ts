import { text, type Text } from "./text";

/** Letters of a name from outside that are shown. */
const longestName = 200;

/** Names of a list that are shown. */
const mostNames = 20;

/** Letters of a whole message that are shown. */
const longestMessage = 2000;

/** A name from outside: cut to 200 letters. */
export const cutName = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);

/** Names from outside as a list for a sentence: the first 20, each cut to 200 letters, and how many more there are. */
export function namesOf(names: readonly string[]): Text {
  const first = names.slice(0, mostNames).map(cutName).join(", ");
  const more = names.length - mostNames;
  return more > 0 ? text(`${first} and ${more} more`, `${first} 等共 ${names.length} 个`) : text(first, first);
}

/** A message that quotes something from outside, at a length that can be shown: long words are cut, and a long whole loses its middle. */
export function cutMessage(message: Text): Text {
  const { en, zh } = message;
  return en.length <= longestName && zh.length <= longestName ? message : text(cut(en), cut(zh));
}

function cut(words: string): string {
  const end = 400;
  const whole = words.length > longestMessage ? `${words.slice(0, longestMessage - end)} … ${words.slice(-end)}` : words;
  return whole.replace(/[^\s，。；：、]{201,}/gu, (word) => cutName(word));
}
