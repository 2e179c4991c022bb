import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { initialWeights } from "../architecture";
import { edits, firstPreset } from "../experiment";
import { slotSizes } from "../models/trainingState";
import { fitPreprocessing } from "../preprocessing";
import { random } from "../random/random";
import { Refusal, showPath } from "../schema";
import type { ModelData, TrainingState } from "../training/protocol";
import { databaseName, indexedShelf } from "./indexedShelf";
import { library, type ChangeChannel } from "./library";
import { memoryShelf } from "./memoryShelf";
import type { Shelf } from "./shelf";
import type { Library } from "./types";

const { experiment } = firstPreset;

/** The first preset with fresh weights: 2 → 8 → 8 → 1, so 24 + 72 + 9 = 105 parameters. */
const model: ModelData = {
  experiment,
  preprocessing: fitPreprocessing(experiment.preprocessing, [2], 2, (visit) => visit(Float32Array.of(0, 1, 4, 3))),
  weights: initialWeights(experiment.layers, [2], random(7)),
};
const logs = { loss: 0.25, val_accuracy: 0.9375 };

/** The same model after 5 epochs of SGD with momentum, which remembers one array for each of the six weights. */
const withMomentum = edits.setCompile(experiment, { optimizer: { kind: "SGD", values: { learning_rate: 0.1, momentum: 0.9, nesterov: false } } });
const training: TrainingState = {
  epochs: 5,
  masks: experiment.layers.map((_, i) => [i, -5, 2 ** 31 - 1, 4_000_000_000] as const),
  optimizer: { slots: slotSizes(withMomentum, [2]).map((size, i) => new Float32Array(size).fill(0.5 - i)), steps: 80, rate: { base: 0.1, factor: 1e-7 } },
};
const trained: ModelData = { ...model, experiment: withMomentum, training };

const onShelf = (shelf: Shelf, more: Partial<Parameters<typeof library>[0]> = {}): Library => {
  let ids = 0;
  return library({ shelf, newId: () => `id${++ids}`, now: () => 1_700_000_000_000 + ids, ...more });
};

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Changes what lies in the database behind the page's back. */
async function meddle(id: string, change: (record: Record<string, unknown>) => unknown): Promise<void> {
  const database = await openDB(databaseName);
  await database.put("models", change((await database.get("models", id)) as Record<string, unknown>));
  database.close();
}

const refusal = async (of: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await of.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Refusal)) throw new Error(`not refused: ${String(thrown)}`);
  expect(thrown.text.zh).not.toBe("");
  return thrown.text.en;
};

const problemsOf = async (books: Library, id: string): Promise<string[]> => {
  const read = await books.open(id);
  return read.ok ? [] : read.error.map(({ path, message }) => `${showPath(path)}: ${message.en}`);
};

describe.each([
  ["IndexedDB", indexedShelf],
  ["memory", () => Promise.resolve(memoryShelf())],
])("models in %s", (_name, open) => {
  it("come back as they were, weights to the bit", async () => {
    const books = onShelf(await open());
    const { id } = await books.save("My net", model, logs);
    const read = await books.open(id);
    expect(read.ok && read.value.model).toEqual(model);
    expect(read.ok && read.value.summary.name).toBe("My net");
  });

  it("come back with what their training goes on from: epochs, masks, optimizer and rate", async () => {
    const books = onShelf(await open());
    const { id, bytes } = await books.save("My net", trained, logs);
    const read = await books.open(id);
    expect(read.ok && read.value.model).toEqual(trained);
    expect(training.optimizer!.slots.map(({ length }) => length)).toEqual([16, 8, 64, 8, 8, 1]);
    // 105 weights and an array of the optimizer for each of them, 4 bytes a number.
    expect(bytes).toBe(2 * 105 * 4 + JSON.stringify([trained.experiment, trained.preprocessing]).length);
  });

  it("are listed newest first, with what the list shows", async () => {
    const books = onShelf(await open());
    await books.save("first", model, logs);
    await books.save("second", model, {});
    const [newest, oldest] = await books.list();
    expect([newest?.name, oldest?.name]).toEqual(["second", "first"]);
    expect(oldest).toMatchObject({ layers: ["Dense", "Dense", "Dense"], parameters: 105, datasetKind: "circle", logs });
    // Weights of 4 bytes each, and the document beside them.
    expect(oldest!.bytes).toBe(105 * 4 + JSON.stringify([model.experiment, model.preprocessing]).length);
  });

  it("can be renamed and removed", async () => {
    const books = onShelf(await open());
    const { id } = await books.save("first", model, logs);
    await books.rename(id, "better name");
    expect((await books.list()).map(({ name }) => name)).toEqual(["better name"]);
    expect((await books.list())[0]?.logs).toEqual(logs);
    await books.remove(id);
    expect(await books.list()).toEqual([]);
    expect(await problemsOf(books, id)).toEqual([": this model is no longer there: another tab has deleted it"]);
    expect(await refusal(books.rename(id, "x"))).toContain("another tab has deleted the model");
  });
});

