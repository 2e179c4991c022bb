import type { Page } from "@playwright/test";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

declare global {
  interface Window {
    mapsSeen?: Set<string>;
  }
}

/** Looks at the decision map at every frame from now on, and remembers each picture that it shows. */
const recordMaps = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen = new Set<string>();
    window.mapsSeen = seen;
    const small = document.createElement("canvas");
    small.width = small.height = 16;
    const brush = small.getContext("2d", { willReadFrequently: true })!;
    const look = (): void => {
      const map = document.querySelector<HTMLCanvasElement>("aside canvas");
      if (map) {
        brush.clearRect(0, 0, 16, 16);
        brush.drawImage(map, 0, 0, 16, 16);
        seen.add(brush.getImageData(0, 0, 16, 16).data.join());
      }
      requestAnimationFrame(look);
    };
    look();
  });

// A trace looks into the page at every step, which would count as the page's own work.
test.use({ trace: "off" });

test("a newcomer sees a net learn: one click, ten seconds, a boundary that moves", async ({ app, page }) => {
  await app.open();
  const plane = app.board.getByRole("img", { name: like(app.words.fit("mapUntrained")) });
  await expect(plane).toBeVisible();

  await recordMaps(page);
  const began = performance.now();
  await app.control("play").click();
  await expect(app.board.getByRole("img", { name: like(app.words.fit("mapTrained")) })).toBeVisible({ timeout: 10_000 });

  const accuracy = app.figure(app.words.fit("valOf", { name: "accuracy" }));
  await expect.poll(async () => Number(await accuracy.textContent()), { timeout: 10_000 }).toBeGreaterThan(0.95);
  expect(performance.now() - began).toBeLessThan(10_000);

  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 20_000 });
  expect(await page.evaluate(() => window.mapsSeen?.size ?? 0)).toBeGreaterThanOrEqual(10);
  // Two curves of loss and two of accuracy, drawn by Vega.
  await expect(app.board.locator("svg .mark-line path")).toHaveCount(4);
});

test("the first load is small: neither tfjs nor Vega nor HDF5 is in it", async ({ app, page }) => {
  // The page fetches further parts when it is idle. They are not part of the first load.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
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
