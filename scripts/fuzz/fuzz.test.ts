import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "vite";
import { expect, test } from "vitest";
import type { Told } from "./worker";

/** The numbers of the inputs: FUZZ_FROM and FUZZ_TO look at others than those of the test. */
const from = Number(process.env["FUZZ_FROM"] ?? 0);
const to = Number(process.env["FUZZ_TO"] ?? 2080);

/** Milliseconds after which a reading counts as endless: the thread is ended then, as the page ends its worker. */
const patience = 15_000;
/** Milliseconds of processor time, and bytes of memory, that one input may take. */
const most = { busy: 2000, memory: 2 ** 30 };

/**
 * Readings without an end that are known: HDF5's library goes round in them, and the page's deadline ends them
 * (`src/models/client.ts`). The one that was found so far, in the global heap, is refused beforehand.
 */
const knownEndless: readonly number[] = [];

const cache = fileURLToPath(new URL("../../node_modules/.cache/layerloom/fuzz/", import.meta.url));
const fixtures = fileURLToPath(new URL("../../src/models/fixtures/", import.meta.url));

/** The thread's script as one file that Node runs. */
async function script(): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    build: { ssr: fileURLToPath(new URL("worker.ts", import.meta.url)), outDir: cache, emptyOutDir: true, minify: false, rolldownOptions: { output: { entryFileNames: "worker.mjs" } } },
  });
  return join(cache, "worker.mjs");
}

interface Sum {
  readonly told: Told[];
  readonly endless: number[];
  readonly died: string[];
}

/** Runs a thread from one input on until it is done, dies, or stands at one input for too long. Resolves to the next input. */
function runFrom(file: string, first: number, sum: Sum): Promise<number> {
  return new Promise((resolve) => {
    let at = first;
    const worker = new Worker(file, { workerData: { first, to, fixtures } });
    let watch: ReturnType<typeof setTimeout> | undefined;
    const end = (next: number): void => {
      clearTimeout(watch);
      worker.removeAllListeners();
      void worker.terminate().then(() => resolve(next));
    };
    worker.on("message", (message: Told | { readonly type: "began"; readonly index: number }) => {
      clearTimeout(watch);
      if (message.type === "done") {
        sum.told.push(message);
        if (message.index === to - 1) end(to);
        return;
      }
      at = message.index;
      watch = setTimeout(() => {
        sum.endless.push(at);
        end(at + 1);
      }, patience);
    });
    worker.on("error", (thrown) => {
      sum.died.push(`input ${at}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      end(at + 1);
    });
  });
}

/**
 * Damaged files of every sort through every reader: models, documents, records of the browser's storage, data. The
 * inputs follow from their numbers, so that each can be had again. They are read in a thread of its own, since HDF5's
 * library cannot be interrupted: the page has its files worker for that.
 */
test("no damaged file hangs, fills the memory, ends in a raw error, or opens as something else without a word", { timeout: 600_000 }, async () => {
  const file = await script();
  const sum: Sum = { told: [], endless: [], died: [] };
  const before = process.memoryUsage.rss();
  for (let next = from; next < to; ) next = await runFrom(file, next, sum);
  const { told, endless, died } = sum;
  expect(told.flatMap(({ index, fault }) => (fault === null ? [] : [`input ${index}: ${fault}`]))).toEqual([]);
  expect(died).toEqual([]);
  expect(endless).toEqual(knownEndless);
  expect(told.filter(({ busy }) => busy > most.busy).map(({ index, busy }) => `input ${index} took ${Math.round(busy)} ms`)).toEqual([]);
  expect(Math.max(...told.map(({ memory }) => memory)) - before).toBeLessThan(most.memory);
  expect(told.length + endless.length).toBe(to - from);
  // Neither does damage go unnoticed, nor is everything refused.
  expect(told.filter(({ outcome }) => outcome === "refused").length).toBeGreaterThan((to - from) / 2);
  expect(told.some(({ outcome }) => outcome === "opened")).toBe(true);
});
