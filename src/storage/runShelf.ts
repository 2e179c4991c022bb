import type { DBSchema } from "idb";
import { text } from "../schema";
import type { Checkpoint } from "../training/checkpoint";
import { databaseOf, whole } from "./database";
import type { RunSummary } from "./readCheckpoint";

interface Stores extends DBSchema {
  /** What the list of runs shows, apart from the weights, so that listing reads no weights. */
  summaries: { key: string; value: RunSummary };
  /** `checksum`: over the numbers, see readCheckpoint; absent from older records. */
  states: { key: string; value: StoredCheckpoint };
}

export type StoredCheckpoint = Checkpoint & { readonly checksum?: number };

export const runsDatabase = "layerloom-runs";

/** Checkpoints as they lie in the database. What comes back from there is `unknown` until it was read. */
export interface RunRecords {
  /** The light part of every run, with the key under which it lies: all that is known for sure of a damaged one. */
  summaries(): Promise<readonly { readonly key: string; readonly summary: unknown }[]>;
  summary(runId: string): Promise<unknown>;
  state(runId: string): Promise<unknown>;
  put(summary: RunSummary, state?: StoredCheckpoint): void;
  remove(key: string): void;
}

export interface RunShelf {
  summaries(): Promise<readonly unknown[]>;
  /** Reads and writes in one go, which no other tab comes between; happens whole or, when `act` throws, not at all. */
  change<T>(act: (records: RunRecords) => Promise<T>): Promise<T>;
}

/** The shelf of runs in IndexedDB, opened when first needed. Rejects where the browser does not let the page have a database. */
export function runShelf(): RunShelf {
  const database = databaseOf<Stores>({
    name: runsDatabase,
    upgrades: [
      (created) => {
        created.createObjectStore("summaries", { keyPath: "runId" });
        created.createObjectStore("states", { keyPath: "runId" });
      },
    ],
    newer: text(
      "The training runs in this browser were kept by a newer Layerloom. Reload the page to update it; nothing was changed.",
      "此浏览器中的训练由更新版本的 Layerloom 保存。请刷新页面以更新；数据未作任何改动。",
    ),
  });
  return {
    summaries: async () => (await database()).getAll("summaries"),
    async change(act) {
      const transaction = (await database()).transaction(["summaries", "states"], "readwrite");
      const [summaries, states] = [transaction.objectStore("summaries"), transaction.objectStore("states")];
      return whole(transaction, (request) =>
        act({
          async summaries() {
            const [keys, values] = await Promise.all([summaries.getAllKeys(), summaries.getAll()]);
            return keys.map((key, i) => ({ key, summary: values[i] }));
          },
          summary: (runId) => summaries.get(runId),
          state: (runId) => states.get(runId),
          put(summary, state) {
            request(summaries.put(summary));
            if (state) request(states.put(state));
          },
          remove(key) {
            request(summaries.delete(key));
            request(states.delete(key));
          },
        }),
      );
    },
  };
}
