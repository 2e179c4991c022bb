import "fake-indexeddb/auto";
import { IDBOpenDBRequest } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refusal } from "../schema";
import { checkpointList } from "./checkpoints";
import { datasetCacheIn } from "./datasetCache";
import { noAnswer, openingDeadline, within } from "./deadline";
import { finishedRuns } from "./finishedRuns";
import { finishedShelf } from "./finishedShelf";
import { indexedShelf } from "./indexedShelf";
import { indexedDbStore } from "./bytes/indexedDb";
import { openStorage } from "./open";
import { runShelf } from "./runShelf";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  // Opening is asked for and never answered.
  globalThis.indexedDB = { open: () => new IDBOpenDBRequest() } as unknown as IDBFactory;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** The refusal after the deadline, in the language of the tests; fails when there is none before it or nothing after it. */
async function refused(of: Promise<unknown>): Promise<string> {
  let ended: unknown = null;
  of.then(
    () => (ended = "answered"),
    (reason: unknown) => (ended = reason),
  );
  await vi.advanceTimersByTimeAsync(openingDeadline - 1);
  expect(ended).toBeNull();
  await vi.advanceTimersByTimeAsync(1);
  if (!(ended instanceof Refusal)) throw new Error(`not refused: ${String(ended)}`);
  return ended.text.en;
}

test("every store that does not open says so after some seconds instead of waiting for ever", async () => {
  expect(await refused(indexedShelf())).toBe(noAnswer.en);
  expect(await refused(finishedRuns({ shelf: finishedShelf(), now: () => 0 }).list())).toBe(noAnswer.en);
  expect(await refused(checkpointList({ shelf: runShelf() }).discard("x"))).toBe(noAnswer.en);
  expect(await refused(indexedDbStore("data"))).toBe(noAnswer.en);
});

test("the page goes on from its memory then, and says until when what is saved lasts", async () => {
  vi.stubGlobal("navigator", {});
  const { library, drafts, finished, forgetful } = openStorage(() => "id");
  const reading = Promise.all([library.list(), drafts.load(), finished.list()]);
  expect(await vi.advanceTimersByTimeAsync(openingDeadline).then(() => reading)).toEqual([[], null, []]);
  expect((await forgetful)?.en).toBe(`${noAnswer.en} Until then saved models, finished runs and the experiment last only until the page is closed.`);
});

test("data that cannot be reached count as not there", async () => {
  const cache = datasetCacheIn(() => indexedDbStore("data"));
  const reading = cache.read("cifar10", new AbortController().signal);
  await vi.advanceTimersByTimeAsync(openingDeadline);
  expect(await reading).toBeNull();
});

test("what opens too late is handed on to be closed", async () => {
  let open: (value: string) => void = () => undefined;
  const late = vi.fn();
  const waiting = within(new Promise<string>((resolve) => (open = resolve)), late);
  expect(await refused(waiting)).toBe(noAnswer.en);
  open("database");
  await vi.advanceTimersByTimeAsync(0);
  expect(late).toHaveBeenCalledExactlyOnceWith("database");
  expect(await within(Promise.resolve(3))).toBe(3);
});
