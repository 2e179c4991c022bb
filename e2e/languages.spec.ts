import type { Page } from "@playwright/test";
import { expect, test } from "./harness/test";
import { words } from "./harness/words";
import type { Step } from "./harness/layerloom";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

for (const [locale, language] of [
  ["zh-CN", "zh"],
  ["zh-TW", "zh"],
  ["en-GB", "en"],
  ["fr-FR", "en"],
] as const) {
  test.describe(`a browser set to ${locale}`, () => {
    test.use({ locale });
    test(`gets the page in ${language === "zh" ? "Chinese" : "English"}`, async ({ app, page }) => {
      app.language = language;
      await app.open();
      await expect(app.stepButton("load")).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", language === "zh" ? "zh-CN" : "en");
    });
  });
}

test("the language can be switched, and is the same at the next visit", async ({ app, page }) => {
  await app.open();
  await page.getByRole("radio", { name: "中文" }).click();
  await expect(page.getByRole("navigation", { name: words.zh.shell("steps") })).toBeVisible();
  app.language = "zh";
  await app.reload();
  await expect(app.stepButton("preprocess")).toBeVisible();
  await page.getByRole("radio", { name: "EN" }).click();
  await expect(page.getByRole("navigation", { name: words.en.shell("steps") })).toBeVisible();
});

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("no step shows an English sentence", async ({ app, page }) => {
    await app.open();
    for (const step of steps) {
      await app.goTo(step);
      expect(await englishIn(page), step).toEqual([]);
    }
    await app.openPreset("recipe");
    for (const step of ["load", "preprocess", "define", "compile", "fit"] as const) {
      await app.goTo(step);
      expect(await englishIn(page), `${step}, recipe`).toEqual([]);
    }
  });
});

/** Two English words in a row, in a text or in a name for those who do not see, but for code and what a person typed. */
const englishIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const names = /Layerloom|Keras|TensorFlow(\.js)?|TF\.js|CIFAR-10|WebGL|WebGPU|WASM SIMD|Google|SwiftShader|Linux, macOS/g;
    const wordy = (text: string) => /[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}/.test(text.replace(names, ""));
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (parent.closest("code, pre, samp, [lang=en], script, style, noscript, option")) continue;
      if (wordy(node.textContent ?? "")) found.add(node.textContent!.trim());
    }
    for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt], [aria-valuetext], [aria-description]")) {
      for (const attribute of ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"]) {
        const text = element.getAttribute(attribute) ?? "";
        if (wordy(text)) found.add(`${attribute}: ${text}`);
      }
    }
    return [...found];
  });
