import { expect, test } from "./harness/test";
import { like } from "./harness/words";
import { plainPort } from "./ports";

test("with its headers the page is isolated, and may share memory with threads", async ({ app, page }) => {
  await app.open();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test("a host without headers serves a page that trains all the same", async ({ app, page }) => {
  await app.open(`http://localhost:${plainPort}/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 60_000 });
  const accuracy = app.figure(app.words.fit("valOf", { name: "accuracy" }));
  expect(Number(await accuracy.textContent())).toBeGreaterThan(0.95);
});

test("nothing from elsewhere runs on the page: inline scripts are refused", async ({ app, page, trouble }) => {
  trouble.expect(/Content Security Policy/);
  await app.open();
  const refused = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
        const script = document.createElement("script");
        script.textContent = "window.ranInline = true";
        document.head.append(script);
      }),
  );
  expect(refused).toBe("script-src-elem");
  expect(await page.evaluate(() => "ranInline" in window)).toBe(false);
});
