import type { Locator } from "@playwright/test";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const button = (app: Layerloom, word: Parameters<Layerloom["words"]["fit"]>[0]): Locator =>
  app.board.getByRole("button", { name: app.words.fit(word), exact: true });

/** `epoch 1 / 300 · step 1 / 6,000` */
const standing = (app: Layerloom, epoch: number, step: number): string => app.words.fit("steps", { epoch, epochs: 300, done: step, all: "6,000" });

/** The figures of every epoch, as the table has them. */
async function rows(app: Layerloom): Promise<string[][]> {
  const table = (await app.goTo("fit")).getByRole("table");
  const cells = await table.getByRole("row").evaluateAll((found) => found.map((row) => [...row.querySelectorAll("td, th")].map((cell) => cell.textContent.trim())));
  // Without the last column: how long an epoch took is another each time.
  return cells.slice(1).map((row) => row.slice(0, -1));
}

test("a network is taken through its first steps by hand, and reset to the very weights that it began with", async ({ app }) => {
  await app.open();
  const [batch, epoch, reset] = [button(app, "oneBatch"), button(app, "oneEpoch"), button(app, "reset")];
  await expect(reset).toHaveAttribute("aria-disabled", "true");
  await batch.click();
  await expect(app.board).toContainText(standing(app, 1, 1));
  await expect(app.control("resume")).toBeVisible();
  await batch.click();
  await expect(app.board).toContainText(standing(app, 1, 2));
  await epoch.click();
  await expect(app.board).toContainText(standing(app, 2, 20));
  await epoch.click();
  await expect(app.board).toContainText(standing(app, 3, 40));
  const first = await rows(app);

  // A pause that was asked for once is over with: the buttons answer again whenever the run goes on.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_one", { shown: 1 }) });
  await app.control("resume").click();
  await app.control("pause").click();
  await expect(app.control("resume")).toBeVisible();
  await epoch.click();
  await expect(app.control("pause")).toHaveAttribute("aria-disabled", "false");
  await app.control("pause").click();
  await expect(app.control("resume")).toBeVisible();
  expect(first).toHaveLength(2);

  await reset.click();
  await expect(app.board).toContainText(app.words.fit("noRun"));
  await expect(app.control("play")).toBeVisible();
  await app.atFullSpeed();
  await epoch.click();
  await expect(app.board).toContainText(standing(app, 2, 20));
  await epoch.click();
  await expect(app.board).toContainText(standing(app, 3, 40));
  expect(await rows(app)).toEqual(first);
});

test("epochs and learning rate are changed while a run goes on, and the run remembers it", async ({ app, page }) => {
  await app.open();
  await button(app, "oneEpoch").click();
  await expect(app.board).toContainText(standing(app, 2, 20));
  await button(app, "live").click();
  const live = app.board.getByRole("form", { name: app.words.fit("live") });
  await live.getByRole("spinbutton", { name: "epochs" }).fill("4");
  await live.getByRole("spinbutton", { name: "learning_rate" }).fill("0.05");
  await live.getByRole("button", { name: app.words.fit("apply") }).click();
  const changes = app.board.getByRole("list", { name: app.words.fit("changes") }).getByRole("listitem");
  await expect(changes).toHaveText([/epoch 2, step 0: learning_rate 0\.01 → 0\.05 \(by hand\)/, /epoch 2, step 0: epochs 300 → 4 \(by hand\)/]);
  await app.control("resume").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 4 })));
  // The rate stands among the figures of the epochs that had it.
  const table = (await app.goTo("fit")).getByRole("table");
  await expect(table.getByRole("columnheader", { name: "learning_rate" })).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(5);
  // The document itself was not touched.
  await expect(app.main.getByRole("spinbutton", { name: "epochs" })).toHaveValue("300");
  await expect(page.getByRole("button", { name: app.words.shell("undo") })).toBeDisabled();
});

test("a run is slowed down to be watched and let go again, and comes to the same; the page remembers the tempo", async ({ app }) => {
  await app.open();
  await (await app.goTo("fit")).getByRole("spinbutton", { name: "epochs" }).fill("40");
  // At a batch a second the 800 steps of 40 epochs would take a quarter of an hour.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_one", { shown: 1 }) });
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("steps", { epoch: 1, epochs: 40, done: 2, all: "800" }));
  await expect(app.board).toContainText(app.words.fit("steps", { epoch: 1, epochs: 40, done: 3, all: "800" }));
  await app.atFullSpeed();
  const ended = like(app.words.fit("endCompleted_other", { count: 40 }));
  await expect(app.board).toContainText(ended);
  const slowed = await rows(app);
  expect(slowed).toHaveLength(40);
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expect(app.board).toContainText(ended);
  expect(await rows(app)).toEqual(slowed);

  await app.reload();
  await expect(app.tempo.getByRole("option", { name: app.words.fit("tempoFull") })).toHaveJSProperty("selected", true);
});

