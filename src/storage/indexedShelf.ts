import type { DBSchema } from "idb";
import { text } from "../schema";
import { databaseOf, whole } from "./database";
import type { SavedRecord, Shelf } from "./shelf";
import type { SavedSummary } from "./types";

interface Stores extends DBSchema {
  /** What the list of saved models shows, apart from the weights, so that listing reads no weights. */
  summaries: { key: string; value: SavedSummary };
  models: { key: string; value: SavedRecord };
  drafts: { key: string; value: unknown };
}

export const databaseName = "layerloom";

const draftKey = "draft";
const asideKey = "set aside";

/** A shelf in IndexedDB. Rejects when the browser does not let the page have a database. */
export async function indexedShelf(): Promise<Shelf> {
  const database = databaseOf<Stores>({
    name: databaseName,
    upgrades: [
      (created) => {
        created.createObjectStore("summaries", { keyPath: "id" });
        created.createObjectStore("models", { keyPath: "id" });
        created.createObjectStore("drafts");
      },
    ],
    newer: text(
      "The models in this browser were written by a newer Layerloom. Reload the page to update it; nothing was changed.",
      "此浏览器中的模型由更新版本的 Layerloom 写入。请刷新页面以更新；数据未作任何改动。",
    ),
  });
  await database();

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
    await whole(transaction, (request) =>
      action({
        put: (store: "summaries" | "models" | "drafts", value: unknown, key?: string) => request(transaction.objectStore(store).put(value, key)),
        remove: (store, key) => request(transaction.objectStore(store).delete(key)),
        get: (store, key) => transaction.objectStore(store).get(key),
      }),
    );
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
