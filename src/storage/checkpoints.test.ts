import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { initialWeights, type LayerWeight } from "../architecture";
import { callbacks, readCallback } from "../callbacks";
import { optimizers, readOptimizer } from "../compile";
import { edits, firstPreset } from "../experiment";
import { fitPreprocessing } from "../preprocessing";
import { random } from "../random/random";
import { defaultsOf, Refusal } from "../schema";
import { checkpointVersion, type Checkpoint, type CheckpointKeeper } from "../training/checkpoint";
import { checkpointKeeper, checkpointList, type CheckpointNeeds } from "./checkpoints";
import type { ChangeChannel } from "./library";
import { runsDatabase, runShelf } from "./runShelf";
import { lockingBrowser, type LockingTab } from "./testing";
import type { Checkpoints } from "./types";

const adam = readOptimizer("Adam", defaultsOf(optimizers.get("Adam").fields), []);
const stopping = readCallback("EarlyStopping", { ...defaultsOf(callbacks.get("EarlyStopping").fields), restore_best_weights: true }, []);
if (!adam.ok || !stopping.ok) throw new Error("the defaults are refused");
/** 2 → 8 → 8 → 1 with Adam, which remembers two arrays per weight, and a callback that keeps the best weights. */
const experiment = edits.setFit(edits.setCompile(firstPreset.experiment, { optimizer: adam.value, metrics: ["accuracy", "precision"] }), {
  callbacks: [stopping.value],
});
const sizes = [16, 8, 64, 8, 8, 1];

const weights = (seed: number): LayerWeight[] => initialWeights(experiment.layers, [2], random(seed));

const checkpoint = (runId: string, more: Partial<Checkpoint> = {}): Checkpoint => ({
  version: checkpointVersion,
  runId,
  experiment,
  preprocessing: fitPreprocessing(experiment.preprocessing, [2], 2, (visit) => visit(Float32Array.of(0, 1, 4, 3))),
  epoch: 3,
  step: 7,
  epochs: 12,
  rate: { base: 0.03, factor: 0.5 },
  learner: {
    weights: weights(7),
    optimizer: sizes.flatMap((size, i) => [Float32Array.from({ length: size }, (_, at) => Math.fround(i + at / 3)), new Float32Array(size).fill(1e-9)]),
    steps: 103,
    masks: experiment.layers.map((_, i) => [i, -5, 2 ** 31 - 1, 4_000_000_000] as const),
  },
  figures: { samples: 224, loss: 0.1 + 0.2, totals: [[100], [3, 4]] },
  callbacks: [{ state: { best: 0.25, bestEpoch: 1, wait: 1 }, kept: { weights: weights(8), epoch: 1 } }],
  history: {
    epochs: [0.5, 0.4, NaN].map((loss, i) => ({ logs: { loss, accuracy: 0.25 * i }, seconds: 0.5 })),
    curve: { points: [{ step: 4, loss: 0.6 }, { step: 8, loss: Infinity }], stride: 4 },
    changes: [{ epoch: 1, step: 2, what: "learning_rate", from: 0.03, to: 0.015, by: "hand" }],
    diagnosis: { kind: "collapse", message: { en: "It is stuck.", zh: "停滞。" }, remedies: ["softmax"] },
  },
  seconds: 1.75,
  ...more,
});

/** Adam's 2 × 105 numbers and the weights now and kept, 105 each: 4 × 4 × 105 bytes at the least. */
const numbersAlone = 1680;

let clock = 0;
beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  clock = 1_700_000_000_000;
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Messages to all other ends, at once. */
function channels(): () => ChangeChannel {
  const ends: (() => void)[][] = [];
  return () => {
    const own: (() => void)[] = [];
    ends.push(own);
    return {
      postMessage: () => ends.filter((end) => end !== own).forEach((end) => end.forEach((listener) => listener())),
      addEventListener: (_type, listener) => own.push(listener),
    };
  };
}

