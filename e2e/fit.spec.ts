import type { Locator, Page } from "@playwright/test";
import { callbacks } from "../src/callbacks";
import { remedies } from "../src/experiment";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

/** The number that stands under a caption of the open step. */
const figure = (app: Layerloom, caption: string): Locator => app.main.getByText(caption, { exact: true }).locator("xpath=following-sibling::span[1]");

const switchOn = async (app: Layerloom, kind: Parameters<typeof callbacks.get>[0]): Promise<void> => {
  const box = app.main.getByRole("checkbox", { name: `${callbacks.get(kind).title[app.language]} · ${kind}`, exact: true });
  await box.check();
};

const box = (app: Layerloom, name: string): Locator => app.main.getByRole("spinbutton", { name, exact: true });

/** A column of the history table, the first epoch first. */
async function column(app: Layerloom, name: string): Promise<string[]> {
  const table = app.main.getByRole("table", { name: like(app.words.fit("history")) });
  const names = await table.getByRole("columnheader").allTextContents();
  const rows = await table.getByRole("row").evaluateAll((all) => all.slice(1).map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent)));
  return rows.map((cells) => cells[names.indexOf(name)] ?? "").reverse();
}

const rate = (app: Layerloom) => column(app, "learning_rate");

test("early stopping stops at its patience and puts the best weights back; a split leaves the test set alone", async ({ app, page }) => {
  await app.open();
  await app.goTo("fit");
  await app.main.getByRole("radio", { name: app.words.fit("onTest") }).click();
  // The first net follows no published text.
  await expect(app.main).not.toContainText(app.words.fit("asPublished"));
  await switchOn(app, "EarlyStopping");
  await box(app, "patience").fill("3");
  // No loss falls by 10: the first epoch stays the best one, whatever machine this is, and three more are waited for.
  await box(app, "min_delta").fill("10");
  await page.getByRole("switch", { name: "restore_best_weights" }).click();
  await expect(app.board).toContainText("early stopping on val_loss, patience 3");
  await app.control("play").click();
  await expect(app.board).toContainText(/3 epochs without improvement on val_loss [\d.]+ of epoch 1 \(.+\)\. The model has the weights of epoch 1, the best one\./);
  await expect(app.board.getByRole("listitem").filter({ hasText: app.words.fit("statusEarly") })).toBeVisible();
  const losses = (await column(app, "val loss")).map(Number);
  expect(losses).toHaveLength(4);
  // The model that is left has the loss of epoch 1 on the test set, and not that of the last.
  expect(losses[3]).toBeLessThan(losses[0]! - 0.005);
  await app.goTo("evaluate");
  const loss = figure(app, app.words.evaluate("loss"));
  await expect(loss).toHaveText(/^[\d.]+$/);
  expect(Math.abs(Number(await loss.textContent()) - losses[0]!)).toBeLessThanOrEqual(0.0006);

  // A fifth of the 250 training points is held back: 200 in batches of 10.
  await app.goTo("fit");
  await app.main.getByRole("radio", { name: app.words.fit("onSplit") }).click();
  await expect(figure(app, app.words.fit("trainSamples"))).toHaveText("200");
  await expect(figure(app, app.words.fit("validationSamples"))).toHaveText("50");
  await expect(app.main).toContainText("200 / 10 = 20");
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expect(app.board).toContainText(/3 epochs without improvement/);
  const held = (await column(app, "val loss")).map(Number);
  expect(held).toHaveLength(4);
  // Measured on other points, by a net that has seen fewer.
  expect(held).not.toEqual(losses);
});

test("a schedule and a plateau change the rate, epoch by epoch, and the board says by what", async ({ app, page }) => {
  await app.open();
  await app.goTo("fit");
  await box(app, "epochs").fill("5");
  await switchOn(app, "LearningRateScheduler");
  await page.getByRole("combobox", { name: "schedule" }).selectOption("step");
  await box(app, "step_epochs").fill("2");
  await app.control("play").click();
  const ended = like(app.words.fit("endCompleted_other", { count: 5 }));
  await expect(app.board).toContainText(ended);
  // Halved after every second epoch.
  expect(await rate(app)).toEqual(["0.01", "0.01", "0.005", "0.005", "0.0025"]);

  await app.main.getByRole("checkbox", { name: /LearningRateScheduler/ }).uncheck();
  await switchOn(app, "ReduceLROnPlateau");
  await box(app, "patience").fill("1");
  // The first epoch is the best there is; every later one is a plateau.
  await box(app, "min_delta").fill("10");
  await box(app, "min_lr").fill("0.0001");
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expect(app.board).toContainText(ended);
  expect(await rate(app)).toEqual(["0.01", "0.01", "0.001", "0.0001", "0.0001"]);
  const changes = app.board.getByRole("list", { name: app.words.fit("changes") }).getByRole("listitem");
  await expect(changes.first()).toHaveText("epoch 2, step 20: learning_rate 0.01 → 0.001 (Reduce the learning rate on a plateau)");
});

