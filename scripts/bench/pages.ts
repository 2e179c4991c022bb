import type { BrowserContext, Page } from "playwright";
import { cifarArchive } from "../../e2e/fixtures/archives";
import { words } from "../../e2e/harness/words";
import { presets } from "../../src/experiment";
import { pairwise, spreadOf } from "./figures";
import type { Outcome } from "./duel";

/** A preset in the page. */
interface Scene {
  readonly preset: string;
  readonly files: boolean;
  /** More than it can do meanwhile. */
  readonly epochs: number;
  /** How long after the end of the first epoch it is watched: a tiny net's first ones compile. */
  readonly settles: number;
  /** For how long, at the least. */
  readonly milliseconds: number;
}

const scenes: readonly Scene[] = [
  { preset: "first-net", files: false, epochs: 100_000, settles: 1000, milliseconds: 4000 },
  { preset: "recipe-mended", files: true, epochs: 100, settles: 0, milliseconds: 9000 },
];

const { shell, fit, load } = words.en;

interface Mark {
  readonly at: number;
  readonly epochs: number;
}
type Watching = Window & { readonly marks: readonly Mark[]; readonly training: { readonly count: number; readonly label: string } };

/** Notes when epochs end, as the worker tells the page. */
function watch(): void {
  const marks: { at: number; epochs: number }[] = [];
  const training = { count: 0, label: "" };
  Object.assign(window, { marks, training });
  // The engine is what is timed by itself beside it, also where there is a graphics card.
  localStorage.setItem("layerloom.backend", "wasm");
  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      this.addEventListener("message", ({ data }: MessageEvent<{ type: string; trainCount: number; from: number; list: unknown[]; trainedBy: { label: string } }>) => {
        if (data.type === "started") Object.assign(training, { count: data.trainCount, label: data.trainedBy.label });
        if (data.type === "epochs") marks.push({ at: performance.now(), epochs: data.from + data.list.length });
      });
    }
  };
}

async function open(context: BrowserContext, address: string, { preset }: Scene): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(address);
  await page.getByRole("button", { name: shell("presets"), exact: true }).click();
  await page.getByRole("menuitemradio", { name: presets.find(({ id }) => id === preset)!.title.en }).click();
  return page;
}

/** Samples per second of a preset that is trained in the page: over whole epochs, once it is under way, beside the Fit step. */
async function inThePage(context: BrowserContext, address: string, scene: Scene): Promise<{ readonly rate: number; readonly label: string }> {
  const page = await open(context, address, scene);
  await page.getByRole("combobox", { name: fit("tempo") }).selectOption(fit("tempoFull"));
  await page.getByRole("navigation").getByRole("button", { name: /Fit/ }).first().click();
  await page.getByRole("main").getByRole("spinbutton", { name: "epochs" }).fill(String(scene.epochs));
  await page.getByRole("button", { name: fit("play"), exact: true }).first().click();
  const { settles, milliseconds } = scene;
  await page.waitForFunction(
    (after) => {
      const { marks } = window as unknown as Watching;
      const first = marks.find(({ at }) => at >= marks[0]!.at + after.settles);
      return first !== undefined && marks.at(-1)!.at - first.at >= after.milliseconds;
    },
    { settles, milliseconds },
    { timeout: 180_000, polling: 200 },
  );
  const { marks, training } = await page.evaluate(() => ({ marks: (window as unknown as Watching).marks, training: (window as unknown as Watching).training }));
  await page.close();
  const first = marks.find(({ at }) => at >= marks[0]!.at + settles)!;
  const last = marks.at(-1)!;
  return { rate: (1000 * (last.epochs - first.epochs) * training.count) / (last.at - first.at), label: training.label };
}

/** Brings the pictures, which the browser then keeps for every page of the context. */
async function bring(context: BrowserContext, address: string, scene: Scene): Promise<void> {
  const page = await open(context, address, scene);
  await page.getByRole("navigation").getByRole("button", { name: /Load/ }).first().click();
  await page.locator("input[type=file]").first().setInputFiles(await cifarArchive());
  await page.getByText(load("kept")).waitFor({ timeout: 300_000 });
  await page.close();
}

/** The engine in the built page against the same engine without one, in turns. */
export async function pages(bench: Page, context: BrowserContext, address: string, smoke: boolean, tell: (line: string) => void): Promise<Outcome> {
  const figures: Record<string, Outcome["figures"][string]> = {};
  const ratios: Record<string, Outcome["ratios"][string]> = {};
  const faults: string[] = [];
  for (const scene of scenes.filter(({ files }) => !(smoke && files))) {
    const { preset, files, milliseconds } = scene;
    if (files) await bring(context, address, scene);
    await bench.bringToFront();
    const run = (epochs: number) => bench.evaluate(([name, steps]) => window.bench.run("page", name, steps), [preset, epochs] as const);
    const { label, samples } = await bench.evaluate((name) => window.bench.start("page", name, false), preset);
    const warm = (await run(files ? 1 : 50)).milliseconds / (files ? 1 : 50);
    const epochs = Math.max(1, Math.round((smoke ? 500 : milliseconds) / warm));
    const within: number[] = [];
    const without: number[] = [];
    let on = "";
    for (let round = 0; round < (smoke ? 1 : 3); round++) {
      const { rate, label: used } = await inThePage(context, address, smoke ? { ...scene, milliseconds: 500 } : scene);
      within.push(rate);
      on = used;
      await bench.bringToFront();
      without.push((1000 * epochs * samples!) / (await run(epochs)).milliseconds);
    }
    await bench.evaluate((name) => window.bench.stop("page", name), preset);
    figures[`${preset}, in the page`] = { ...spreadOf(within), unit: "samples/s", on };
    figures[`${preset}, alone`] = { ...spreadOf(without), unit: "samples/s", on: label };
    ratios[preset] = spreadOf(pairwise(without, within));
    tell(`page ${preset}: ${within.map(Math.round).join(" ")} samples/s in the page, ${without.map(Math.round).join(" ")} alone`);
    if (![...within, ...without].every((value) => value > 0 && Number.isFinite(value))) faults.push(`page ${preset} has figures that are none`);
  }
  return { figures, ratios, faults };
}
