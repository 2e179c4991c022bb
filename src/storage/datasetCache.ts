import type { Dataset, DatasetCache, Progress } from "../datasets";
import { assemble, bytesOf, bytesOfAll, dataFiles, dataOf, manifestFile, manifestOf, readManifest, type DataFile } from "../datasets/manifest";
import { Refusal, showBytes, text, type Text } from "../schema";
import type { ByteStore } from "./bytes/define";
import { within } from "./deadline";
import { indexedDbStore } from "./bytes/indexedDb";
import { originPrivateStore } from "./bytes/originPrivate";

/** The part of the browser's lock manager that is needed. */
export interface DataLocks {
  request<T>(name: string, options: { readonly mode: "shared" | "exclusive"; readonly signal?: AbortSignal }, held: () => Promise<T>): Promise<T>;
}

const noRoom = (bytes: number): Text => {
  const shown = showBytes(bytes);
  return text(
    `The browser has no room to keep the data (${shown}): its disk or its share for this page is full. They can be used until the page is closed.`,
    `浏览器没有足够的空间保存这些数据（${shown}）：磁盘或本页的配额已满。关闭页面之前仍可使用。`,
  );
};
const notLet = (why: string): Text =>
  text(
    `The browser does not let the page keep the data (${why}). They can be used until the page is closed.`,
    `浏览器不允许本页保存这些数据（${why}）。关闭页面之前仍可使用。`,
  );

const changed = ({ en, zh }: Text): Text =>
  text(
    `The data that this browser kept are not used, because they are damaged: ${en}. Choose the files again.`,
    `此浏览器中保存的数据已损坏，因此未使用：${zh}。请重新提供文件。`,
  );

/**
 * Keeps decoded data in a byte store. Each writing goes into a folder of its own, `cifar10@1`, `cifar10@2` …, whose manifest is
 * written last; only then the older folders go. So what is read is always whole: a folder without a manifest, or with files of
 * another size than it says, is passed over. A lock keeps a tab from writing while another writes or reads.
 *
 * `open` gives the store, or rejects where the browser has none.
 */
export function datasetCacheIn(open: () => Promise<ByteStore>, locks?: DataLocks): DatasetCache {
  let opening: Promise<ByteStore> | undefined;
  const store = (): Promise<ByteStore> =>
    (opening ??= open().catch((reason: unknown) => {
      opening = undefined;
      throw reason;
    }));
  const locked = <T>(kind: string, mode: "shared" | "exclusive", act: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    locks ? locks.request(`layerloom-data-${kind}`, { mode, ...(signal ? { signal } : {}) }, act) : act();

  /** Folders of a kind, the newest first. */
  const generations = async (from: ByteStore, kind: string): Promise<{ folder: string; number: number }[]> =>
    (await from.folders())
      .map((folder) => ({ folder, number: Number(new RegExp(`^${kind}@(\\d+)$`).exec(folder)?.[1] ?? NaN) }))
      .filter(({ number }) => !Number.isNaN(number))
      .sort((a, b) => b.number - a.number);

  const manifestIn = async (from: ByteStore, folder: string, kind: string, signal: AbortSignal): Promise<ReturnType<typeof readManifest> | null> => {
    const bytes = await from.read(folder, manifestFile, signal);
    if (!bytes) return null;
    try {
      return readManifest(JSON.parse(new TextDecoder().decode(bytes)), kind, folder);
    } catch (reason) {
      if (reason instanceof Refusal || reason instanceof SyntaxError) return null;
      throw reason;
    }
  };
  /** By kind: why a folder that is there was passed over. */
  const refused = new Map<string, Text>();
  const readFolder = async (from: ByteStore, folder: string, kind: string, signal: AbortSignal): Promise<Dataset | null> => {
    const manifest = await manifestIn(from, folder, kind, signal);
    if (!manifest) return null;
    const files = new Map<DataFile, Uint8Array<ArrayBuffer>>();
    for (const file of dataFiles) {
      const bytes = await from.read(folder, file, signal);
      if (bytes?.length !== bytesOf(manifest, file)) return null;
      files.set(file, bytes);
    }
    try {
      return assemble(manifest, files, `${folder}/`);
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      refused.set(kind, changed(reason.text));
      return null;
    }
  };
  const writeFolder = async (into: ByteStore, folder: string, kind: string, dataset: Dataset, progress: Progress, signal: AbortSignal): Promise<void> => {
    const manifest = manifestOf(kind, dataset);
    const total = bytesOfAll(manifest);
    let written = 0;
    const passed = (bytes: number): void => progress((written += bytes) / total);
    for (const file of dataFiles) await into.write(folder, file, dataOf(dataset, file), passed, signal);
    await into.write(folder, manifestFile, new TextEncoder().encode(JSON.stringify(manifest)), () => undefined, signal);
  };

  return {
    whyNotUsed: (kind) => refused.get(kind) ?? null,
    async read(kind, signal) {
      refused.delete(kind);
      try {
        const from = await store();
        return await locked(
          kind,
          "shared",
          async () => {
            for (const { folder } of await generations(from, kind)) {
              const dataset = await readFolder(from, folder, kind, signal);
              if (dataset) return dataset;
            }
            return null;
          },
          signal,
        );
      } catch {
        // A store that cannot be read is as good as an empty one: the files can be brought again.
        signal.throwIfAborted();
        return null;
      }
    },
    async write(kind, dataset, progress, signal) {
      try {
        const into = await store();
        await locked(
          kind,
          "exclusive",
          async () => {
            const before = await generations(into, kind);
            // What an earlier visit left half written only takes up room.
            for (const { folder } of before) if (!(await manifestIn(into, folder, kind, signal))) await into.remove(folder);
            const folder = `${kind}@${(before[0]?.number ?? 0) + 1}`;
            try {
              await writeFolder(into, folder, kind, dataset, progress, signal);
            } catch (reason) {
              await into.remove(folder).catch(() => undefined);
              throw reason;
            }
            for (const old of before) await into.remove(old.folder);
          },
          signal,
        );
        return null;
      } catch (reason) {
        signal.throwIfAborted();
        const { name, message } = reason instanceof Error ? reason : { name: "", message: String(reason) };
        return name === "QuotaExceededError" ? noRoom(bytesOfAll(manifestOf(kind, dataset))) : notLet(message || name);
      }
    },
    async forget(kind) {
      const from = await store().catch(() => null);
      if (!from) return;
      await locked(kind, "exclusive", async () => {
        for (const { folder } of await generations(from, kind)) await from.remove(folder);
      });
    },
  };
}

/** Opens the best store that the browser has: its file system for pages, else a database. Meant for a worker. */
async function openStore(): Promise<ByteStore> {
  const { storage } = navigator as { storage?: StorageManager };
  const workable = typeof FileSystemFileHandle !== "undefined" && "createSyncAccessHandle" in FileSystemFileHandle.prototype;
  if (workable && storage) {
    try {
      return originPrivateStore(await within(storage.getDirectory()), "datasets");
    } catch {
      // Some browsers have no file system in private windows, but a database.
    }
  }
  return indexedDbStore("layerloom-datasets");
}

/** The cache of the page that runs this. */
export const datasetCache = (): DatasetCache => datasetCacheIn(openStore, (navigator as { locks?: LockManager }).locks);
