import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";
import type { Layerloom, Step } from "./harness/layerloom";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

/**
 * Serious and critical findings of axe, each with the elements that it is about. In dark colours, which change nothing else,
 * the colours alone.
 */
async function faults(page: Page): Promise<string[]> {
  const dark = (await page.locator("html").getAttribute("data-theme")) === "dark";
  const axe = new AxeBuilder({ page });
  const { violations } = await (dark ? axe.withRules(["color-contrast"]) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary ?? ""})`).join("; ")}`);
}

/** Controls on the page, or in the dialog over it, that have no name for those who do not see them. */
async function nameless(page: Page): Promise<string[]> {
  const lines = (await page.locator("body").ariaSnapshot()).split("\n");
  const control = /^\s*- (button|link|textbox|searchbox|combobox|listbox|slider|spinbutton|switch|checkbox|radio|tab|menuitem|menuitemradio)\b/;
  const found = lines.filter((line) => control.test(line));
  expect(found.length).toBeGreaterThan(0);
  return found.filter((line) => !/^\s*- \w+ "[^"]*\S/.test(line));
}

/** What there is to see now has neither. */
async function expectGood(page: Page, where: string): Promise<void> {
  expect.soft(await faults(page), where).toEqual([]);
  expect.soft(await nameless(page), where).toEqual([]);
}

/** Lets a run of one epoch come to its end. */
async function trainBriefly(app: Layerloom): Promise<void> {
  await (await app.goTo("fit")).getByRole("spinbutton", { name: "epochs" }).fill("1");
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_one", { count: 1 })), { timeout: 60_000 });
}

async function everyStep(app: Layerloom): Promise<void> {
  for (const step of steps) {
    await app.goTo(step);
    await expect(app.main.getByRole("heading").first()).toBeVisible();
    expect.soft(await faults(app.page), step).toEqual([]);
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, { tag: colorScheme === "dark" ? "@long" : [] }, () => {
    test.use({ colorScheme });

    test("axe finds nothing serious on any step, before and after training", async ({ app, page }) => {
      test.setTimeout(180_000);
      await app.open();
      await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
      await everyStep(app);
      await app.control("play").click();
      await expect(app.control("play")).toBeVisible({ timeout: 60_000 });
      await everyStep(app);
    });

    test("nor where pictures were learnt: Evaluate, Predict, the dialogs and the diagnosis, whose controls all have names", async ({ app, page }) => {
      test.setTimeout(240_000);
      const w = app.words;
      const dialog = page.getByRole("dialog");
      await app.open();
      await app.openPreset("shapes-convnet");
      // Few pictures: what they look like is what counts.
      await (await app.goTo("load")).getByRole("spinbutton", { name: "Pictures" }).fill("400");
      await trainBriefly(app);

      const evaluate = await app.goTo("evaluate");
      await expect(evaluate).toContainText(like(w.evaluate("rightOf")), { timeout: 30_000 });
      await expectGood(page, "evaluate");
      await evaluate.getByRole("button", { name: like(w.evaluate("cellWrong")), disabled: false }).first().click();
      await expect(dialog.getByRole("img").first()).toBeVisible();
      await expectGood(page, "the pictures of a cell");
      await page.keyboard.press("Escape");
      await app.goTo("predict");
      await expect(app.main.getByRole("img", { name: like(w.predict("sample")) }).first()).toBeVisible();
      await expectGood(page, "predict");

      const save = await app.goTo("save");
      await save.getByLabel(w.save("name"), { exact: true }).fill("One");
      await save.getByRole("button", { name: w.save("save"), exact: true }).click();
      await expect(save).toContainText(w.save("savedAs", { name: "One" }));
      for (const which of ["renameOf", "deleteOf"] as const) {
        await save.getByRole("button", { name: w.save(which, { name: "One" }) }).click();
        await expect(dialog).toBeVisible();
        await expectGood(page, which);
        await dialog.getByRole("button", { name: w.save("cancel"), exact: true }).click();
        await expect(dialog).toBeHidden();
      }

      // On points, where it takes no time: the rate finder, and a loss that runs away.
      await app.openPreset("first-net");
      await app.layer(3).click();
      await page.getByRole("combobox", { name: "activation", exact: true }).selectOption("linear");
      const compile = await app.goTo("compile");
      await compile.getByRole("radio", { name: "mean_squared_error" }).click();
      await compile.getByRole("button", { name: w.compile("findRate") }).click();
      await expect(dialog.getByRole("button", { name: like(w.compile("useRate")) })).toBeVisible({ timeout: 30_000 });
      await expectGood(page, "the rate finder");
      await page.keyboard.press("Escape");
      await compile.getByRole("spinbutton", { name: "learning_rate" }).fill("10");
      await app.control("play").click();
      await expect(app.board).toContainText(w.fit("diverged"), { timeout: 30_000 });
      await expectGood(page, "the diagnosis");

      // And what finds no room in memory.
      await app.goTo("define");
      for (const place of [1, 2]) {
        await app.layer(place).click();
        await page.getByRole("spinbutton", { name: "units" }).fill("65536");
      }
      await app.control("play").click();
      await expect(dialog).toBeVisible();
      await expectGood(page, "the question before a run that finds no room");
    });

    test("nor with a picture set, an open layer and what does not work", async ({ app }) => {
      await app.open();
      await app.openPreset("recipe");
      await app.goTo("define");
      await app.main.getByRole("button", { name: app.words.define("add", { kind: "MaxPooling2D" }) }).click();
      expect(await faults(app.page)).toEqual([]);
      await app.goTo("load");
      expect(await faults(app.page)).toEqual([]);
      await app.goTo("fit");
      expect(await faults(app.page)).toEqual([]);
    });
  });
}

test.describe("on a phone", { tag: "@long" }, () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("axe finds nothing serious, and nothing is wider than the screen", async ({ app, page }) => {
    test.setTimeout(120_000);
    await app.open();
    for (const step of steps) {
      await app.goTo(step);
      expect.soft(await faults(page), step).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), step).toBeLessThanOrEqual(390);
    }
    await trainBriefly(app);
    for (const step of ["fit", "evaluate", "predict", "save"] as const) {
      await app.goTo(step);
      if (step === "evaluate") await expect(app.main).toContainText(like(app.words.evaluate("rightOf")), { timeout: 30_000 });
      expect.soft(await faults(page), `${step}, trained`).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${step}, trained`).toBeLessThanOrEqual(390);
    }
  });
});

test("every control has a name", async ({ app, page }) => {
  await app.open();
  for (const step of steps) {
    await app.goTo(step);
    const controls = page.locator("button, input:not([hidden]), select, textarea, a[href], [role=button], [role=slider], [role=spinbutton], [role=switch]");
    for (const control of await controls.all()) {
      if (!(await control.isVisible())) continue;
      await expect.soft(control, step).toHaveAccessibleName(/\S/);
    }
  }
});
