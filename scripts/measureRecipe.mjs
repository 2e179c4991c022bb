// `npm run measure:recipe -- [cifar-10-binary.tar.gz]`: trains the fixed recipe whole, 50,000 × 10 epochs, in the built
// page, and prints what it reached after each epoch and how long it took. The archive is looked for beside the
// repository when none is named.
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { chromium } from "playwright";
import { build, preview } from "vite";
import { launchArgs, needBrowser } from "./browser.mjs";
import { mostMemory } from "./memory.mjs";

/**
 * What the page's worker tells of a run, as far as this script reads it.
 * @typedef {{ type: string, from: number, epochs: number, seconds: number, reason: string, trainedBy: { label: string }, list: { logs: Record<string, number>, seconds: number }[] }} Report
 * @typedef {Window & { reports: Report[] }} Reporting
 */

/** @param {number | undefined} value @param {number} digits */
const show = (value, digits = 3) => (value ?? NaN).toFixed(digits);

const archive = process.argv[2] ?? "../shared/data/cifar-10-binary.tar.gz";
if (!existsSync(archive)) {
  console.error(`There is no ${archive}. Name the archive: npm run measure:recipe -- path/to/cifar-10-binary.tar.gz`);
  process.exit(1);
}

const browserPath = await needBrowser(console.log);
await build({ logLevel: "error" });
const server = await preview({ preview: { port: 0, open: false }, logLevel: "error" });
const browser = await chromium.launch({ executablePath: browserPath, args: [...launchArgs, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  await page.addInitScript(() => {
    /** @type {Report[]} */
    const reports = [];
    const Native = window.Worker;
    Object.assign(window, { reports });
    window.Worker = class extends Native {
      /** @param {string | URL} address @param {WorkerOptions} [options] */
      constructor(address, options) {
        super(address, options);
        this.addEventListener("message", ({ data }) => {
          if (["started", "epochs", "ended"].includes(data.type)) reports.push({ ...data, weights: undefined });
        });
      }
    };
  });
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  await page.getByRole("button", { name: "Examples", exact: true }).click();
  await page.getByRole("menuitemradio", { name: /The recipe, fixed/ }).click();
  await page.getByRole("navigation").getByRole("button", { name: /Load/ }).first().click();
  await page.locator("input[type=file]").first().setInputFiles(archive);
  await page.getByText("Kept in this browser").waitFor({ timeout: 300_000 });
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Chromium ${browser.version()}`);
  let shown = 0;
  for (;;) {
    await page.waitForFunction((known) => /** @type {Reporting} */ (/** @type {unknown} */ (window)).reports.length > known, shown, { timeout: 3_600_000, polling: 500 });
    const events = await page.evaluate((known) => /** @type {Reporting} */ (/** @type {unknown} */ (window)).reports.slice(known), shown);
    shown += events.length;
    for (const event of events) {
      if (event.type === "started") console.log(event.trainedBy.label);
      for (const [i, { logs, seconds }] of (event.type === "epochs" ? event.list : []).entries()) {
        const { loss, accuracy, val_loss: testLoss, val_accuracy: testAccuracy } = logs;
        const training = `loss ${show(loss)}, accuracy ${show(accuracy)}`;
        console.log(`epoch ${event.from + i + 1}: ${show(seconds, 1)} s, ${training}, test loss ${show(testLoss)}, test accuracy ${show(testAccuracy, 4)}`);
      }
    }
    const end = events.find(({ type }) => type === "ended");
    if (!end) continue;
    console.log(`${end.reason}: ${end.epochs} epochs in ${end.seconds.toFixed(0)} s`);
    const peak = await mostMemory(browser);
    if (peak) console.log(`memory of the whole page at its most: ${(peak / 1e6).toFixed(0)} MB`);
    break;
  }
} finally {
  await browser.close();
  await server.close();
}
