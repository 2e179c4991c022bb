import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { interceptQuestions } from "./harness/trainingWorker";
import { like } from "./harness/words";

const kernel = "dense.kernel";

/** Opens Define's view of the weights. */
async function openWeights(app: Layerloom): Promise<void> {
  const main = await app.goTo("define");
  await main.getByRole("tab", { name: "get_weights" }).click();
}

/** The kernel of the first layer as the page shows it: 2 rows of 8 numbers. */
async function shown(app: Layerloom): Promise<string[]> {
  const values = app.main.getByRole("button", { name: `${app.words.define("values")}: ${kernel}` });
  if ((await values.getAttribute("aria-expanded")) === "false") await values.click();
  const table = app.main.getByRole("table", { name: app.words.define("values") });
  const rows = table.getByRole("row").filter({ has: app.page.getByRole("cell") });
  await expect(rows).toHaveCount(2);
  return (await rows.getByRole("cell").allTextContents()).filter((cell) => !cell.includes("["));
}

const figure = (app: Layerloom, term: "mean" | "deviation" | "min" | "max", name = kernel) =>
  app.main
    .getByLabel(app.words.define("figuresOf", { name }))
    .getByText(app.words.define(term), { exact: true })
    .locator("xpath=following-sibling::dd[1]");

test("weights are shown before training, during it and after it, and a reset gives the first ones again", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  await openWeights(app);
  await expect(app.main).toContainText(app.words.define("weightsInitial", { seed: 100 }));
  const first = await shown(app);
  expect(first).toHaveLength(16);
  // glorot_uniform of 2 → 8: ±√(6 / (2 + 8)).
  const bound = Math.sqrt(6 / 10);
  const numbers = first.map(Number);
  for (const value of numbers) expect(Math.abs(value)).toBeLessThanOrEqual(bound);
  expect(Number(await figure(app, "max").textContent())).toBeCloseTo(Math.max(...numbers), 3);
  expect(Number(await figure(app, "min").textContent())).toBeCloseTo(Math.min(...numbers), 3);
  expect(Number(await figure(app, "mean").textContent())).toBeCloseTo(numbers.reduce((sum, value) => sum + value) / 16, 3);
  await expect(app.main.getByRole("img", { name: like(app.words.define("histogram", { name: kernel })) })).toBeVisible();

  // NumPy's file holds the same numbers behind its header: little-endian floats, row by row.
  const path = join(tmpdir(), "layerloom-weights-first.npy");
  await download(page, app.main.getByRole("button", { name: `${app.words.define("download")}: ${kernel}` }), path);
  const file = readFileSync(path);
  const from = 10 + file.readUInt16LE(8);
  expect(file.length - from).toBe(16 * 4);
  numbers.forEach((value, i) => expect(file.readFloatLE(from + 4 * i)).toBeCloseTo(value, 4));

  // One batch, then the run pauses and has other weights.
  await app.board.getByRole("button", { name: app.words.fit("oneBatch") }).click();
  await expect(app.main).toContainText(app.words.define("currentPaused", { n: 1 }));
  await expect.poll(() => shown(app)).not.toEqual(first);
  const afterOne = await shown(app);

  // While it goes on they follow, and the button reads them at once.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  await app.control("resume").click();
  await expect(app.main).toContainText(app.words.define("currentRunning", { n: 1 }));
  await app.main.getByRole("button", { name: app.words.define("refresh") }).click();
  await expect.poll(() => shown(app), { timeout: 30_000 }).not.toEqual(afterOne);

  await app.control("stop").click();
  await expect(app.main).toContainText(like(app.words.define("weightsTrained", { title: "Run 1" })));
  const trained = await shown(app);
  expect(trained).not.toEqual(first);
  await expect(app.main.getByRole("button", { name: app.words.define("refresh") })).toBeHidden();

  await app.board.getByRole("button", { name: app.words.fit("reset"), exact: true }).click();
  await expect(app.main).toContainText(app.words.define("weightsInitial", { seed: 100 }));
  expect(await shown(app)).toEqual(first);
});