/** Workers and pages of one browser. */
function browser({ locking = true } = {}): {
  worker(holder: string): { readonly keeper: CheckpointKeeper; readonly die: () => void };
  page(): Checkpoints;
} {
  const newTab = lockingBrowser();
  const newChannel = channels();
  const needs = (tab: LockingTab): CheckpointNeeds => ({ shelf: runShelf(), channel: newChannel(), patience: 1, ...(locking ? { locks: tab.locks } : {}) });
  return {
    worker(holder) {
      const tab = newTab();
      return { keeper: checkpointKeeper({ ...needs(tab), holder, now: () => (clock += 1000) }), die: () => tab.close() };
    },
    page: () => checkpointList(needs(newTab())),
  };
}

const refusal = async (of: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await of.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Refusal)) throw new Error(`not refused: ${String(thrown)}`);
  expect(thrown.text.zh).toMatch(/\p{Script=Han}/u);
  return thrown.text.en;
};

/** With the lowest bit of the third number changed. */
function flipped(values: Float32Array): Float32Array {
  const other = values.slice();
  new Uint8Array(other.buffer)[8]! ^= 1;
  return other;
}

const idsOf = async (page: Checkpoints): Promise<string[]> => (await page.list()).map(({ runId }) => runId);

/** Changes what lies in the database behind everybody's back. */
async function meddle(store: "summaries" | "states", runId: string, change: (record: Record<string, unknown>) => unknown): Promise<void> {
  const database = await openDB(runsDatabase);
  await database.put(store, change((await database.get(store, runId)) as Record<string, unknown>));
  database.close();
}

const stored = async (): Promise<{ summaries: unknown[]; states: unknown[] }> => {
  const database = await openDB(runsDatabase);
  const found = { summaries: await database.getAllKeys("summaries"), states: await database.getAllKeys("states") };
  database.close();
  return found;
};

/** A run that was kept and whose worker has died. */
async function cutOff(here: ReturnType<typeof browser>, kept: Checkpoint): Promise<void> {
  const { keeper, die } = here.worker(`worker of ${kept.runId}`);
  await keeper.keep(kept);
  die();
}

