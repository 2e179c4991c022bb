/** What stands by itself begins with a capital; names out of code (`categorical_crossentropy …`) stay as they are. */
export const sentence = (words: string): string => (/^[a-z]+ /.test(words) ? words[0]!.toUpperCase() + words.slice(1) : words);
