import type { Locator } from "@playwright/test";
import { datasets } from "../src/datasets";
import { steps, type StepName } from "../src/preprocessing";
import { random } from "../src/random/random";
import { defaultsOf } from "../src/schema";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const nameOf = (kind: StepName): string => steps.get(kind).title.en;
const [z, rescale, oneHot] = [nameOf("zscore"), nameOf("rescale"), nameOf("onehot")];

const numberIn = (shown: string | null): number => Number((shown ?? "").replace(/,/g, ""));

/** Mean, deviation, least and greatest of a stage and part in the table "Before and after". */
async function figures(app: Layerloom, stage: string, part: "train" | "test"): Promise<Record<"mean" | "deviation" | "min" | "max", number>> {
  const row = app.main
    .getByRole("table", { name: app.words.preprocess("figuresAre") })
    .getByRole("row")
    .filter({ has: app.page.getByRole("rowheader", { name: stage, exact: true }) })
    .filter({ has: app.page.getByText(app.words.preprocess(part), { exact: true }) });
  const cells = (await row.getByRole("cell").allTextContents()).slice(-4).map(numberIn);
  return { mean: cells[0]!, deviation: cells[1]!, min: cells[2]!, max: cells[3]! };
}

const order = (app: Layerloom): Promise<string[]> => app.main.getByRole("listitem").getByRole("heading", { level: 4 }).allTextContents();

/** Means and deviations of the two columns of points, added up one by one. */
function columns(points: ArrayLike<number>, count: number): { readonly mean: number; readonly deviation: number }[] {
  return [0, 1].map((axis) => {
    const values = Array.from({ length: count }, (_, i) => points[2 * i + axis]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count) };
  });
}

/** The figures of the two features that a step shows, row by row. */
async function statistics(table: Locator): Promise<{ readonly mean: number; readonly deviation: number }[]> {
  const rows = table.getByRole("row").filter({ has: table.page().getByRole("cell") });
  await expect(rows).toHaveCount(2);
  const cells = (await rows.getByRole("cell").allTextContents()).map(numberIn);
  return [0, 1].map((row) => ({ mean: cells[2 * row]!, deviation: cells[2 * row + 1]! }));
}

test("the statistics of a z-score are those of the samples that are trained on, also when a split holds some back", async ({ app }) => {
  const circle = datasets.get("circle");
  if (circle.source.type !== "drawn") throw new Error("the circle is drawn");
  const { train, test: held } = circle.source.draw(defaultsOf(circle.fields), random(100).fork("dataset"));
  expect(train.count).toBe(250);

  await app.open();
  await (await app.goTo("fit")).getByRole("radio", { name: app.words.fit("onTest") }).click();
  const main = await app.goTo("preprocess");
  const table = main.getByRole("table", { name: app.words.preprocess("statisticsAre", { name: z }) });
  const near = (found: { mean: number; deviation: number }[], count: number): void =>
    columns(train.samples, count).forEach(({ mean, deviation }, axis) => {
      expect(found[axis]!.mean).toBeCloseTo(mean, 3);
      expect(found[axis]!.deviation).toBeCloseTo(deviation, 2);
    });
  near(await statistics(table), 250);
  const loaded = await figures(app, app.words.preprocess("input"), "train");
  expect(loaded.min).toBeCloseTo(Math.min(...train.samples), 2);
  expect(loaded.max).toBeCloseTo(Math.max(...train.samples), 2);
  const after = await figures(app, z, "train");
  expect([after.mean, after.deviation]).toEqual([0, 1]);
  // The test part is treated with the numbers of the training part.
  const [x, y] = columns(train.samples, 250);
  const scaled = Array.from(held.samples, (value, i) => (i % 2 ? (value - y!.mean) / y!.deviation : (value - x!.mean) / x!.deviation));
  expect((await figures(app, z, "test")).mean).toBeCloseTo(scaled.reduce((sum, value) => sum + value, 0) / scaled.length, 3);
  expect((await figures(app, z, "test")).max).toBeCloseTo(Math.max(...scaled), 2);

  // A fifth of the end is held back: ⌊250 · 0.8⌋ = 200 are left.
  await app.goTo("fit");
  await main.getByRole("radio", { name: app.words.fit("onSplit") }).click();
  await main.getByRole("spinbutton", { name: "validation_split" }).fill("0.2");
  await app.goTo("preprocess");
  await expect(main).toContainText(app.words.preprocess("heldBack", { held: 50, all: 250, trained: 200 }));
  await expect.poll(async () => (await statistics(table))[0]!.mean).toBeCloseTo(columns(train.samples, 200)[0]!.mean, 3);
  near(await statistics(table), 200);
  expect(await figures(app, z, "train")).toMatchObject({ mean: 0, deviation: 1 });
});