test("a paused run is read once, again only when the last reading has come, and a failed reading is told", async ({ app, page }) => {
  const reading = await interceptQuestions(page, "model");
  await app.open();
  await app.board.getByRole("button", { name: app.words.fit("oneBatch") }).click();
  await expect(app.control("resume")).toBeVisible();
  const before = await reading.asked();
  await openWeights(app);
  await expect(app.main).toContainText(app.words.define("currentPaused", { n: 1 }));
  const numbers = await shown(app);

  const again = app.main.getByRole("button", { name: app.words.define("refresh") });
  await reading.choose("hold");
  await again.click();
  await expect(again).toHaveAttribute("aria-disabled", "true");
  await again.press("Enter");
  await reading.choose("pass");
  await expect(again).toHaveAttribute("aria-disabled", "false");
  // One when the view opened, one by the button.
  expect(await reading.asked()).toBe(before + 2);

  await reading.choose("spoil");
  await again.click();
  await expect(app.main.getByText(app.words.define("weightsFailed"))).toBeVisible();
  expect(await shown(app)).toEqual(numbers);
  await reading.choose("pass");
  await again.click();
  await expect(app.main.getByText(app.words.define("weightsFailed"))).toBeHidden();
});

test("where initial weights cannot be drawn, those of the design before are not shown in their place", async ({ app, page }) => {
  const drawing = await interceptQuestions(page, "initialWeights");
  await app.open();
  await app.layer(1).click();
  await page.getByRole("spinbutton", { name: "units" }).fill("9");
  await openWeights(app);
  const figures = app.main.getByLabel(app.words.define("figuresOf", { name: kernel }));
  await expect(figures).toBeVisible();
  await drawing.choose("spoil");
  await page.getByRole("button", { name: like(app.words.shell("undo")) }).click();
  await expect(app.main.getByText(app.words.define("weightsFailed"))).toBeVisible();
  await expect(figures).toBeHidden();
  await expect(app.main).not.toContainText(app.words.define("weightsInitial", { seed: 100 }));
});

test("many initial weights are drawn when they are asked for, for each design anew", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  // Kernels of 3,000 · 3,000 and of 3,000 · 2,900 numbers: both are past five million.
  for (const [place, units] of [[2, 3000], [1, 3000], [2, 2900]] as const) {
    await app.layer(place).click();
    await page.getByRole("spinbutton", { name: "units" }).fill(String(units));
  }
  await openWeights(app);
  const draw = app.main.getByRole("button", { name: app.words.define("draw") });
  await draw.click();
  await expect(app.main.getByLabel(app.words.define("figuresOf", { name: "dense_1.kernel" }))).toBeVisible({ timeout: 60_000 });
  await expect(draw).toBeHidden();
  await page.getByRole("button", { name: like(app.words.shell("undo")) }).click();
  await expect(app.main).toContainText("3000, 3000");
  await expect(draw).toBeVisible();
});

test("the figures of a large weight stay in their place while a run is followed", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  // A kernel of 600 · 600 numbers is looked at in more than one go.
  for (const place of [1, 2]) {
    await app.layer(place).click();
    await page.getByRole("spinbutton", { name: "units" }).fill("600");
  }
  await openWeights(app);
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  await app.control("play").click();
  await expect(app.main).toContainText(app.words.define("currentRunning", { n: 1 }));
  const large = "dense_1.kernel";
  await expect(figure(app, "max", large)).toBeVisible({ timeout: 30_000 });
  const blinks = await app.main.evaluateHandle((main, label) => {
    const seen = { count: 0 };
    const look = (): void => {
      if (main.querySelector(`[role=progressbar][aria-label="${label}"]`)) seen.count++;
    };
    new MutationObserver(look).observe(main, { subtree: true, childList: true });
    return seen;
  }, app.words.define("weightsReading"));
  for (let time = 0; time < 2; time++) {
    // The mean is near 0: its digits change with every step.
    const before = await figure(app, "mean", large).textContent();
    await app.main.getByRole("button", { name: app.words.define("refresh") }).click();
    await expect(figure(app, "mean", large)).not.toHaveText(before!, { timeout: 30_000 });
  }
  expect(await blinks.evaluate(({ count }) => count)).toBe(0);
  await app.control("stop").click();
});
