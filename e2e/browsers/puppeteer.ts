import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, { type ElementHandle, type JSHandle, type Page } from "puppeteer-core";
import type { DrivenBrowser, Part, Tab } from "./tab.ts";

/** Firefox keeps to these: downloads go to a folder without a question, and nothing is fetched on its own account. */
const firefoxSettings = (downloads: string) => ({
  "browser.download.folderList": 2,
  "browser.download.dir": downloads,
  "browser.download.always_ask_before_handling_new_types": false,
  "browser.download.alwaysOpenPanel": false,
  "intl.accept_languages": "en-US",
  "app.normandy.enabled": false,
  "browser.safebrowsing.downloads.enabled": false,
});

const partOf = (page: Page, element: ElementHandle): Part => ({
  click: () => element.click(),
  type: (text) => element.type(text),
  async press(key) {
    await element.focus();
    await page.keyboard.press(key);
  },
  choose: (paths) => (element as ElementHandle<HTMLInputElement>).uploadFile(...paths),
});

const tabOf = (page: Page): Tab => ({
  async goto(address) {
    await page.goto(address, { waitUntil: "load" });
  },
  async reload() {
    await page.reload({ waitUntil: "load" });
  },
  run: (code, ...given) => page.evaluate(code as never, ...(given as unknown as never[])),
  async find(code, ...given) {
    const handle: JSHandle = await page.evaluateHandle(code as never, ...(given as unknown as never[]));
    const element = handle.asElement() as ElementHandle | null;
    return element && partOf(page, element);
  },
});

/** Firefox over WebDriver BiDi, Chromium over its own protocol. */
export async function openWithPuppeteer(name: "firefox" | "chromium", executablePath: string, args: readonly string[] = []): Promise<DrivenBrowser> {
  const folder = mkdtempSync(join(tmpdir(), `layerloom-${name}-`));
  const downloads = mkdtempSync(join(tmpdir(), "layerloom-downloads-"));
  const asRoot = name === "chromium" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await puppeteer.launch({
    browser: name === "firefox" ? "firefox" : "chrome",
    executablePath,
    headless: true,
    userDataDir: folder,
    args: [...args, ...asRoot],
    defaultViewport: { width: 1440, height: 900 },
    timeout: 90_000,
    protocolTimeout: 300_000,
    ...(name === "firefox" ? { extraPrefsFirefox: firefoxSettings(downloads) } : {}),
  });
  if (name === "chromium") {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  }
  const [first] = await browser.pages();
  const page = first ?? (await browser.newPage());
  await page.setViewport({ width: 1440, height: 900 });
  let troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error instanceof Error ? error.message : String(error)}`));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  return {
    name,
    version: await browser.version(),
    tab: tabOf(page),
    downloads,
    trouble() {
      const heard = troubles;
      troubles = [];
      return Promise.resolve(heard);
    },
    async close() {
      await browser.close();
      for (const path of [folder, downloads]) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
