import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { Refusal, text } from "../schema";
import type { SavedRecord, Shelf } from "./shelf";
import type { SavedSummary } from "./types";

interface Stores extends DBSchema {
  /** What the list of saved models shows, apart from the weights, so that listing reads no weights. */
  summaries: { key: string; value: SavedSummary };
  models: { key: string; value: SavedRecord };
  drafts: { key: string; value: unknown };
}

export const databaseName = "layerloom";

/**
 * How the database came to be, step by step: entry n leads from version n to n + 1. A change of the stores is a new
 * entry at the end; entries that were released are never edited, because browsers stand at any of them.
 */
const upgrades: readonly ((database: IDBPDatabase<Stores>) => void)[] = [
  (database) => {
    database.createObjectStore("summaries", { keyPath: "id" });
    database.createObjectStore("models", { keyPath: "id" });
    database.createObjectStore("drafts");
  },
];

const draftKey = "draft";
const asideKey = "set aside";

const newer = text(
  "The models in this browser were written by a newer Layerloom. Reload the page to update it; nothing was changed.",
  "此浏览器中的模型由更新版本的 Layerloom 写入。请刷新页面以更新；数据未作任何改动。",
);

/** A shelf in IndexedDB. Rejects when the browser does not let the page have a database. */
export async function indexedShelf(): Promise<Shelf> {
  let connection: IDBPDatabase<Stores> | null = null;

  const open = async (): Promise<IDBPDatabase<Stores>> => {
    try {
      return await openDB<Stores>(databaseName, upgrades.length, {
        upgrade(database, from) {
          for (const step of upgrades.slice(from)) step(database);
        },
        // Another tab brings a newer version: step aside for it, and open anew when next needed.
        blocking() {
          connection?.close();
          connection = null;
        },
        terminated() {
          connection = null;
        },
      });
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === "VersionError") throw new Refusal(newer);
      throw thrown;
    }
  };

  const database = async (): Promise<IDBPDatabase<Stores>> => (connection ??= await open());
  await database();

  /** A transaction whose failed requests are reported once, by its end, which also carries a full disk. */
  const write = async (
    stores: ("summaries" | "models" | "drafts")[],
    action: (at: {
      put(store: "summaries", value: SavedSummary): void;
      put(store: "models", value: SavedRecord): void;
      put(store: "drafts", value: unknown, key: string): void;
      remove(store: "summaries" | "models", key: string): void;
      get(store: "summaries" | "drafts", key: string): Promise<unknown>;
    }) => void | Promise<void>,
  ): Promise<void> => {
    const transaction = (await database()).transaction(stores, "readwrite");
    const requests: Promise<unknown>[] = [];
    try {
      await action({
        put: (store: "summaries" | "models" | "drafts", value: unknown, key?: string) => {
          requests.push(transaction.objectStore(store).put(value, key));
        },
        remove: (store, key) => {
          requests.push(transaction.objectStore(store).delete(key));
        },
        get: (store, key) => transaction.objectStore(store).get(key),
      });
      await Promise.all([...requests, transaction.done]);
    } catch (thrown) {
      await Promise.allSettled([...requests, abort(transaction)]);
      throw thrown;
    }
  };

  return {
    summaries: async () => (await database()).getAll("summaries"),
    async model(id) {
      const transaction = (await database()).transaction(["summaries", "models"]);
      const [summary, record] = await Promise.all([
        transaction.objectStore("summaries").get(id),
        transaction.objectStore("models").get(id),
        transaction.done,
      ]);
      return { summary, record };
    },
    put: (summary, record) =>
      write(["summaries", "models"], ({ put }) => {
        put("summaries", summary);
        put("models", record);
      }),
    async rename(id, name) {
      let found = false;
      await write(["summaries"], async ({ get, put }) => {
        const summary = await get("summaries", id);
        found = summary !== undefined;
        if (found) put("summaries", { ...(summary as SavedSummary), name });
      });
      return found;
    },
    remove: (id) =>
      write(["summaries", "models"], ({ remove }) => {
        remove("summaries", id);
        remove("models", id);
      }),
    draft: async () => (await database()).get("drafts", draftKey),
    putDraft: (draft, setAside) =>
      write(["drafts"], async ({ get, put }) => {
        const before = setAside ? await get("drafts", draftKey) : undefined;
        if (before !== undefined) put("drafts", before, asideKey);
        put("drafts", draft, draftKey);
      }),
  };
}

/** Ends a transaction that failed half-way; one that the browser has ended already says so by throwing. */
async function abort(transaction: { abort(): void; readonly done: Promise<void> }): Promise<void> {
  try {
    transaction.abort();
  } catch {
    // Ended already.
  }
  await transaction.done;
}
