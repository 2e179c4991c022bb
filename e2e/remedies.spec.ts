import type { Locator } from "@playwright/test";
import { datasets } from "../src/datasets";
import { remedies } from "../src/experiment";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";

const runs = (app: Layerloom): Locator =>
  app.board.getByRole("list").filter({ has: app.page.getByRole("button", { pressed: true }) }).getByRole("listitem");

/** Shows the run of a number, counted from 1. */
async function show(app: Layerloom, n: number): Promise<void> {
  const button = runs(app).getByRole("button").and(app.page.getByRole("button", { name: new RegExp(`^${n}\\s`) }));
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
}

test("each remedy alone makes a new run beside the collapsed one, with that change in the design and no other", async ({ app, page }) => {
  test.setTimeout(180_000);
  await app.open();
  // The recipe as written, on pictures that the page draws: eight classes instead of ten, and enough steps in an epoch.
  await app.openPreset("recipe");
  await (await app.goTo("load")).getByRole("radio", { name: datasets.get("shapes").title.en }).click();
  await app.goTo("define");
  await app.layer(7).click();
  await page.getByRole("spinbutton", { name: "units" }).fill("8");
  await (await app.goTo("fit")).getByRole("spinbutton", { name: "batch_size" }).fill("100");
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("collapse"), { timeout: 90_000 });
  await expect(app.board).toContainText("ln 8 = 2.0794");
  const remedy = (name: keyof typeof remedies) => app.board.getByRole("button", { name: remedies[name].title.en, exact: true });
  for (const name of ["both", "softmax", "learning-rate"] as const) await expect(remedy(name)).toBeVisible();

  // Slow enough that a run still goes on when it is looked at.
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  const since = app.board.getByText(app.words.fit("designChanged")).getByText(/→/);
  let n = 1;
  for (const [name, change] of [["softmax", "Activation sigmoid → softmax"], ["learning-rate", "learning_rate 0.01 → 0.001"]] as const) {
    await remedy(name).click();
    n += 1;
    await expect(app.board).toContainText(app.words.fit("runTitle", { n }), { timeout: 30_000 });
    await expect(runs(app)).toHaveCount(n);
    await expect(app.board).toContainText(/step [1-9]/, { timeout: 30_000 });
    await app.control("stop").click();
    await expect(app.control("play")).toBeVisible({ timeout: 30_000 });
    // The old run is there as it was, and says in what the design has moved on from it.
    await show(app, 1);
    await expect(app.board).toContainText(app.words.fit("collapse"));
    await expect(since).toHaveText(change);
    await expect(app.board.getByRole("button", { name: app.words.fit("bringBack", { n: 1 }) })).toBeVisible();
  }

  // Undo is what brings the old designs back, as the note says: first the one with softmax, then the recipe's own.
  const undo = page.getByRole("button", { name: app.words.shell("undo"), exact: true });
  await undo.click();
  await expect(since).toHaveText("Activation sigmoid → softmax");
  await undo.click();
  await expect(since).toBeHidden();
  await expect((await app.goTo("compile")).getByRole("spinbutton", { name: "learning_rate" })).toHaveValue("0.01");
});
