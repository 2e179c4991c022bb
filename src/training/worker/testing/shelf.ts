import type { Dataset, DatasetCache } from "../../../datasets";
import { datasetShelf } from "../data";

/** A shelf that keeps nothing between visits, with data of a kind that were "brought" before, if given. */
export function memoryShelf(brought: Readonly<Record<string, Dataset>> = {}) {
  const kept = new Map(Object.entries(brought));
  const cache: DatasetCache = {
    read: (kind) => Promise.resolve(kept.get(kind) ?? null),
    whyNotUsed: () => null,
    write(kind, dataset) {
      kept.set(kind, dataset);
      return Promise.resolve(null);
    },
    forget(kind) {
      kept.delete(kind);
      return Promise.resolve();
    },
  };
  return datasetShelf(cache);
}