describe("the store in IndexedDB", () => {
  it("is there after the page was closed", async () => {
    const { id } = await onShelf(await indexedShelf()).save("kept", model, logs);
    const later = onShelf(await indexedShelf());
    expect((await later.list()).map(({ name }) => name)).toEqual(["kept"]);
    expect((await later.open(id)).ok).toBe(true);
  });

  it("refuses weights with a single bit changed, and still lists and opens the others", async () => {
    const books = onShelf(await indexedShelf());
    const [bad, good] = [await books.save("bad", model, logs), await books.save("good", model, logs)];
    await meddle(bad.id, (record) => {
      const weights = structuredClone(record["weights"]) as { values: Float32Array }[];
      new Uint8Array(weights[4]!.values.buffer)[7]! ^= 64;
      return { ...record, weights };
    });
    expect(await problemsOf(books, bad.id)).toEqual([
      "“bad”.weights: the stored weights are damaged: their checksum does not match. The browser's storage or the disk has changed them",
    ]);
    expect((await books.list()).map(({ name }) => name)).toEqual(["good", "bad"]);
    expect((await books.open(good.id)).ok).toBe(true);
  });

  it("refuses an optimizer's array with a single bit changed", async () => {
    const books = onShelf(await indexedShelf());
    const { id } = await books.save("bad", trained, logs);
    await meddle(id, (record) => {
      const changed = structuredClone(record["training"]) as { optimizer: { slots: Float32Array[] } };
      new Uint8Array(changed.optimizer.slots[2]!.buffer)[101]! ^= 1;
      return { ...record, training: changed };
    });
    expect(await problemsOf(books, id)).toEqual([
      "“bad”.weights: the stored weights are damaged: their checksum does not match. The browser's storage or the disk has changed them",
    ]);
  });

  it.each([
    ["arrays of other lengths", { optimizer: { ...training.optimizer!, slots: training.optimizer!.slots.map((slot) => Float32Array.of(...slot, 0)) } }],
    ["arrays for fewer weights", { optimizer: { ...training.optimizer!, slots: training.optimizer!.slots.slice(1) } }],
    ["masks for more layers", { masks: [...training.masks!, [1, 2, 3, 4] as const] }],
  ])("opens a model without its state of training where that has %s", async (_what, change) => {
    const books = onShelf(await indexedShelf());
    const { id } = await books.save("My net", { ...trained, training: { ...training, ...change } }, logs);
    const read = await books.open(id);
    const { training: _, ...rest } = trained;
    expect(read.ok && read.value.model).toEqual(rest);
  });

  it.each([
    ["epochs", { epochs: -1 }],
    ["masks", { masks: "none" }],
    ["learning rate", { optimizer: { ...training.optimizer!, rate: "0.1" } }],
    ["number of steps", { optimizer: { ...training.optimizer!, steps: NaN } }],
  ])("opens a model without its state of training where its %s are damaged, since its weights are whole", async (_what, change) => {
    const books = onShelf(await indexedShelf());
    const { id } = await books.save("My net", trained, logs);
    await meddle(id, (record) => ({ ...record, training: { ...training, ...change } }));
    expect(await problemsOf(books, id)).toEqual([]);
    const read = await books.open(id);
    expect(read.ok && read.value.model.training).toBeUndefined();
    expect(read.ok && read.value.model.weights).toEqual(trained.weights);
  });

  it("opens a record of before checksums were stored", async () => {
    const books = onShelf(await indexedShelf());
    const { id } = await books.save("old", model, logs);
    await meddle(id, ({ checksum: _, ...record }) => record);
    expect((await books.open(id)).ok).toBe(true);
  });

  it("leaves an entry without an id out of the list, and lists a damaged one with what can be shown", async () => {
    const books = onShelf(await indexedShelf());
    await books.save("whole", model, logs);
    const database = await openDB(databaseName);
    await database.put("summaries", { id: 7, name: "no text" });
    await database.put("summaries", { id: "x", name: 3, savedAt: 1e20, bytes: "many" });
    database.close();
    expect(await books.list()).toMatchObject([{ name: "whole" }, { id: "x", name: "?", savedAt: 0, bytes: 0 }]);
    expect((await books.open(7 as unknown as string)).ok).toBe(false);
  });

  it("lists without reading weights", async () => {
    const books = onShelf(await indexedShelf());
    await books.save("kept", model, logs);
    const read = vi.spyOn(IDBObjectStore.prototype, "getAll");
    await books.list();
    expect(read.mock.contexts.map((store) => (store as IDBObjectStore).name)).toEqual(["summaries"]);
  });

  it("writes both halves of a model or none, and says how much a full disk lacks", async () => {
    const books = onShelf(await indexedShelf(), { estimate: () => Promise.resolve({ usage: 9_000_000, quota: 10_048_576 }) });
    await books.save("before", model, logs);
     
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args) {
      if (this.name === "models") throw new DOMException("disk full", "QuotaExceededError");
      return put.apply(this, args);
    });
    const said = await refusal(books.save("too much", model, logs));
    expect(said).toMatch(/^“too much” was not saved: it needs 1\.\d kB, and the browser has about 1\.0 MB left/);
    expect(said).toContain("Nothing was lost");
    expect((await books.list()).map(({ name }) => name)).toEqual(["before"]);
  });

  it("steps aside when another tab brings a newer version, and then refuses instead of damaging it", async () => {
    const books = onShelf(await indexedShelf());
    await books.save("kept", model, logs);
    const newer = await openDB(databaseName, 99);
    expect(await refusal(books.list())).toContain("newer Layerloom");
    expect(await newer.count("models")).toBe(1);
    newer.close();
  });

  it("stores a weight that is a view into a large buffer without the buffer", async () => {
    const shelf = await indexedShelf();
    const books = onShelf(shelf);
    const large = new Float32Array(100_000);
    const weights = model.weights.map((weight, i) => (i === 0 ? { ...weight, values: large.subarray(10, 10 + weight.values.length) } : weight));
    const { id } = await books.save("view", { ...model, weights }, logs);
    const { record } = (await shelf.model(id)) as { record: { weights: { values: Float32Array }[] } };
    expect(record.weights[0]!.values.buffer.byteLength).toBe(16 * 4);
  });

  it("stores an optimizer's array that is a view into a large buffer without the buffer", async () => {
    const shelf = await indexedShelf();
    const slots = training.optimizer!.slots.map((slot) => new Float32Array(100_000).subarray(10, 10 + slot.length));
    const { id } = await onShelf(shelf).save("view", { ...trained, training: { ...training, optimizer: { ...training.optimizer!, slots } } }, logs);
    const { record } = (await shelf.model(id)) as { record: { training: { optimizer: { slots: Float32Array[] } } } };
    expect(record.training.optimizer.slots.map(({ buffer }) => buffer.byteLength)).toEqual([64, 32, 256, 32, 32, 4]);
  });
});

