import { expect, test } from "./harness/test";
import { like } from "./harness/words";

test("a newcomer sees a net learn: one click, ten seconds, a boundary that moves", async ({ app, page }) => {
  await app.open();
  const plane = app.board.getByRole("img", { name: like(app.words.fit("mapUntrained")) });
  await expect(plane).toBeVisible();

  const began = Date.now();
  await app.control("play").click();

  // The map appears while it trains, and goes on changing.
  const field = app.board.locator("canvas");
  await expect(app.board.getByRole("img", { name: like(app.words.fit("mapTrained")) })).toBeVisible({ timeout: 10_000 });
  const early = await field.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await expect.poll(() => field.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()), { timeout: 10_000 }).not.toBe(early);

  const accuracy = app.figure(app.words.fit("valOf", { name: "accuracy" }));
  await expect.poll(async () => Number(await accuracy.textContent()), { timeout: 10_000 }).toBeGreaterThan(0.95);
  expect(Date.now() - began).toBeLessThan(10_000);

  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 20_000 });
  await expect(app.board.locator("svg path[aria-roledescription], svg .mark-line path").first()).toBeVisible();
  await expect(page).toHaveTitle(/Layerloom/);
});

test("the first load is small: neither tfjs nor Vega nor HDF5 is in it", async ({ app, page }) => {
  const loaded: { readonly name: string; readonly bytes: number }[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (response.url().startsWith("blob:") || !pathname.endsWith(".js")) return;
    void response.body().then((body) => loaded.push({ name: pathname.split("/").pop()!, bytes: body.length }));
  });
  await app.open();
  await expect(app.board.getByRole("img", { name: like(app.words.fit("mapUntrained")) })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const inPage = loaded.filter(({ name }) => !/worker|main-/.test(name));
  test.info().annotations.push({ type: "first load", description: JSON.stringify(inPage) });
  expect(inPage.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_500_000);
});
