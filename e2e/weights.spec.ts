import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
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

const figure = (app: Layerloom, term: "mean" | "deviation" | "min" | "max") =>
  app.main
    .getByLabel(app.words.define("figuresOf", { name: kernel }))
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