describe("a damaged record", () => {
  const saved = async (): Promise<{ books: Library; id: string }> => {
    const books = onShelf(await indexedShelf());
    const { id } = await books.save("My net", model, logs);
    return { books, id };
  };

  it("of a newer page is refused with the two versions, and stays", async () => {
    const { books, id } = await saved();
    await meddle(id, (record) => ({ ...record, format: 2, weights: "in another form" }));
    expect(await problemsOf(books, id)).toEqual([
      "“My net”.format: saved by a newer Layerloom (format 2; this page reads up to 1). Reload the page to update it",
    ]);
    expect(await books.list()).toHaveLength(1);
  });

  it("of an older form is named as such, and damage is told by what was expected", async () => {
    const { books, id } = await saved();
    await meddle(id, (record) => ({ ...record, format: 0, weights: "in another form" }));
    expect(await problemsOf(books, id)).toEqual([
      "“My net”.format: written by an older Layerloom (version 0), which this page can no longer read; expected version 1",
    ]);
    await meddle(id, (record) => ({ ...record, format: 1, weights: 7 }));
    expect(await problemsOf(books, id)).toEqual(["“My net”.weights: expected a list, received 7"]);
  });

  it("is reported with its name and the path of the fault in the document", async () => {
    const { books, id } = await saved();
    await meddle(id, (record) => ({ ...record, experiment: edits.setLayerValues(experiment, "l2", { units: -4 }) }));
    expect(await problemsOf(books, id)).toEqual([
      "“My net”.experiment.layers[1].values.units: expected a whole number from 1 to 65536, received -4",
    ]);
  });

  it("names the statistics that are not there", async () => {
    const { books, id } = await saved();
    const { steps, ...rest } = model.preprocessing;
    await meddle(id, (record) => ({ ...record, preprocessing: { ...rest, steps: steps.map((step) => ({ ...step, statistics: { mean: [1, 2] } })) } }));
    expect(await problemsOf(books, id)).toEqual(["“My net”.preprocessing.steps[0].statistics.deviation: expected 2 numbers, received 0"]);
  });

  it("names the weight that is missing and the one of the wrong shape", async () => {
    const { books, id } = await saved();
    const [kernel, , third, ...rest] = model.weights;
    await meddle(id, (record) => ({ ...record, weights: [kernel, { ...third, shape: [8, 9], values: new Float32Array(72) }, ...rest] }));
    expect(await problemsOf(books, id)).toEqual([
      "“My net”.weights.dense.bias: missing; expected shape (8,)",
      "“My net”.weights.dense_1.kernel: expected shape (8, 8) with 64 values, received (8, 9), 72",
    ]);
  });

  it("is still listed when its summary is damaged too", async () => {
    const { books, id } = await saved();
    const database = await openDB(databaseName);
    await database.put("summaries", { id, name: "My net", savedAt: "yesterday" });
    database.close();
    expect(await books.list()).toEqual([
      { id, name: "My net", savedAt: 0, layers: [], parameters: 0, datasetKind: "?", logs: {}, bytes: 0 },
    ]);
  });
});

describe("several tabs", () => {
  it("hear of each other's changes", async () => {
    const heard: string[] = [];
    const listeners: (() => void)[][] = [[], []];
    const end = (own: number): ChangeChannel => ({
      postMessage: () => listeners[1 - own]!.forEach((listener) => listener()),
      addEventListener: (_type, listener) => listeners[own]!.push(listener),
    });
    const shelf = await indexedShelf();
    const [here, there] = [onShelf(shelf, { channel: end(0) }), onShelf(shelf, { channel: end(1) })];
    here.onChange(() => heard.push("here"));
    const off = there.onChange(() => heard.push("there"));
    const { id } = await here.save("a", model, logs);
    await here.rename(id, "b");
    expect(heard).toEqual(["there", "there"]);
    off();
    await here.remove(id);
    expect(heard).toHaveLength(2);
  });
});
