import { cardTaken, withGraphicsCard, withoutWebAssembly } from "./harness/machine";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

async function plan(app: Layerloom, epochs: number): Promise<void> {
  const main = await app.goTo("fit");
  await main.getByRole("spinbutton", { name: "epochs" }).fill(String(epochs));
}

const expectEnd = (app: Layerloom, epochs: number): Promise<void> =>
  expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: epochs })), { timeout: 120_000 });

test("a browser without WebAssembly trains the first net in plain JavaScript", async ({ app, page }) => {
  await withoutWebAssembly(page);
  await app.open();
  await expect(await app.device()).toHaveAccessibleName(/CPU · JavaScript/);
  await plan(app, 3);
  await app.atFullSpeed();
  await app.control("play").click();
  await expectEnd(app, 3);
});

test("a run by the engine ends well though the graphics card is taken away meanwhile", async ({ app, page, browser }) => {
  test.setTimeout(120_000);
  const validationLoss = app.figure(app.words.fit("valOf", { name: "loss" }));
  await withGraphicsCard(page);
  await app.open();
  const chip = await app.device();
  await expect(chip).toHaveAccessibleName(/WebGL · Test card/);
  // At 10 batches a second it is still under way when the card goes.
  await plan(app, 2000);
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  await app.control("play").click();
  await expect(app.control("pause")).toBeVisible();
  await expect(chip).toHaveAccessibleName(/WASM SIMD/);
  const session = await browser.newBrowserCDPSession();
  await Promise.all([cardTaken(page), session.send("Browser.crashGpuProcess")]);
  await expect(app.control("pause")).toBeVisible();
  await app.atFullSpeed();
  await expectEnd(app, 2000);
  const loss = await validationLoss.textContent();

  // The worker is replaced behind the run, and the same run gives the same figures.
  await expect(await app.device()).toBeEnabled();
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expectEnd(app, 2000);
  expect(await validationLoss.textContent()).toBe(loss);
});

test("devices are timed for a model once, and the menu shows what was measured, also at the next visit", async ({ app, page }) => {
  test.setTimeout(240_000);
  await withGraphicsCard(page);
  await app.open();
  await app.openPreset("shapes-convnet");
  await plan(app, 2);
  await app.atFullSpeed();
  const chip = await app.device();
  await expect(chip).toHaveAccessibleName(/WebGL · Test card/);
  await app.control("play").click();
  await expectEnd(app, 2);
  // The processor that plays the card is no match for itself.
  await expect(chip).toHaveAccessibleName(/WASM SIMD/);
  const figures = async (): Promise<string[]> => {
    await chip.click();
    const rows = page.getByRole("menuitemradio").filter({ hasText: like(app.words.shell("deviceMeasured")) });
    await expect(rows).toHaveCount(2);
    const texts = await rows.allTextContents();
    await page.keyboard.press("Escape");
    return texts;
  };
  const measured = await figures();
  await app.reload();
  await expect(chip).toHaveAccessibleName(/WebGL · Test card/);
  expect(await figures()).toEqual(measured);
});

test("training that never answers is said in the header, and Try again brings it back", async ({ app, page }) => {
  // The worker's script is on its way for ever, as on a network that is stuck.
  let stuck = true;
  await page.route(/assets\/main-[^/]+\.js$/, (route) => (stuck ? undefined : route.continue()));
  await page.clock.install();
  await app.open();
  const again = page.getByRole("button", { name: `${app.words.shell("noDevice")}. ${app.words.shell("tryAgain")}` });
  // Each attempt has 15 seconds; three of them pass here at once.
  await expect(async () => {
    await page.clock.runFor(16_000);
    await expect(again).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(app.notices.getByRole("alert").first()).toBeVisible();
  await page.clock.resume();
  stuck = false;
  await again.click();
  await expect(await app.device()).toHaveAccessibleName(/WASM SIMD/);
  await plan(app, 3);
  await app.atFullSpeed();
  await app.control("play").click();
  await expectEnd(app, 3);
});
