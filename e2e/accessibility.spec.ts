import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./harness/test";
import type { Layerloom, Step } from "./harness/layerloom";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

/** Serious and critical findings of axe, each with the elements that it is about. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} (${failureSummary ?? ""})`).join("; ")}`);
}

async function everyStep(app: Layerloom): Promise<void> {
  for (const step of steps) {
    await app.goTo(step);
    await expect(app.main.getByRole("heading").first()).toBeVisible();
    expect.soft(await faults(app.page), step).toEqual([]);
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
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

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("axe finds nothing serious, and nothing is wider than the screen", async ({ app, page }) => {
    test.setTimeout(120_000);
    await app.open();
    for (const step of steps) {
      await app.goTo(step);
      expect.soft(await faults(page), step).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), step).toBeLessThanOrEqual(390);
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
