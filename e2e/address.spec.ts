import type { Page } from "@playwright/test";
import { expect, test } from "./harness/test";
import type { Layerloom, Step } from "./harness/layerloom";

const addressOf = (page: Page): string => new URL(page.url()).hash;

/** The open step, by the page and by the address. */
async function expectAt(app: Layerloom, step: Step, hash = `#/${step}`): Promise<void> {
  await expect(app.stepButton(step)).toHaveAttribute("aria-current", "step");
  await expect.poll(() => addressOf(app.page)).toBe(hash);
}

test("every step has an address; Back and Forward walk the steps that were gone to", async ({ app, page }) => {
  await app.open();
  await expectAt(app, "define", "");
  const entries = await page.evaluate(() => history.length);
  await app.goTo("fit");
  await expectAt(app, "fit");
  await app.goTo("fit");
  await app.goTo("save");
  await expectAt(app, "save");
  expect(await page.evaluate(() => history.length)).toBe(entries + 2);

  await page.goBack();
  await expectAt(app, "fit");
  await expect(app.main).toBeFocused();
  await page.goBack();
  await expectAt(app, "define", "");
  await page.goForward();
  await page.goForward();
  await expectAt(app, "save");
  await app.reload();
  await expectAt(app, "save");
});

test("an address opens its step; one that names none is left alone", async ({ app, page }) => {
  await app.open("./#/evaluate");
  await expectAt(app, "evaluate");
  await expect(app.main.getByRole("heading", { name: app.words.evaluate("nothing") })).toBeVisible();
  await page.evaluate(() => void (location.hash = "#/load"));
  await expectAt(app, "load");
  await page.evaluate(() => void (location.hash = "#elsewhere"));
  await expectAt(app, "load", "#elsewhere");
  await app.goTo("compile");
  await page.goBack();
  await expectAt(app, "load", "#elsewhere");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  /** How far below the bar of steps the open step begins, in pixels. */
  const belowSteps = async (app: Layerloom): Promise<number> => {
    const [bar, step] = [await app.steps.boundingBox(), await app.main.boundingBox()];
    return step!.y - (bar!.y + bar!.height);
  };

  test("a step begins in view, from wherever and whichever way it is come to", async ({ app, page }) => {
    await app.open();
    const toBoard = page.getByRole("button", { name: app.words.shell("boardShort"), exact: true });
    // At the beginning of a step nothing moves.
    await app.goTo("compile");
    expect(await page.evaluate(() => scrollY)).toBe(0);
    const ways: readonly (() => Promise<unknown>)[] = [() => app.goTo("fit"), () => app.goTo("fit"), () => app.goTo("load"), () => page.goBack()];
    for (const [i, go] of ways.entries()) {
      await toBoard.click();
      await expect.poll(() => belowSteps(app), `before way ${i}`).toBeLessThan(-200);
      await go();
      await expect.poll(async () => Math.abs(await belowSteps(app)), `way ${i}`).toBeLessThan(12);
    }
  });
});
