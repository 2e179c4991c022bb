import "fake-indexeddb/auto";
import { deleteDB } from "idb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Dataset } from "../datasets";
import { pieceBytes, type ByteStore } from "./bytes/define";
import { indexedDbStore } from "./bytes/indexedDb";
import { originPrivateStore } from "./bytes/originPrivate";
import { datasetCacheIn, type DataLocks } from "./datasetCache";
import { memoryFileSystem } from "./bytes/testing";

const never = new AbortController().signal;
const ignore = (): void => undefined;

const pictures = (mark: number): Dataset => ({
  sampleShape: [2, 1, 3],
  classes: 3,
  train: { count: 4, samples: Uint8Array.from({ length: 24 }, (_, i) => mark + i), labels: Uint8Array.of(0, 1, 2, 0) },
  test: { count: 1, samples: Uint8Array.of(9, 8, 7, 6, 5, mark), labels: Uint8Array.of(2) },
});
const points: Dataset = {
  sampleShape: [2],
  classes: 2,
  train: { count: 1, samples: Float32Array.of(0.5, -2), labels: Uint8Array.of(1) },
  test: { count: 0, samples: new Float32Array(0), labels: new Uint8Array(0) },
};

let count = 0;
const stores: Readonly<Record<string, () => Promise<ByteStore>>> = {
  "the origin private file system": () => Promise.resolve(originPrivateStore(memoryFileSystem(), "data")),
  IndexedDB: () => indexedDbStore(`test-${count++}`),
};