test("steps are added, moved by the keyboard and removed, and the figures follow", async ({ app, page }) => {
  await app.open();
  await app.openPreset("shapes-convnet");
  const main = await app.goTo("preprocess");
  await expect.poll(() => order(app)).toEqual([z, oneHot]);

  await main.getByRole("button", { name: app.words.preprocess("add") }).click();
  await page.getByRole("menuitem", { name: like(rescale) }).click();
  await expect.poll(() => order(app)).toEqual([z, oneHot, rescale]);
  // Labels are encoded only once.
  await main.getByRole("button", { name: app.words.preprocess("add") }).click();
  await expect(page.getByRole("menuitem", { name: like(oneHot) })).toBeDisabled();
  await page.keyboard.press("Escape");
  // A menu that closes gives the focus back, which must not come between the keys.
  await expect(page.getByRole("menu")).toBeHidden();
  await expect(main.getByRole("button", { name: app.words.preprocess("add") })).toBeFocused();

  // Lifted by the space bar, carried up over both others, put down.
  const handle = main.getByRole("button", { name: app.words.preprocess("drag", { name: rescale }) });
  const said = (word: "lifted" | "moved" | "dropped", place: number) => page.getByRole("status").getByText(app.words.preprocess(word, { name: rescale, place, all: 3 }), { exact: true });
  await handle.focus();
  await page.keyboard.press("Space");
  await expect(said("lifted", 3).or(said("moved", 3))).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(said("moved", 2)).toBeAttached();
  await page.keyboard.press("ArrowUp");
  await expect(said("moved", 1)).toBeAttached();
  await page.keyboard.press("Space");
  await expect(said("dropped", 1)).toBeAttached();
  await expect.poll(() => order(app)).toEqual([rescale, z, oneHot]);

  // Bytes divided by 255 lie between 0 and 1, and z-scored values around 0.
  const stages = main.getByRole("table", { name: app.words.preprocess("figuresAre") }).getByRole("rowheader");
  // Each stage has a row for either part; until the new figures are there, those of the order before stay.
  await expect.poll(async () => (await stages.allTextContents()).filter((_, i) => i % 2 === 0)).toEqual([app.words.preprocess("input"), rescale, z]);
  const loaded = await figures(app, app.words.preprocess("input"), "train");
  expect(loaded.min).toBeGreaterThanOrEqual(0);
  expect(loaded.max).toBeGreaterThan(200);
  expect(loaded.max).toBeLessThanOrEqual(255);
  const rescaled = await figures(app, rescale, "train");
  expect(rescaled.min).toBeCloseTo(loaded.min / 255, 3);
  expect(rescaled.max).toBeCloseTo(loaded.max / 255, 3);
  expect(rescaled.mean).toBeCloseTo(loaded.mean / 255, 3);
  // The figures are of 2,000 of the 3,000 pictures, the statistics of all.
  const scored = await figures(app, z, "train");
  expect(Math.abs(scored.mean)).toBeLessThan(0.05);
  expect(Math.abs(scored.deviation - 1)).toBeLessThan(0.05);
  const list = main.getByLabel(app.words.preprocess("statisticsAre", { name: z }));
  const taken = (await list.getByRole("definition").allTextContents()).map(numberIn);
  expect(taken[0]).toBeCloseTo(rescaled.mean, 1);
  expect(taken[1]).toBeCloseTo(rescaled.deviation, 1);

  // By buttons, too.
  await main.getByRole("button", { name: app.words.preprocess("down", { name: rescale }) }).click();
  await expect.poll(() => order(app)).toEqual([z, rescale, oneHot]);
  await main.getByRole("button", { name: app.words.preprocess("remove", { name: rescale }) }).click();
  await expect.poll(() => order(app)).toEqual([z, oneHot]);
  await expect(main.getByRole("rowheader", { name: rescale, exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: like(app.words.shell("undo")) }).click();
  await expect.poll(() => order(app)).toEqual([z, rescale, oneHot]);
});
