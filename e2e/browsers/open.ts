import { launchArgs, needBrowser, needFirefox, needWebKit } from "../../scripts/browser.mjs";
import { needDisplay } from "./display.ts";
import { openWithPuppeteer } from "./puppeteer.ts";
import { openWithSelenium } from "./selenium.ts";
import type { BrowserName, DrivenBrowser } from "./tab.ts";

type Tell = (line: string) => void;

const openers: Readonly<Record<BrowserName, (tell: Tell) => Promise<DrivenBrowser>>> = {
  chromium: async (tell) => openWithPuppeteer("chromium", await needBrowser(tell), launchArgs),
  firefox: async (tell) => openWithPuppeteer("firefox", needFirefox(tell)),
  async webkit(tell) {
    const parts = needWebKit(tell);
    return openWithSelenium({ ...parts, display: await needDisplay(parts.screen) });
  },
};

/** Opens a browser that is installed here or can be had; ends the process with advice where neither is so. */
export function openBrowser(name: BrowserName, tell: Tell): Promise<DrivenBrowser> {
  const open = (openers as Partial<typeof openers>)[name];
  if (!open) throw new Error(`There is no browser "${name}" here: it is one of ${Object.keys(openers).join(", ")}.`);
  return open(tell);
}