describe.each(Object.entries(stores))("bytes in %s", (_name, open) => {
  let store: ByteStore;
  beforeEach(async () => {
    store = await open();
  });
  const write = (folder: string, file: string, bytes: Uint8Array): Promise<void> => store.write(folder, file, bytes, ignore, never);

  it("come back as they were, in any number of pieces", async () => {
    for (const size of [0, 1, pieceBytes - 1, pieceBytes, pieceBytes + 1]) {
      const bytes = new Uint8Array(size);
      bytes.set([1, 2, 3].slice(0, size));
      if (size > 3) bytes[size - 1] = 9;
      await write("a", `${size}`, bytes);
      const back = await store.read("a", `${size}`, never);
      expect(back?.length).toBe(size);
      expect(Buffer.compare(back!, bytes)).toBe(0);
    }
  });

  it("that are written over leave nothing of what was there", async () => {
    await write("a", "file", new Uint8Array(pieceBytes + 5));
    await write("a", "file", Uint8Array.of(4));
    expect(await store.read("a", "file", never)).toEqual(Uint8Array.of(4));
  });

  it("are in folders of their own, which go as a whole", async () => {
    await write("a", "file", Uint8Array.of(1));
    await write("ab", "file", Uint8Array.of(2));
    expect([...(await store.folders())].sort()).toEqual(["a", "ab"]);
    await store.remove("a");
    await store.remove("never was");
    expect(await store.folders()).toEqual(["ab"]);
    expect([await store.read("a", "file", never), await store.read("ab", "other", never)]).toEqual([null, null]);
    expect(await store.read("ab", "file", never)).toEqual(Uint8Array.of(2));
  });

  it("tell how far they are, and stop between two pieces", async () => {
    const told: number[] = [];
    await store.write("a", "file", new Uint8Array(pieceBytes + 5), (bytes) => told.push(bytes), never);
    expect(told).toEqual([pieceBytes, 5]);
    const stop = new AbortController();
    const writing = store.write("b", "file", new Uint8Array(3 * pieceBytes), () => stop.abort(new Error("stopped")), stop.signal);
    await expect(writing).rejects.toThrow("stopped");
    await expect(store.read("a", "file", stop.signal)).rejects.toThrow("stopped");
  });

  it("of a view are those of the view", async () => {
    await write("a", "file", Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    expect(await store.read("a", "file", never)).toEqual(Uint8Array.of(2, 3));
  });
});

describe.each(Object.entries(stores))("data kept in %s", (_name, open) => {
  it("come back at the next visit, each kind its own", async () => {
    const store = await open();
    const cache = datasetCacheIn(() => Promise.resolve(store));
    const told: number[] = [];
    expect(await cache.read("cifar10", never)).toBeNull();
    expect(await cache.write("cifar10", pictures(1), (part) => told.push(part), never)).toBeNull();
    expect(await cache.write("points", points, ignore, never)).toBeNull();
    expect(told.at(-1)).toBe(1);
    const next = datasetCacheIn(() => Promise.resolve(store));
    expect(await next.read("cifar10", never)).toEqual(pictures(1));
    expect(await next.read("points", never)).toEqual(points);
    await next.forget("cifar10");
    expect([await next.read("cifar10", never), await next.read("points", never)]).toEqual([null, points]);
  });

  it("are replaced by later ones, and nothing of the former is left", async () => {
    const store = await open();
    const cache = datasetCacheIn(() => Promise.resolve(store));
    for (const mark of [1, 2, 3]) await cache.write("cifar10", pictures(mark), ignore, never);
    expect(await cache.read("cifar10", never)).toEqual(pictures(3));
    expect(await store.folders()).toEqual(["cifar10@3"]);
  });
});

describe("data that are kept", () => {
  const fresh = () => {
    const store = originPrivateStore(memoryFileSystem(), "data");
    return { store, cache: datasetCacheIn(() => Promise.resolve(store)) };
  };
  const ascii = (written: string): Uint8Array => new TextEncoder().encode(written);

  it("are not used when a label is of no class, and why is said until they are whole again", async () => {
    const { store, cache } = fresh();
    await cache.write("cifar10", pictures(1), ignore, never);
    expect(cache.whyNotUsed("cifar10")).toBeNull();
    await store.write("cifar10@1", "test.labels.bin", Uint8Array.of(77), () => undefined, never);
    expect(await cache.read("cifar10", never)).toBeNull();
    expect(cache.whyNotUsed("cifar10")?.en).toMatch(/^The data that this browser kept are not used, because they are damaged: cifar10@1\/test\.labels\.bin.*77/);
    await cache.write("cifar10", pictures(2), ignore, never);
    expect(await cache.read("cifar10", never)).toEqual(pictures(2));
    expect(cache.whyNotUsed("cifar10")).toBeNull();
  });

  it("stay when a later writing is broken off, which leaves nothing", async () => {
    const { store, cache } = fresh();
    await cache.write("cifar10", pictures(1), ignore, never);
    const stop = new AbortController();
    await expect(cache.write("cifar10", pictures(2), () => stop.abort(new Error("stopped")), stop.signal)).rejects.toThrow("stopped");
    expect(await cache.read("cifar10", never)).toEqual(pictures(1));
    expect(await store.folders()).toEqual(["cifar10@1"]);
  });

  it("stay when there is no room for others; why is said in both languages", async () => {
    const { store, cache } = fresh();
    await cache.write("cifar10", pictures(1), ignore, never);
    const full = datasetCacheIn(() =>
      Promise.resolve({
        ...store,
        write: (folder, file, ...rest) =>
          file === "test.samples.bin" ? Promise.reject(new DOMException("no", "QuotaExceededError")) : store.write(folder, file, ...rest),
      } satisfies ByteStore),
    );
    expect(await full.write("cifar10", pictures(2), ignore, never)).toEqual({
      en: expect.stringContaining("has no room to keep the data (35 B)") as string,
      zh: expect.stringContaining("没有足够的空间") as string,
    });
    expect(await cache.read("cifar10", never)).toEqual(pictures(1));
    expect(await store.folders()).toEqual(["cifar10@1"]);
  });

  it("are none where the browser has no store; what it says is passed on", async () => {
    const cache = datasetCacheIn(() => Promise.reject(new DOMException("not in a private window", "SecurityError")));
    expect(await cache.read("cifar10", never)).toBeNull();
    expect((await cache.write("cifar10", pictures(1), ignore, never))?.en).toContain("does not let the page keep the data (not in a private window)");
    await cache.forget("cifar10");
  });

  it("are passed over when a tab was closed while it wrote, and cleared away by the next writing", async () => {
    const { store, cache } = fresh();
    await cache.write("cifar10", pictures(1), ignore, never);
    await store.write("cifar10@2", "train.samples.bin", new Uint8Array(24), ignore, never);
    await store.write("cifar10@3", "manifest.json", ascii('{"format":"layerl'), ignore, never);
    expect(await cache.read("cifar10", never)).toEqual(pictures(1));
    await cache.write("cifar10", pictures(2), ignore, never);
    expect(await store.folders()).toEqual(["cifar10@4"]);
  });

  it.each([
    ["a file is shorter", "train.samples.bin", new Uint8Array(23)],
    ["a label is of no class", "test.labels.bin", Uint8Array.of(3)],
    ["the manifest is newer", "manifest.json", ascii('{"version":2}')],
    ["the manifest is of another kind", "manifest.json", ascii("[]")],
  ])("are passed over when %s", async (_what, file, bytes) => {
    const { store, cache } = fresh();
    await cache.write("cifar10", pictures(1), ignore, never);
    await store.write("cifar10@1", file, bytes, ignore, never);
    expect(await cache.read("cifar10", never)).toBeNull();
  });

  it("do not suffer from names that are alike", async () => {
    const { store, cache } = fresh();
    for (const folder of ["cifar10@x", "cifar100@7", "else"]) await store.write(folder, "file", new Uint8Array(1), ignore, never);
    await cache.write("cifar10", pictures(1), ignore, never);
    await cache.forget("cifar10");
    expect([...(await store.folders())].sort()).toEqual(["cifar100@7", "cifar10@x", "else"]);
  });

  it("are written by one tab at a time, while none reads", async () => {
    const store = originPrivateStore(memoryFileSystem(), "data");
    const log: string[] = [];
    let writers = 0;
    const slow: ByteStore = {
      ...store,
      async write(folder, file, ...rest) {
        if (file === "train.samples.bin") log.push(`from ${(writers += 1)}`);
        await store.write(folder, file, ...rest);
        if (file === "manifest.json") log.push(`to ${(writers -= 1)}`);
      },
    };
    const locks = lockManager();
    const tabs = [1, 2, 3].map(() => datasetCacheIn(() => Promise.resolve(slow), locks));
    await Promise.all(tabs.map((tab, i) => tab.write("cifar10", pictures(i), ignore, never)));
    expect(log).toEqual(["from 1", "to 0", "from 1", "to 0", "from 1", "to 0"]);
    expect(await store.folders()).toEqual(["cifar10@3"]);
    expect(await Promise.all(tabs.map((tab) => tab.read("cifar10", never)))).toEqual([pictures(2), pictures(2), pictures(2)]);
  });
});

/** A browser's lock manager, as far as the specification is needed: shared locks together, exclusive ones alone, in order. */
function lockManager(): DataLocks {
  const held: ("shared" | "exclusive")[] = [];
  const queue: { mode: "shared" | "exclusive"; start: () => void }[] = [];
  const next = (): void => {
    const first = queue[0];
    if (!first || (first.mode === "exclusive" ? held.length : held.includes("exclusive"))) return;
    queue.shift();
    held.push(first.mode);
    first.start();
    next();
  };
  return {
    request: (_name, { mode }, act) =>
      new Promise((resolve, reject) => {
        const start = (): void => {
          void act()
            .then(resolve, reject)
            .finally(() => {
              held.splice(held.indexOf(mode), 1);
              next();
            });
        };
        queue.push({ mode, start });
        next();
      }),
  };
}

describe("the database for bytes", () => {
  it("does not stand in the way of its deletion", async () => {
    await indexedDbStore("to be deleted");
    await deleteDB("to be deleted");
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("to be deleted");
  });
});
