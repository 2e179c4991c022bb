// `npm run screenshots`: takes the pictures of the README from the real page, after a real training run.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build, preview } from "vite";
import { launchArgs, needBrowser } from "./browser.mjs";

const folder = fileURLToPath(new URL("../docs/", import.meta.url));
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** Every language's words for what the script presses. */
const words = {
  "en-US": { play: "Play", end: /epochs are done/ },
  "zh-CN": { play: "开始训练", end: /轮全部完成/ },
};

/** @type {{ file: string, locale: keyof typeof words, colorScheme: "light" | "dark", viewport: typeof wide }[]} */
const pictures = [
  { file: "fit-light.png", locale: "en-US", colorScheme: "light", viewport: wide },
  { file: "fit-dark.png", locale: "en-US", colorScheme: "dark", viewport: wide },
  { file: "fit-light-zh.png", locale: "zh-CN", colorScheme: "light", viewport: wide },
  { file: "fit-dark-zh.png", locale: "zh-CN", colorScheme: "dark", viewport: wide },
  { file: "phone-light.png", locale: "en-US", colorScheme: "light", viewport: phone },
  { file: "phone-dark-zh.png", locale: "zh-CN", colorScheme: "dark", viewport: phone },
];

const executablePath = await needBrowser(console.log);
await build({ logLevel: "error" });
const server = await preview({ preview: { port: 0, open: false }, logLevel: "error" });
const browser = await chromium.launch({ executablePath, args: [...launchArgs, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
mkdirSync(folder, { recursive: true });
try {
  for (const { file, ...look } of pictures) {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    const { play, end } = words[look.locale];
    await page.getByRole("button", { name: play, exact: true }).first().click();
    await page.getByText(end).first().waitFor({ timeout: 60_000 });
    // The curves are drawn in small steps behind the run; on a phone they lie further down and wait to be seen.
    if (look.viewport === wide) await page.locator("svg .mark-line path").nth(3).waitFor({ state: "attached", timeout: 30_000 });
    await page.screenshot({ path: `${folder}${file}`, animations: "disabled" });
    console.log(`docs/${file}`);
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
