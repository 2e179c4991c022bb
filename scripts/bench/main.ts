import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser } from "playwright";
import { build, preview } from "vite";
import type {} from "../../e2e/bench/main";
import { rendersInSoftware } from "../../src/training/worker/backends/renderer";
import { launchArgs, needBrowser } from "../browser.mjs";
import { duel, rules, type Outcome } from "./duel";
import type { Machine, Results } from "./figures";
import { pages } from "./pages";
import { intoReadme, table } from "./report";

const root = join(import.meta.dirname, "../..");
const file = join(root, "bench.json");
const readme = join(root, "README.md");
/** Builds of the bench's own, so that nobody's `dist/` changes under them. */
const sites = join(root, "node_modules/.cache/layerloom-bench");

/** Nobody runs slower for being in a page that is not in front. */
const evenly = ["--disable-renderer-backgrounding", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows"];

const known = [...Object.keys(rules), "page"];

const options = {
  smoke: { type: "boolean", default: false },
  readme: { type: "boolean", default: false },
  only: { type: "string", default: known.join(",") },
  engines: { type: "string" },
  gpu: { type: "string", default: "auto" },
} as const;

type Gpu = "auto" | "yes" | "no";
const isGpu = (value: string): value is Gpu => ["auto", "yes", "no"].includes(value);

/** What lets a headless Chromium at the graphics card: some drivers are on its list of those it does not trust, and WebGPU is new on Linux. */
const cardArgs = ["--disable-background-networking", "--enable-gpu", "--ignore-gpu-blocklist", "--enable-unsafe-webgpu", "--enable-features=Vulkan"];

const readResults = (): Results | null => (existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : null);

/** Builds a site with its own configuration and serves it at a free port. */
async function serve(name: string, configFile: string) {
  const setting = { configFile: join(root, configFile), logLevel: "error", build: { outDir: join(sites, name) } } as const;
  // What reads this very file as TypeScript has set "development", and Vite would build React in that form, several times as slow.
  process.env["NODE_ENV"] = "production";
  await build(setting);
  const server = await preview({ ...setting, preview: { port: 0, open: false } });
  return { address: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
}

/** What draws WebGL in this browser, as it says; empty where nothing does. */
async function rendererOf(browser: Browser): Promise<string> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(() => {
      const gl = document.createElement("canvas").getContext("webgl2");
      const info = gl?.getExtension("WEBGL_debug_renderer_info");
      return gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
    });
  } finally {
    await page.close();
  }
}

/** A browser on the graphics card where there is one that it can use, else one in which the processor draws WebGL. */
async function launch(gpu: Gpu): Promise<{ readonly browser: Browser; readonly graphics: string }> {
  const executablePath = await needBrowser(console.log);
  const start = async (args: readonly string[]) => {
    const browser = await chromium.launch({ executablePath, args: [...args, ...evenly, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
    return { browser, graphics: await rendererOf(browser) };
  };
  if (gpu !== "no") {
    const found = await start(cardArgs);
    if (found.graphics && !rendersInSoftware(found.graphics)) return found;
    await found.browser.close();
    if (gpu === "yes") throw new Error(`There is no graphics card that this browser can use; it draws with ${found.graphics || "nothing"}`);
  }
  return start(launchArgs);
}

/** What was measured now, with what bench.json has of the same machine. */
function merged(machine: Machine, outcomes: Readonly<Record<string, Outcome>>): Results {
  const before = readResults();
  const same = JSON.stringify(before?.machine) === JSON.stringify(machine) ? before : null;
  const today = new Date().toISOString().slice(0, 10);
  const inOrder = <T>(old: Readonly<Record<string, T>> | undefined, of: (outcome: Outcome) => T): Record<string, T> =>
    Object.fromEntries(
      known.flatMap((name): [string, T][] => {
        const outcome = outcomes[name];
        if (outcome) return [[name, of(outcome)]];
        return old && name in old ? [[name, old[name]!]] : [];
      }),
    );
  return {
    machine,
    workloads: inOrder(same?.workloads, ({ figures }) => figures),
    ratios: inOrder(same?.ratios, ({ ratios }) => ratios),
    measured: inOrder(same?.measured, () => today),
  };
}

interface Wanted {
  readonly workloads: readonly string[];
  readonly engines?: readonly string[];
  readonly smoke: boolean;
  readonly gpu: Gpu;
}

async function measure({ workloads: wanted, engines, smoke, gpu }: Wanted): Promise<number> {
  const began = performance.now();
  const tell = (line: string): void => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  const { browser, graphics } = await launch(gpu);
  const bench = await serve("bench", "e2e/bench/vite.config.ts");
  const site = wanted.includes("page") ? await serve("site", "vite.config.ts") : null;
  try {
    const machine: Machine = { processor: cpus()[0]?.model.trim() ?? "?", cores: cpus().length, browser: `Chromium ${browser.version()}`, graphics };
    tell(`${machine.processor}, ${machine.cores} cores, ${machine.browser}, WebGL on ${graphics || "nothing"}`);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
    const page = await context.newPage();
    await page.goto(bench.address);
    const outcomes: Record<string, Outcome> = {};
    for (const workload of wanted) {
      await page.bringToFront();
      outcomes[workload] = workload === "page" ? await pages(page, context, site!.address, smoke, tell) : await duel(page, workload, { smoke, tell, ...(engines ? { wanted: engines } : {}) });
    }
    const results = merged(machine, outcomes);
    const shown = { ...results, workloads: Object.fromEntries(wanted.map((name) => [name, results.workloads[name]!])) };
    console.log(`\n${table(shown)}\n`);
    const keeps = !smoke && !engines;
    if (keeps) writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    const faults = Object.values(outcomes).flatMap((outcome) => outcome.faults);
    for (const fault of faults) console.error(`✗ ${fault}`);
    tell(faults.length ? "not all is well" : keeps ? "bench.json is written" : "every engine runs and learns the same");
    return faults.length ? 1 : 0;
  } finally {
    await browser.close();
    await Promise.all([bench.close(), site?.close()]);
  }
}

/** The command; resolves to its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options });
  if (values.readme) {
    const results = readResults();
    if (!results) {
      console.error("There is no bench.json yet: npm run bench");
      return 1;
    }
    writeFileSync(readme, intoReadme(readFileSync(readme, "utf8"), results));
    return 0;
  }
  const wanted = known.filter((name) => values.only.split(",").includes(name));
  const strange = values.only.split(",").filter((name) => !known.includes(name));
  if (strange.length) {
    console.error(`There is no workload ${strange.join(", ")}: ${known.join(", ")}`);
    return 2;
  }
  if (!isGpu(values.gpu)) {
    console.error(`--gpu expects auto, yes or no, received ${values.gpu}`);
    return 2;
  }
  const engines = values.engines?.split(",");
  return measure({ workloads: wanted, smoke: values.smoke, gpu: values.gpu, ...(engines ? { engines } : {}) });
}
