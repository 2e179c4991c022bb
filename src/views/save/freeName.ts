/** The name itself, or with the first number that makes it new: `Net`, `Net 2`, `Net 3` … */
export function freeName(wanted: string, taken: readonly string[]): string {
  const used = new Set(taken);
  if (!used.has(wanted)) return wanted;
  const base = wanted.replace(/ \d+$/, "");
  for (let n = 2; ; n++) if (!used.has(`${base} ${n}`)) return `${base} ${n}`;
}

/** As long as the document's reader lets a name be. */
export const longestName = 120;
