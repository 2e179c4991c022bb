import type { Page, Worker } from "@playwright/test";
import type { Layerloom } from "./harness/layerloom";
import { expect, test as base } from "./harness/test";
import { memory, watchWorkers } from "./harness/trainingWorker";
import { like } from "./harness/words";

/** In a browser whose garbage can be collected at will: what is still there then is held by somebody. */
const test = base.extend({
  launchOptions: [async ({ launchOptions }, use) => use({ ...launchOptions, args: [...(launchOptions.args ?? []), "--js-flags=--expose-gc"] }), { scope: "worker" }],
});

declare global {
  /** WebAssembly memories that the training worker has made since it is watched. */
  var madeMemories: WeakRef<WebAssembly.Memory>[] | undefined;
}

const named = (page: Page, name: string): Worker[] => page.workers().filter((worker) => new RegExp(`/${name}-[^/]+\\.js$`).test(worker.url()));

/** Writes down every WebAssembly memory that the training worker makes from here on, without keeping any. */
async function watchMemories(page: Page): Promise<Worker> {
  await expect.poll(() => named(page, "main").length).toBe(1);
  const [worker] = named(page, "main");
  await worker!.evaluate(() => {
    const made: WeakRef<WebAssembly.Memory>[] = [];
    globalThis.madeMemories = made;
    WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
      construct(target, values: [WebAssembly.MemoryDescriptor]) {
        const memory = new target(...values);
        made.push(new WeakRef(memory));
        return memory;
      },
    });
  });
  return worker!;
}

/** How many were made, and the bytes of those that are still held once the garbage has been collected. */
const memoriesOf = (worker: Worker): Promise<{ readonly made: number; readonly held: readonly number[] }> =>
  worker.evaluate(async () => {
    if (!globalThis.gc) throw new Error("this browser does not collect at will");
    // A look at a weak reference holds what it finds until the next task.
    for (let i = 0; i < 2; i++) {
      await new Promise((resolve) => setTimeout(resolve));
      void globalThis.gc();
    }
    const made = globalThis.madeMemories ?? [];
    return { made: made.length, held: made.flatMap((one) => one.deref()?.buffer.byteLength ?? []) };
  });

/** Nothing of the runs so far is there any more: no thread, and no memory of the `made` engines. */
async function expectNothingLeft(page: Page, worker: Worker, made: number): Promise<void> {
  await expect.poll(() => named(page, "helper").length).toBe(0);
  await expect.poll(() => memoriesOf(worker), { timeout: 30_000 }).toEqual({ made, held: [] });
}

const play = async (app: Layerloom, run: number): Promise<void> => {
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: run }));
};
const completed = (app: Layerloom): Promise<void> => expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 60_000 });

// The fused engine keeps its own memory; on tfjs's plain backend the same runs hold tensors.
for (const device of ["automatic", "CPU"]) test(`ten runs leave the worker's memory as it was, device ${device}`, async ({ app, page }) => {
  test.setTimeout(240_000);
  await watchWorkers(page);
  await app.open();
  await app.device();
  if (device === "CPU") await app.useDevice(/CPU/);
  await app.goTo("fit");
  await app.main.getByRole("spinbutton", { name: "epochs" }).fill("3");
  const worker = await watchMemories(page);
  const before = await memory(page);
  const after: { readonly tensors: number; readonly bytes: number }[] = [];
  for (let run = 1; run <= 11; run++) {
    await play(app, run);
    await completed(app);
    after.push(await memory(page));
  }
  // Nothing of a run stays in the worker: its model has gone to the page.
  expect(after[0]).toEqual(before);
  expect(after.at(-1)).toEqual(after[0]);
  await expectNothingLeft(page, worker, device === "CPU" ? 0 : 11);
});

test("a convnet with threads leaves no thread and no memory behind, whether its run completes, is stopped, or ends with NaN", async ({ app, page }) => {
  test.setTimeout(240_000);
  await watchWorkers(page);
  await app.open();
  await app.device();
  await app.openPreset("shapes-convnet");
  await app.goTo("fit");
  await app.main.getByRole("spinbutton", { name: "epochs" }).fill("2");
  const worker = await watchMemories(page);
  const before = await memory(page);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);

  await test.step("completed", async () => {
    await play(app, 1);
    await completed(app);
    await expectNothingLeft(page, worker, 1);
  });

  await test.step("stopped in its middle", async () => {
    await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
    await play(app, 2);
    await expect(app.control("pause")).toBeVisible();
    // Threads beside the worker's own, and a memory: they are there while it trains.
    await expect.poll(() => named(page, "helper").length).toBe(Math.min(8, cores > 2 ? cores - 1 : cores) - 1);
    const { held } = await memoriesOf(worker);
    expect(held).toHaveLength(1);
    expect(held[0]).toBeGreaterThan(5_000_000);
    await app.control("stop").click();
    await expect(app.board).toContainText(like(app.words.fit("endStopped")), { timeout: 30_000 });
    await app.atFullSpeed();
    await expectNothingLeft(page, worker, 2);
  });

  await test.step("ended with NaN", async () => {
    await app.goTo("define");
    await app.layer(8).click();
    await app.main.getByRole("combobox", { name: "activation" }).selectOption("linear");
    const compile = await app.goTo("compile");
    await compile.getByRole("radio", { name: "SGD" }).click();
    await compile.getByRole("spinbutton", { name: "learning_rate" }).fill("10");
    await compile.getByRole("radio", { name: "mean_squared_error" }).click();
    await play(app, 3);
    await expect(app.board).toContainText(/The loss became (∞|NaN) in epoch 1, step \d+/, { timeout: 60_000 });
    await expectNothingLeft(page, worker, 3);
  });

  expect(await memory(page)).toEqual(before);
});