describe("a checkpoint", () => {
  it("comes back in another worker as it was, every number to the bit", async () => {
    const here = browser();
    await cutOff(here, checkpoint("a"));
    const claimed = await here.worker("second").keeper.claim("a");
    expect(claimed).toEqual(checkpoint("a"));
    expect(claimed?.learner.optimizer[0]).toBeInstanceOf(Float32Array);
    expect(claimed?.learner.optimizer.map(({ length }) => length)).toEqual([16, 16, 8, 8, 64, 64, 8, 8, 8, 8, 1, 1]);
  });

  it("says what trained the run, unless it was kept before that was noted", async () => {
    const here = browser();
    const trainedBy = { backend: "webgl", label: "WebGL · Apple M2" } as const;
    await cutOff(here, checkpoint("a", { trainedBy }));
    expect((await here.worker("second").keeper.claim("a"))?.trainedBy).toEqual(trainedBy);
    expect(checkpoint("b").trainedBy).toBeUndefined();
    await cutOff(here, checkpoint("b"));
    expect(await here.worker("third").keeper.claim("b")).toEqual(checkpoint("b"));
  });

  it("takes the place of the run's last one", async () => {
    const here = browser();
    const { keeper, die } = here.worker("first");
    const later = checkpoint("a", { epoch: 4, step: 0, learner: { ...checkpoint("a").learner, weights: weights(9), steps: 130 } });
    const [first, second] = [await keeper.keep(checkpoint("a")), await keeper.keep(later)];
    die();
    expect(await here.worker("second").keeper.claim("a")).toEqual(later);
    expect(await stored()).toEqual({ summaries: ["a"], states: ["a"] });
    for (const { bytes } of [first, second]) expect(bytes).toBeGreaterThan(numbersAlone);
  });

  it("of a run that was never kept is none", async () => {
    const { worker } = browser();
    const { keeper } = worker("first");
    expect(await keeper.claim("a")).toBeNull();
    // Nothing stands in the way of a run of that name.
    expect(await worker("second").keeper.keep(checkpoint("a"))).toMatchObject({ bytes: expect.any(Number) as number });
  });

  it("is gone once the run has ended", async () => {
    const { worker, page } = browser();
    const { keeper } = worker("first");
    await keeper.keep(checkpoint("a"));
    await keeper.keep(checkpoint("b"));
    await keeper.forget("a");
    expect(await stored()).toEqual({ summaries: ["b"], states: ["b"] });
    expect(await worker("second").keeper.claim("a")).toBeNull();
    expect(await idsOf(page())).toEqual([]);
  });

  it("brings no more into the store than its numbers, when they are views into large buffers", async () => {
    const here = browser();
    const large = new Float32Array(100_000);
    const { learner, callbacks: stood } = checkpoint("a");
    const view = <W extends { readonly values: Float32Array }>(weight: W): W => ({ ...weight, values: large.subarray(10, 10 + weight.values.length) });
    await cutOff(
      here,
      checkpoint("a", {
        learner: { ...learner, weights: learner.weights.map(view), optimizer: learner.optimizer.map(({ length }) => large.subarray(5, 5 + length)) },
        callbacks: stood.map(({ state, kept }) => ({ state, kept: kept && { ...kept, weights: kept.weights.map(view) } })),
      }),
    );
    const claimed = (await here.worker("second").keeper.claim("a"))!;
    const arrays = [...claimed.learner.optimizer, ...[...claimed.learner.weights, ...claimed.callbacks[0]!.kept!.weights].map(({ values }) => values)];
    expect(arrays.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBe(numbersAlone);
  });

  it("of more than 512 MB is refused before anything is written, and the run's last one stays", async () => {
    const here = browser();
    const { keeper, die } = here.worker("first");
    await keeper.keep(checkpoint("a", { epoch: 2, step: 5 }));
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    // Such an array's memory is only reserved, not touched.
    const huge = checkpoint("a", { learner: { ...checkpoint("a").learner, optimizer: [new Float32Array(2 ** 27)] } });
    expect(await refusal(keeper.keep(huge))).toMatch(
      /^The state of this run was not kept: it takes 537 MB, and at most 512 MB are kept\. Training goes on\. Its state in epoch 3 after 5 steps is still there/,
    );
    expect(put).not.toHaveBeenCalled();
    die();
    expect(await here.worker("second").keeper.claim("a")).toMatchObject({ epoch: 2, step: 5 });
  });

  it("that finds the disk full is refused whole: what was there is still there, and the next one may succeed", async () => {
    const here = browser();
    const { keeper, die } = here.worker("first");
    const put = IDBObjectStore.prototype.put;
    let full = true;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args) {
      if (full && this.name === "states") throw new DOMException("disk full", "QuotaExceededError");
      return put.apply(this, args);
    });
    const first = await refusal(keeper.keep(checkpoint("a")));
    expect(first).toMatch(/it takes [\d.]+ kB, more than the browser has left for this page\. Training goes on; if it is cut off, it cannot be continued/);
    expect(await stored()).toEqual({ summaries: [], states: [] });
    full = false;
    await keeper.keep(checkpoint("a", { epoch: 0, step: 40 }));
    full = true;
    expect(await refusal(keeper.keep(checkpoint("a", { epoch: 1, step: 0 })))).toContain("Its state in epoch 1 after 40 steps is still there");
    die();
    expect(await idsOf(here.page())).toEqual(["a"]);
    full = false;
    expect(await here.worker("second").keeper.claim("a")).toMatchObject({ epoch: 0, step: 40 });
  });
});

describe.each([
  ["with a lock manager", true],
  ["without one", false],
])("two holders of a run, %s,", (_name, locking) => {
  it("do not overwrite each other: the first trains on and is told so", async () => {
    const here = browser({ locking });
    const [first, second] = [here.worker("first"), here.worker("second")];
    await first.keeper.keep(checkpoint("a"));
    if (locking) first.die();
    expect(await second.keeper.claim("a")).toMatchObject({ epoch: 3 });
    await second.keeper.keep(checkpoint("a", { epoch: 5 }));
    expect(await refusal(first.keeper.keep(checkpoint("a", { epoch: 4 })))).toContain("Another tab goes on with this run");
    // Its end does not take the other's state away either.
    await first.keeper.forget("a");
    second.die();
    expect(await here.worker("third").keeper.claim("a")).toMatchObject({ epoch: 5 });
  });
});

