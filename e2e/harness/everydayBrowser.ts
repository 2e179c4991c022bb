import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, expect, type BrowserContext } from "@playwright/test";
import { findBrowser, launchArgs } from "../../scripts/browser.mjs";

/**
 * A browser as people have it: Playwright starts its own with every saving of hidden tabs switched off, and keeps every page
 * awake as if it were looked at. In this one a tab behind another is really hidden. `profile` is an empty folder for it.
 */
export async function everydayBrowser(profile: string): Promise<{ readonly context: BrowserContext; readonly close: () => Promise<void> }> {
  const executable = (await findBrowser()) ?? chromium.executablePath();
  const args = ["--headless", "--no-first-run", "--no-sandbox", "--window-size=1440,900", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(executable, [...args, ...launchArgs, "about:blank"], { stdio: "ignore" });
  const exit = new Promise((resolve) => child.once("exit", resolve));
  // Written by the browser as soon as it can be talked to.
  const address = join(profile, "DevToolsActivePort");
  await expect.poll(() => existsSync(address) && readFileSync(address, "utf8").includes("\n"), { timeout: 30_000 }).toBe(true);
  const [port, path] = readFileSync(address, "utf8").split("\n");
  const browser = await chromium.connectOverCDP(`ws://127.0.0.1:${port}${path}`, { noDefaults: true });
  return {
    context: browser.contexts()[0]!,
    async close() {
      await browser.close();
      child.kill();
      await exit;
    },
  };
}
