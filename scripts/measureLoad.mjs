// `npm run measure:load`: what a first visit fetches before it can be used, its workers included, as a server sends it (gzip),
// and whether that is within the limit. The page is opened in Chromium and left alone until it has found its device. What
// the page fetches later, while it is idle, does not count.
//
//   --built   the build that is there already
import { gzipSync } from "node:zlib";
import { chromium } from "playwright";
import { build, preview } from "vite";
import { launchArgs, needBrowser } from "./browser.mjs";

/** Bytes, compressed. */
const limit = 500_000;

const executablePath = await needBrowser(console.log);
if (!process.argv.includes("--built")) await build({ logLevel: "error" });
const server = await preview({ preview: { port: 0, open: false }, logLevel: "error" });
const browser = await chromium.launch({ executablePath, args: [...launchArgs, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
try {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  /** @type {Map<string, Promise<number>>} */
  const sizes = new Map();
  context.on("response", (response) => {
    const address = response.url();
    if (address.startsWith("http") && response.ok()) sizes.set(address, response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  await page.locator('button[aria-label^="Trains on: "]:enabled').waitFor({ timeout: 60_000 });
  await page.waitForLoadState("networkidle");
  const rows = await Promise.all([...sizes].map(async ([address, size]) => /** @type {const} */ ([new URL(address).pathname, await size])));
  rows.sort(([, a], [, b]) => b - a);
  for (const [path, size] of rows) console.log(`${(size / 1000).toFixed(1).padStart(8)} kB  ${path}`);
  const all = rows.reduce((sum, [, size]) => sum + size, 0);
  const backends = rows.filter(([path]) => /tfjs|\.wasm$/.test(path));
  console.log(`first load: ${(all / 1000).toFixed(1)} kB compressed in ${rows.length} files; the limit is ${limit / 1000} kB`);
  if (backends.length) console.log(`of tfjs, which no model needed yet: ${backends.map(([path]) => path).join(", ")}`);
  process.exitCode = all > limit || backends.length ? 1 : 0;
} finally {
  await browser.close();
  await server.close();
}