test("a loss that is no number ends the run, names the step and the cause, and the last good weights stay", async ({ app, page }) => {
  await app.open();
  // A linear output under the squared error: at a rate of 10 each step overshoots by more than the last.
  await app.layer(3).click();
  await page.getByRole("combobox", { name: "activation", exact: true }).selectOption("linear");
  await app.goTo("compile");
  await app.main.getByRole("radio", { name: "mean_squared_error" }).click();
  await box(app, "learning_rate").fill("10");
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("diverged"));
  const told = /The loss became (∞|NaN) in epoch 1, step \d+\. It was [^.]+\.[^.]+.* with a learning rate of 10 the weights grew without bound/;
  await expect(app.board.getByRole("paragraph").filter({ hasText: told })).toHaveCount(1);
  await expect(app.board).toContainText("The weights are those that the run began with.");
  // A loss of thirty digits is not written out.
  await expect(app.board).toContainText(/train \d\.\d\de\+\d+/);
  await app.board.getByRole("button", { name: remedies["learning-rate"].title.en }).click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expect(box(app, "learning_rate")).toHaveValue("0.001");
  await app.control("stop").click();
  await expect(app.control("play")).toBeVisible();
  // The run that failed has left a net that answers with numbers.
  await app.board.getByRole("list").filter({ has: page.getByRole("button", { pressed: true }) }).getByRole("listitem").last().locator("[aria-pressed=false]").click();
  await app.goTo("evaluate");
  await expect(figure(app, app.words.evaluate("loss"))).toHaveText(/^[\d.]+$/);
});

test("speed and time left are told while pictures are trained on", async ({ app }) => {
  await app.open();
  await app.openPreset("shapes-convnet");
  // 5 epochs of 75 steps, ten of them a second: 37 seconds from the first to the last.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  await app.control("play").click();
  const [speed, left] = [app.figure(app.words.fit("imagesPerSecond")), app.figure(app.words.fit("timeLeft"))];
  await expect(left).toHaveText(/^\d+ s$/);
  await expect(speed).toHaveText(/^[\d,]+$/);
  await expect(app.board).toContainText(/step ([6-9]|\d\d+) \/ 375/);
  await app.control("pause").click();
  await expect(app.control("resume")).toBeVisible({ timeout: 30_000 });
  // Ten batches of 32 pictures a second, a few more in the first of them; without the brake it would be thousands.
  const pictures = Number((await speed.textContent())!.replace(/,/g, ""));
  expect(pictures).toBeGreaterThan(0);
  expect(pictures).toBeLessThan(1000);
  expect(Number.parseInt((await left.textContent())!, 10)).toBeGreaterThan(25);
  await app.control("stop").click();
  await expect(app.figure(app.words.fit("took"))).toHaveText(/\d/);
});

/** Two layers of 65,536 units: 65,536 · 65,536 weights of four bytes are 17 GB, and with their gradients and copies many times that. */
async function tooWide(app: Layerloom, page: Page): Promise<void> {
  for (const place of [1, 2]) {
    await app.layer(place).click();
    await page.getByRole("spinbutton", { name: "units" }).fill("65536");
  }
}

for (const [locale, language] of [["en-US", "en"], ["zh-CN", "zh"]] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test(`what finds no room in memory is told of beside Play on every step, and asked about before it starts, in ${language}`, async ({ app, page }) => {
      await app.open();
      const warned = like(app.words.fit("memoryTooMuchShort"));
      await expect(app.board).not.toContainText(warned);
      await tooWide(app, page);
      for (const step of ["define", "load", "save"] as const) {
        await app.goTo(step);
        await expect(app.board).toContainText(warned);
      }
      await expect(app.control("play")).toHaveAccessibleDescription(warned);
      await app.board.getByRole("button", { name: app.words.fit("goFit") }).click();
      await expect(app.main).toContainText(like(app.words.fit("memoryTooMuch")));

      const dialog = page.getByRole("dialog", { name: app.words.fit("memoryAsk") });
      const [cancel, anyway] = [dialog.getByRole("button", { name: app.words.fit("memoryNotSo"), exact: true }), dialog.getByRole("button", { name: app.words.fit("memoryAnyway"), exact: true })];
      const ways = [
        () => app.control("play").click(),
        () => page.keyboard.press("Control+Enter"),
        () => app.board.getByRole("button", { name: app.words.fit("oneBatch"), exact: true }).click(),
      ];
      for (const begin of ways) {
        await begin();
        await expect(dialog).toContainText(like(app.words.fit("memoryTooMuchLong")));
        await expect(anyway).toBeVisible();
        await expect(cancel).toBeFocused();
        await page.keyboard.press("Enter");
        await expect(dialog).toBeHidden();
      }
      await expect(app.board).toContainText(app.words.fit("noRun"));
      // Whoever insists gets a run that fails and says so, in a page that goes on.
      await app.control("play").click();
      await anyway.click();
      await expect(app.board.getByRole("listitem").filter({ hasText: app.words.fit("statusFailed") })).toBeVisible({ timeout: 30_000 });

      // On a narrow screen the bar with Play is where the warning is.
      await page.setViewportSize({ width: 390, height: 844 });
      const bar = page.getByRole("region", { name: app.words.shell("playBar") });
      await expect(bar).toContainText(warned);
      await bar.getByRole("button", { name: app.words.fit("again"), exact: true }).click();
      await expect(cancel).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
      await page.getByRole("button", { name: app.words.shell("undo"), exact: true }).click();
      await page.getByRole("button", { name: app.words.shell("undo"), exact: true }).click();
      await expect(bar).not.toContainText(warned);
      await bar.getByRole("button", { name: app.words.fit("again"), exact: true }).click();
      await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
      await expect(app.board).toContainText(like(app.words.fit("steps")));
    });
  });
}
