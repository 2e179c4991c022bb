import { parseArgs } from "node:util";
import { preview } from "vite";
import { openBrowser } from "./open.ts";
import { Page } from "./page.ts";
import { stories } from "./stories.ts";
import type { BrowserName } from "./tab.ts";

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Every story in one browser, each in a browser of its own. Returns how many failed. */
async function inBrowser(name: BrowserName, address: string, wanted: string): Promise<{ readonly passed: number; readonly failed: number }> {
  let passed = 0;
  let failed = 0;
  let shown = false;
  for (const { title, tell } of stories.filter((story) => story.title.includes(wanted))) {
    const start = performance.now();
    const browser = await openBrowser(name, console.log);
    if (!shown) console.log(`\n${name} ${browser.version}`);
    shown = true;
    try {
      await tell(new Page(browser, address));
      const trouble = await browser.trouble();
      if (trouble.length) throw new Error(`the page had trouble: ${trouble.join("; ")}`);
      passed++;
      console.log(`  ✓ ${title} (${seconds(start)})`);
    } catch (error) {
      failed++;
      console.log(`  ✗ ${title} (${seconds(start)})\n      ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await browser.close().catch(() => undefined);
    }
  }
  return { passed, failed };
}

/** The stories in the browsers that are named, with the page as `vite build` left it; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { browser: { type: "string", multiple: true }, grep: { type: "string", default: "" } } });
  const server = await preview({ preview: { port: 0, open: false }, logLevel: "error" });
  const lines: string[] = [];
  let failures = 0;
  try {
    for (const name of (values.browser ?? ["firefox", "webkit"]) as BrowserName[]) {
      const { passed, failed } = await inBrowser(name, server.resolvedUrls?.local[0] ?? "", values.grep);
      failures += failed;
      if (passed + failed === 0) failures++;
      lines.push(`${name}: ${passed} passed, ${failed} failed`);
    }
  } finally {
    await server.close();
  }
  console.log("");
  for (const line of lines) console.log(line);
  return failures ? 1 : 0;
}
