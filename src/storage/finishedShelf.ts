import type { DBSchema } from "idb";
import { text } from "../schema";
import { databaseOf, whole } from "./database";
import type { FinishedRecord, FinishedWeights } from "./readFinished";

interface Stores extends DBSchema {
  /** The curves and settings of every run, apart from the weights, so that listing reads no weights. */
  runs: { key: string; value: FinishedRecord };
  weights: { key: string; value: FinishedWeights };
}

export const finishedDatabase = "layerloom-finished";

/** Finished runs as they lie in the database. What comes back from there is `unknown` until it was read. */
export interface FinishedRecords {
  /** The light part of every run, with its key: all that is known for sure of a damaged one. */
  runs(): Promise<readonly { readonly key: string; readonly run: unknown }[]>;
  put(run: FinishedRecord, weights: FinishedWeights): void;
  remove(key: string): void;
}

export interface FinishedShelf {
  runs(): Promise<readonly unknown[]>;
  weights(id: string): Promise<unknown>;
  /** Reads and writes in one go, which no other tab comes between; happens whole or, when `act` throws, not at all. */
  change<T>(act: (records: FinishedRecords) => Promise<T>): Promise<T>;
}

/** The shelf of finished runs in IndexedDB, opened when first needed. Rejects where the browser does not let the page have a database. */
export function finishedShelf(): FinishedShelf {
  const database = databaseOf<Stores>({
    name: finishedDatabase,
    upgrades: [
      (created) => {
        created.createObjectStore("runs", { keyPath: "id" });
        created.createObjectStore("weights", { keyPath: "id" });
      },
    ],
    newer: text(
      "The finished runs in this browser were kept by a newer Layerloom. Reload the page to update it; nothing was changed.",
      "此浏览器中已结束的训练由更新版本的 Layerloom 保存。请刷新页面以更新；数据未作任何改动。",
    ),
  });
  return {
    runs: async () => (await database()).getAll("runs"),
    weights: async (id) => (await database()).get("weights", id),
    async change(act) {
      const transaction = (await database()).transaction(["runs", "weights"], "readwrite");
      const [runs, weights] = [transaction.objectStore("runs"), transaction.objectStore("weights")];
      return whole(transaction, (request) =>
        act({
          async runs() {
            const [keys, values] = await Promise.all([runs.getAllKeys(), runs.getAll()]);
            return keys.map((key, i) => ({ key, run: values[i] }));
          },
          put(run, numbers) {
            request(runs.put(run));
            request(weights.put(numbers));
          },
          remove(key) {
            request(runs.delete(key));
            request(weights.delete(key));
          },
        }),
      );
    },
  };
}