test("the learning-rate finder draws loss against rate and sets the rate that it suggests", async ({ app, page }) => {
  await app.open();
  const compile = await app.goTo("compile");
  const rate = compile.getByRole("spinbutton", { name: "learning_rate" });
  await expect(rate).toHaveValue("0.01");
  await compile.getByRole("button", { name: app.words.compile("findRate") }).click();
  const dialog = page.getByRole("dialog", { name: app.words.compile("findRateTitle") });
  const use = dialog.getByRole("button", { name: like(app.words.compile("useRate")) });
  await expect(use).toBeVisible({ timeout: 30_000 });
  await expect(dialog.getByRole("img", { name: like(app.words.compile("rateFound")) })).toBeVisible();
  const suggested = Number((await use.textContent())!.replace(/[^\d.]/g, ""));
  // SGD on this small net bears far more than the 0.01 that it is set to, and blows up below 10.
  expect(suggested).toBeGreaterThan(0.01);
  expect(suggested).toBeLessThan(5);
  await use.click();
  await expect(dialog).toBeHidden();
  await expect(rate).toHaveValue(String(suggested));
  await page.getByRole("button", { name: app.words.shell("undo") }).click();
  await expect(rate).toHaveValue("0.01");
});

test("the machine is kept awake for as long as it trains, and no longer", async ({ app, page }) => {
  // Headless browsers have no screen to keep awake: the page's own requests are counted.
  await page.addInitScript(() => {
    const held = { now: 0 };
    Object.defineProperty(window, "heldLocks", { value: held });
    Object.defineProperty(navigator, "wakeLock", {
      value: {
        request: () => {
          held.now++;
          return Promise.resolve({ release: () => Promise.resolve(void held.now--) });
        },
      },
    });
  });
  const held = () => page.evaluate(() => (window as unknown as { heldLocks: { now: number } }).heldLocks.now);
  await app.open();
  await app.goTo("fit");
  await app.main.getByRole("spinbutton", { name: "epochs" }).fill("100000");
  expect(await held()).toBe(0);
  await app.control("play").click();
  await expect.poll(held).toBe(1);
  await app.control("pause").click();
  await expect(app.control("resume")).toBeVisible();
  await expect.poll(held).toBe(0);
  await app.control("resume").click();
  await expect.poll(held).toBe(1);
  await app.control("stop").click();
  await expect(app.control("play")).toBeVisible();
  await expect.poll(held).toBe(0);
});

test("five epochs and five more come to the figures of ten", async ({ app, page }) => {
  await app.open();
  const main = await app.goTo("fit");
  const epochs = main.getByRole("spinbutton", { name: "epochs" });
  /** Waits for the end of a run, and reads its epochs, the latest first: number and figures, without the mark of the best one and the seconds. */
  const rowsOf = async (n: number, count: number): Promise<string[]> => {
    await expect(app.board).toContainText(app.words.fit("runTitle", { n }));
    await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count })));
    const rows = main.getByRole("table", { name: app.words.fit("history", { n }) }).getByRole("row");
    await expect(rows).toHaveCount(1 + count);
    return (await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll("th, td")].slice(0, -1).map((cell) => /^[\d.]+/.exec(cell.textContent)?.[0]).join(" ")))).slice(1);
  };
  await epochs.fill("5");
  await app.control("play").click();
  const first = await rowsOf(1, 5);
  const more = app.board.getByRole("button", { name: app.words.fit("goOn_other", { shown: 5 }), exact: true });
  await expect(more).toHaveAccessibleDescription(/Training goes on with epoch 6: the state of SGD is kept/);
  await more.click();
  const second = await rowsOf(2, 5);
  await epochs.fill("10");
  await page.keyboard.press("Tab");
  await app.control("play").click();
  expect([...second, ...first]).toEqual(await rowsOf(3, 10));
});

test("the keyboard plays, pauses and resumes from wherever the focus is; more epochs go on from a model and say so", async ({ app, page }) => {
  await app.open();
  const epochs = (await app.goTo("fit")).getByRole("spinbutton", { name: "epochs" });
  await epochs.fill("300");
  // The run must not have ended when the next key arrives.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 100 }) });
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "false");
  await epochs.press("Control+Enter");
  await expect(app.control("pause")).toBeVisible();
  await expect(app.board).toContainText(/step \d/);
  await page.keyboard.press("Control+Enter");
  await expect(app.control("resume")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(app.control("pause")).toBeVisible();
  await app.atFullSpeed();
  const ended = like(app.words.fit("endCompleted_other", { count: 300 }));
  await expect(app.board).toContainText(ended);

  await app.board.getByRole("button", { name: app.words.fit("goOn_other", { shown: 300 }), exact: true }).click();
  const runs = app.board.getByRole("list").filter({ has: page.getByRole("button", { pressed: true }) }).getByRole("listitem");
  await expect(runs.first()).toContainText(app.words.fit("goesOnFrom", { model: "Run 1" }));
  await expect(app.board).toContainText(ended);

  // What went on from a model is reset to that model.
  await expect(button(app, "reset")).toHaveAccessibleDescription(app.words.fit("resetTo", { model: "Run 1" }));
  await button(app, "reset").click();
  await expect(app.board.getByRole("button", { name: app.words.fit("goOn_other", { shown: 300 }), exact: true })).toBeVisible();

  // A board that is reset to the untrained network knows no model, and the later steps offer those that there are.
  await app.board.getByRole("listitem").locator('button[aria-pressed="false"]').last().click();
  await button(app, "reset").click();
  const evaluate = await app.goTo("evaluate");
  await expect(evaluate).toContainText(app.words.evaluate("noneChosen"));
  await evaluate.getByRole("button", { name: "Run 1" }).click();
  await expect(evaluate).toContainText(like(app.words.evaluate("rightOf")));
});
