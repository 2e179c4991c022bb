import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { build, preview } from "vite";
import { openBrowser } from "../../e2e/browsers/open.ts";
import type { BrowserName, DrivenBrowser } from "../../e2e/browsers/tab.ts";
import { words } from "../../e2e/harness/words.ts";

/** Loads after which the browser is started anew, so that one that has gone slow says nothing of the page. */
const perBrowser = 10;

/** What stands in front of the device in the header. The button cannot be used as long as there is none. */
const [before = ""] = words.en.shell("deviceOf", { kind: "\n", device: "" }).split("\n");

/** Milliseconds from the navigation to a device in the header, and its name; null when there is none in time. */
async function load({ tab }: DrivenBrowser, address: string, milliseconds: number): Promise<{ readonly took: number; readonly device: string } | null> {
  await tab.goto("about:blank");
  await tab.goto(address);
  return tab.run(
    (start, most) =>
      new Promise<{ took: number; device: string } | null>((resolve) => {
        const look = (): void => {
          const took = performance.now();
          const names = [...document.querySelectorAll("button[aria-label]:not(:disabled)")].map((button) => button.getAttribute("aria-label")!);
          const device = names.find((one) => one.startsWith(start))?.slice(start.length);
          if (device !== undefined) resolve({ took, device });
          else if (took > most) resolve(null);
          else setTimeout(look, 20);
        };
        look();
      }),
    before,
    milliseconds,
  );
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;

/** Opens the page `--count` times with busy cores; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      browser: { type: "string", default: "firefox" },
      count: { type: "string", default: "50" },
      seconds: { type: "string", default: "20" },
      busy: { type: "string", default: `${availableParallelism()}` },
      dist: { type: "string" },
    },
  });
  if (values.dist === undefined) await build({ logLevel: "error" });
  const server = await preview({ preview: { port: 0, open: false }, logLevel: "error", ...(values.dist === undefined ? {} : { build: { outDir: values.dist } }) });
  const address = server.resolvedUrls?.local[0] ?? "";
  const spinning = Array.from({ length: Number(values.busy) }, () => spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }));
  const times: number[] = [];
  let missed = 0;
  let browser: DrivenBrowser | null = null;
  try {
    for (let i = 0; i < Number(values.count); i++) {
      if (i % perBrowser === 0) {
        await browser?.close();
        browser = null;
        browser = await openBrowser(values.browser as BrowserName, console.log);
        if (i === 0) console.log(`${browser.name} ${browser.version}, ${spinning.length} busy processes on ${availableParallelism()} cores`);
      }
      const found = await load(browser!, address, 1000 * Number(values.seconds));
      if (found) times.push(found.took);
      else missed++;
      console.log(`load ${i + 1}: ${found ? `${seconds(found.took)}, ${found.device}` : `no device within ${values.seconds} s`}`);
    }
  } finally {
    for (const child of spinning) child.kill();
    await browser?.close().catch(() => undefined);
    await server.close();
  }
  times.sort((a, b) => a - b);
  const middle = times[Math.floor(times.length / 2)];
  if (middle !== undefined) console.log(`median ${seconds(middle)}, slowest ${seconds(times.at(-1))}`);
  console.log(`${values.browser}: ${times.length} loads found a device, ${missed} did not`);
  return missed ? 1 : 0;
}