describe("a run under way", () => {
  it("can be claimed by nobody else, and by others once its worker has died", async () => {
    const { worker } = browser();
    const [first, second] = [worker("first"), worker("second")];
    await first.keeper.keep(checkpoint("a"));
    expect(await refusal(second.keeper.claim("a"))).toBe("This run is being trained in another tab.");
    first.die();
    expect(await second.keeper.claim("a")).toEqual(checkpoint("a"));
    expect(await refusal(worker("third").keeper.claim("a"))).toBe("This run is being trained in another tab.");
  });

  it("is not in the list, and comes into it when its worker dies", async () => {
    const { worker, page } = browser();
    await worker("other").keeper.keep(checkpoint("goes on"));
    const { keeper, die } = worker("first");
    await keeper.keep(checkpoint("a"));
    const here = page();
    expect(await idsOf(here)).toEqual([]);
    const told = new Promise<void>((resolve) => here.onChange(resolve));
    die();
    await told;
    expect(await idsOf(here)).toEqual(["a"]);
  });

  it("comes into the list when its worker lets go of it, and goes on from there in any", async () => {
    const { worker, page } = browser();
    const { keeper } = worker("first");
    await keeper.keep(checkpoint("a"));
    const here = page();
    expect(await idsOf(here)).toEqual([]);
    const told = new Promise<void>((resolve) => here.onChange(resolve));
    keeper.letGo("a");
    await told;
    expect(await idsOf(here)).toEqual(["a"]);
    expect(await worker("second").keeper.claim("a")).toEqual(checkpoint("a"));
  });

  it("cannot be discarded", async () => {
    const { worker, page } = browser();
    await worker("first").keeper.keep(checkpoint("a"));
    expect(await refusal(page().discard("a"))).toBe("This run is being trained in another tab.");
    expect(await stored()).toEqual({ summaries: ["a"], states: ["a"] });
  });
});

