import type { SavedRecord, Shelf } from "./shelf";
import type { SavedSummary } from "./types";

/** A shelf that lasts as long as the page: for browsers that keep nothing (private windows, blocked storage). */
export function memoryShelf(): Shelf {
  const summaries = new Map<string, SavedSummary>();
  const records = new Map<string, SavedRecord>();
  let draft: unknown;
  return {
    summaries: () => Promise.resolve([...summaries.values()]),
    model: (id) => Promise.resolve({ summary: summaries.get(id), record: records.get(id) }),
    put(summary, record) {
      summaries.set(summary.id, summary);
      records.set(summary.id, record);
      return Promise.resolve();
    },
    rename(id, name) {
      const summary = summaries.get(id);
      if (!summary) return Promise.resolve(false);
      summaries.set(id, { ...summary, name });
      return Promise.resolve(true);
    },
    remove(id) {
      summaries.delete(id);
      records.delete(id);
      return Promise.resolve();
    },
    draft: () => Promise.resolve(draft),
    putDraft(next) {
      draft = next;
      return Promise.resolve();
    },
  };
}
