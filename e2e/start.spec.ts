import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { download } from "./harness/files";
import type { Step } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";
import { startPort } from "./ports";

// A trace would wait for hundreds of single source files.
test.use({ trace: "off" });

test("npm start serves a page that is isolated, trains at one click, and is never loaded anew on the way", async ({ app, page }) => {
  // Where nothing is in the server's cache it first gathers the libraries.
  test.setTimeout(240_000);
  const loads: string[] = [];
  page.on("load", () => loads.push(page.url()));
  await page.goto(`http://localhost:${startPort}/`, { timeout: 120_000 });
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "false", { timeout: 120_000 });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  await app.control("play").click();
  await app.atFullSpeed();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 300 })), { timeout: 60_000 });
  expect(Number(await app.figure(app.words.fit("valOf", { name: "accuracy" })).textContent())).toBeGreaterThan(0.95);

  // What a step brings along only when it is opened is found beforehand too, the library for Keras's files among it.
  for (const step of ["load", "preprocess", "compile", "fit", "evaluate", "predict", "save"] satisfies Step[]) {
    await app.goTo(step);
    await expect(app.main.getByRole("heading").first()).toBeVisible({ timeout: 30_000 });
  }
  const path = test.info().outputPath("model.keras");
  await download(page, app.main.getByRole("button", { name: /\(\.keras\)$/ }), path);
  expect(Object.keys(unzipSync(readFileSync(path))).sort()).toEqual(["config.json", "metadata.json", "model.weights.h5"]);

  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 1 }));
  expect(loads).toHaveLength(1);
});