describe("the list of runs that were cut off", () => {
  it("shows them newest first, without reading their states", async () => {
    const here = browser();
    await cutOff(here, checkpoint("old"));
    await cutOff(here, checkpoint("new", { epoch: 0, step: 9 }));
    const read = vi.spyOn(IDBObjectStore.prototype, "getAll");
    const list = await here.page().list();
    expect(read.mock.contexts.map((store) => (store as IDBObjectStore).name)).toEqual(["summaries"]);
    expect(list).toEqual([
      { runId: "new", experiment, epoch: 0, step: 9, epochs: 12, savedAt: 1_700_000_002_000, bytes: expect.any(Number) as number },
      { runId: "old", experiment, epoch: 3, step: 7, epochs: 12, savedAt: 1_700_000_001_000, bytes: expect.any(Number) as number },
    ]);
  });

  it("loses what is discarded, and tells other pages", async () => {
    const here = browser();
    await cutOff(here, checkpoint("a"));
    await cutOff(here, checkpoint("b"));
    const [one, other] = [here.page(), here.page()];
    const told = vi.fn();
    const off = other.onChange(told);
    await one.discard("a");
    expect(told).toHaveBeenCalledTimes(1);
    expect([await idsOf(one), await idsOf(other)]).toEqual([["b"], ["b"]]);
    off();
    await one.discard("b");
    expect(told).toHaveBeenCalledTimes(1);
    expect(await stored()).toEqual({ summaries: [], states: [] });
  });

  it("tells pages when a run is gone on with", async () => {
    const here = browser();
    await cutOff(here, checkpoint("a"));
    const page = here.page();
    const told = vi.fn();
    page.onChange(told);
    await here.worker("second").keeper.claim("a");
    expect(told).toHaveBeenCalledTimes(1);
    expect(await idsOf(page)).toEqual([]);
  });

  it("keeps ten, and says when the oldest that nobody trains goes for another", async () => {
    const here = browser();
    await here.worker("long").keeper.keep(checkpoint("long"));
    for (let run = 1; run <= 9; run++) await cutOff(here, checkpoint(`${run}`));
    expect(await idsOf(here.page())).toEqual(["9", "8", "7", "6", "5", "4", "3", "2", "1"]);
    const { keeper } = here.worker("next");
    expect(await keeper.keep(checkpoint("next"))).toMatchObject({ gone: 1 });
    expect(await idsOf(here.page())).toEqual(["9", "8", "7", "6", "5", "4", "3", "2"]);
    expect(new Set((await stored()).states)).toEqual(new Set(["long", "2", "3", "4", "5", "6", "7", "8", "9", "next"]));
    // Its next state takes the place of its own.
    expect(await keeper.keep(checkpoint("next"))).toMatchObject({ gone: 0 });
  });

  it("leaves out an entry that cannot be read, which goes with the next checkpoint that is kept", async () => {
    const here = browser();
    for (const runId of ["good", "bad"]) await cutOff(here, checkpoint(runId));
    await meddle("summaries", "bad", (record) => ({ ...record, epoch: "the third" }));
    expect(await idsOf(here.page())).toEqual(["good"]);
    await here.worker("next").keeper.keep(checkpoint("next"));
    expect(new Set((await stored()).states)).toEqual(new Set(["good", "next"]));
  });

  it("leaves out and leaves alone what a newer page has kept", async () => {
    const here = browser();
    for (const runId of ["newer document", "newer state"]) await cutOff(here, checkpoint(runId));
    await meddle("summaries", "newer document", (record) => ({ ...record, experiment: { version: 2 } }));
    await meddle("summaries", "newer state", (record) => ({ ...record, version: 2 }));
    expect(await idsOf(here.page())).toEqual([]);
    await here.worker("next").keeper.keep(checkpoint("next"));
    expect((await stored()).states).toHaveLength(3);
  });
});

