/** Undo and redo as snapshots of the document. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** Edits with the same key in a row (a slider being dragged, a name being typed) are one entry. */
  readonly key: string | null;
}

/** More than anyone undoes, and little memory: documents share what did not change. */
const longest = 200;

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], key: null });

export function record<T>(history: History<T>, present: T, key: string | null = null): History<T> {
  if (present === history.present) return history;
  const joins = key !== null && key === history.key;
  return {
    past: joins ? history.past : [...history.past, history.present].slice(-longest),
    present,
    future: [],
    key,
  };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future], key: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, key: null };
}
