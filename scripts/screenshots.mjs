// `npm run screenshots`: takes the README's pictures from the built page, into docs/. They need no data but what the page
// draws itself, and the same seeds give the same nets; only the times in them differ.
import { mkdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build, preview } from "vite";
import { launchArgs, needBrowser } from "./browser.mjs";

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/**
 * @typedef {"load" | "preprocess" | "define" | "compile" | "fit" | "evaluate" | "predict" | "save"} Step
 * @typedef {object} Picture
 * @property {string} file
 * @property {"en-US" | "zh-CN"} locale
 * @property {"light" | "dark"} colorScheme
 * @property {{ width: number, height: number }} viewport
 * @property {number} preset place in the menu of presets
 * @property {Step} step
 * @property {boolean} [board] scrolls to the training board, which lies below the step on narrow screens
 */

/** @type {readonly Step[]} */
const steps = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

/** @type {readonly Picture[]} */
const pictures = [
  { file: "define-light.png", locale: "en-US", colorScheme: "light", viewport: desktop, preset: 0, step: "define" },
  { file: "evaluate-dark.png", locale: "en-US", colorScheme: "dark", viewport: desktop, preset: 1, step: "evaluate" },
  { file: "predict-light-zh.png", locale: "zh-CN", colorScheme: "light", viewport: desktop, preset: 1, step: "predict" },
  { file: "phone-light.png", locale: "en-US", colorScheme: "light", viewport: phone, preset: 0, step: "define" },
  { file: "phone-dark-zh.png", locale: "zh-CN", colorScheme: "dark", viewport: phone, preset: 0, step: "define", board: true },
];

const folder = fileURLToPath(new URL("../docs/", import.meta.url));
await mkdir(folder, { recursive: true });
const executablePath = await needBrowser(console.log);
await build({ logLevel: "error" });
const server = await preview({ preview: { port: 0, open: false }, logLevel: "error" });
const browser = await chromium.launch({ executablePath, args: launchArgs });
try {
  for (const picture of pictures) await take(picture, server.resolvedUrls?.local[0] ?? "");
} finally {
  await browser.close();
  await server.close();
}

/**
 * Opens a preset, trains it to the end and takes the picture. Finds its way by places, which are the same in every language.
 * @param {Picture} picture
 * @param {string} address
 */
async function take({ file, locale, colorScheme, viewport, preset, step, board }, address) {
  const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address);
  if (preset > 0) {
    await page.locator("header button[aria-haspopup=menu]").first().click();
    await page.getByRole("menuitemradio").nth(preset).click();
  }
  await page.locator("aside button[aria-disabled=false]").first().click();
  await page.locator("aside [role=progressbar][aria-valuenow='100']").waitFor({ timeout: 600_000 });
  // Nothing is left to stop.
  await page.locator("aside button[aria-disabled=true]").first().waitFor();
  await page.locator("nav ol button").nth(steps.indexOf(step)).click();
  if (step === "evaluate" || step === "predict") await page.locator("main svg, main canvas, main table").first().waitFor({ timeout: 60_000 });
  // Tooltips and hover marks are not part of the picture. Charts are drawn only where they are in sight.
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  if (board) await page.locator("aside").evaluate((element) => element.scrollIntoView());
  if (board || viewport === desktop) await page.locator("aside svg .mark-line path").first().waitFor({ state: "attached" });
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  });
  await page.screenshot({ path: folder + file, animations: "disabled", caret: "hide" });
  console.log(`docs/${file}  ${Math.round((await stat(folder + file)).size / 1024)} KB`);
  await context.close();
}