describe("a state that cannot be used is refused by name and stays:", () => {
  const said = async (change: (record: Record<string, unknown>) => unknown): Promise<string> => {
    const here = browser();
    await cutOff(here, checkpoint("a"));
    await meddle("states", "a", change);
    const sentence = await refusal(here.worker("second").keeper.claim("a"));
    expect(await idsOf(here.page())).toEqual(["a"]);
    expect((await stored()).states).toEqual(["a"]);
    return sentence.replace("This run cannot be continued; what was kept of it cannot be read: ", "");
  };
  const { learner, callbacks: stood, preprocessing } = checkpoint("a");

  it.each<[string, (record: Record<string, unknown>) => unknown, string]>([
    [
      "an older version",
      (record) => ({ ...record, version: 0, learner: "in another form" }),
      "version: written by an older Layerloom (version 0), which this page can no longer read; expected version 1",
    ],
    ["a newer version", (record) => ({ ...record, version: 2, learner: "in another form" }), "version: kept by a newer Layerloom. Reload the page to update it"],
    [
      "the document",
      (record) => ({ ...record, experiment: edits.setLayerValues(experiment, "l2", { units: -4 }) }),
      "experiment.layers[1].values.units: expected a whole number from 1 to 65536, received -4",
    ],
    [
      "the preprocessing",
      (record) => ({ ...record, preprocessing: { ...preprocessing, sampleShape: [3] } }),
      "preprocessing.sampleShape: expected (None, 2), received (None, 3)",
    ],
    [
      "a weight",
      (record) => ({ ...record, learner: { ...learner, weights: learner.weights.slice(1) } }),
      "learner.weights.dense.kernel: missing; expected shape (2, 8)",
    ],
    [
      "the number of the optimizer's arrays",
      (record) => ({ ...record, learner: { ...learner, optimizer: learner.optimizer.slice(1) } }),
      "learner.optimizer.length: expected 12, received 11; learner.optimizer[1].length: expected 16, received 8; learner.optimizer[3].length: expected 8, received 64; …",
    ],
    [
      "one of the optimizer's arrays",
      (record) => ({ ...record, learner: { ...learner, optimizer: learner.optimizer.with(4, new Float32Array(63)) } }),
      "learner.optimizer[4].length: expected 64, received 63",
    ],
    [
      "a single bit of a number that the optimizer remembers",
      (record) => ({ ...record, learner: { ...learner, optimizer: learner.optimizer.with(4, flipped(learner.optimizer[4]!)) } }),
      "learner: the stored weights are damaged: their checksum does not match. The browser's storage or the disk has changed them",
    ],
    [
      "the masks' generators",
      (record) => ({ ...record, learner: { ...learner, masks: [] } }),
      `learner.masks.length: expected ${experiment.layers.length}, received 0`,
    ],
    ["the metrics' sums", (record) => ({ ...record, figures: { samples: 1, loss: 1, totals: [] } }), "figures.totals.length: expected 2, received 0"],
    ["the callbacks", (record) => ({ ...record, callbacks: [...stood, ...stood] }), "callbacks.length: expected 1, received 2"],
    [
      "weights that a callback has kept",
      (record) => ({ ...record, callbacks: [{ state: {}, kept: { epoch: 1, weights: weights(1).slice(0, 5) } }] }),
      "callbacks[0].kept.weights.dense_2.bias: missing; expected shape (1,)",
    ],
    ["the place", (record) => ({ ...record, epoch: 13 }), "epoch: expected at most 12, received 13"],
    ["the first epoch", (record) => ({ ...record, initialEpoch: 4 }), "initialEpoch: expected at most 3, received 4"],
  ])("%s", async (_what, change, sentence) => {
    expect(await said(change)).toBe(sentence);
  });

  it("figures of another kind", async () => {
    expect(await said((record) => ({ ...record, history: { epochs: [{ logs: { loss: "low" }, seconds: 1 }], changes: [], curve: { points: [], stride: 1 } } }))).toContain(
      'history.epochs[0].logs.loss: expected a number, received "low"',
    );
  });

  it("and the run can be claimed by nobody meanwhile who would be kept out for ever", async () => {
    const here = browser();
    await cutOff(here, checkpoint("a"));
    await meddle("states", "a", (record) => ({ ...record, seconds: -1 }));
    await refusal(here.worker("second").keeper.claim("a"));
    await here.page().discard("a");
    expect(await idsOf(here.page())).toEqual([]);
  });
});

describe("where the browser keeps nothing", () => {
  it("a run trains on and says so, and the list is empty", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("denied in a private window", "SecurityError");
    });
    const here = browser();
    const { keeper } = here.worker("first");
    expect(await refusal(keeper.keep(checkpoint("a")))).toBe(
      "The browser does not let the page keep the state of this run (denied in a private window). Training goes on; if it is cut off, it cannot be continued.",
    );
    expect(await idsOf(here.page())).toEqual([]);
    expect(await refusal(keeper.claim("a"))).toContain("cannot be reached (denied in a private window)");
    expect(await refusal(here.page().discard("a"))).toContain("cannot be reached");
  });

  it("because a newer page has changed the store, that is said and nothing is touched", async () => {
    const here = browser();
    const { keeper } = here.worker("first");
    await keeper.keep(checkpoint("a"));
    const newer = await openDB(runsDatabase, 99);
    expect(await refusal(keeper.keep(checkpoint("a", { epoch: 4 })))).toContain("kept by a newer Layerloom");
    expect(await newer.get("summaries", "a")).toMatchObject({ epoch: 3 });
    newer.close();
  });

  it("a lock manager that refuses altogether is as good as none", async () => {
    const locks = { request: () => Promise.reject(new DOMException("opaque", "SecurityError")), query: () => Promise.reject(new DOMException("opaque", "SecurityError")) };
    const keeper = checkpointKeeper({ shelf: runShelf(), locks, holder: "first", now: () => 1 });
    await keeper.keep(checkpoint("a"));
    expect(await idsOf(checkpointList({ shelf: runShelf(), locks }))).toEqual(["a"]);
  });
});
