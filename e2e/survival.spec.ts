import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { unzipSync } from "fflate";
import { everydayBrowser } from "./harness/everydayBrowser";
import { download } from "./harness/files";
import { Layerloom } from "./harness/layerloom";
import { stretches, watchPace } from "./harness/pace";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

/** What a run came to: the history as the page shows it, and fingerprints of the weights, which differ when a single bit does. */
interface Outcome {
  readonly history: readonly string[];
  readonly weights: Readonly<Record<string, string>>;
}

/** Finished epochs, and steps of the next one. */
interface Place {
  readonly epoch: number;
  readonly step: number;
}

/** 2,400 drawn pictures in batches of 32: of 3,000 a fifth is held back for validation. */
const stepsPerEpoch = 75;
const steps = ({ epoch, step }: Place): number => epoch * stepsPerEpoch + step;

/** A convnet on drawn shapes, with all that a step may depend on: Adam's memory, dropout masks, moving averages. */
async function convnet(app: Layerloom, epochs: number): Promise<void> {
  await app.openPreset("shapes-convnet");
  await app.layer(7).click();
  // Each is added behind the layer that is open: behind Flatten, in front of the last Dense.
  for (const kind of ["BatchNormalization", "Dropout"]) await app.main.getByRole("button", { name: app.words.define("add", { kind }), exact: true }).click();
  await expect(app.layer(9)).toContainText("Dropout");
  await expect(app.layer(10)).toContainText("softmax");
  await planEpochs(app, epochs);
}

async function planEpochs(app: Layerloom, epochs: number): Promise<void> {
  const main = await app.goTo("fit");
  await main.getByRole("spinbutton", { name: "epochs" }).fill(String(epochs));
}

/** Slow enough that a run of the convnet is caught in mid-epoch on any machine: it takes eight seconds. */
const slowDown = async (app: Layerloom): Promise<void> => {
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 100 }) });
};

const expectEnd = (app: Layerloom): Promise<void> => expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 60_000 });

/** What the shown run, which has ended, came to. */
async function outcome(app: Layerloom): Promise<Outcome> {
  const main = await app.goTo("fit");
  const table = main.getByRole("table", { name: like(app.words.fit("history")) });
  const rows = await table.getByRole("row").evaluateAll((all) => all.map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent)));
  // All columns but the last, which has the seconds.
  const history = rows.map((cells) => cells.slice(0, -1).join(" "));
  const save = await app.goTo("save");
  const path = test.info().outputPath("weights.npz");
  await download(app.page, save.getByRole("button", { name: /\(\.npz\)$/ }), path);
  const weights = Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")] as const);
  return { history, weights: Object.fromEntries(weights) };
}

const boardText = async (app: Layerloom): Promise<string> => (await app.board.textContent()) ?? "";

/** Finished steps of the run, as the board says; none while it validates. */
async function stepsDone(app: Layerloom): Promise<number | null> {
  const found = /step ([\d,]+) \//.exec(await boardText(app));
  return found && Number(found[1]!.replace(/,/g, ""));
}

const placeIn = (found: RegExpExecArray | null): Place | null => found && { epoch: Number(found[1]!.replace(/,/g, "")) - 1, step: Number(found[2]) };

/** Where the run was kept last, as the board says. */
const keptAt = async (app: Layerloom): Promise<Place | null> => placeIn(/saved up to epoch ([\d,]+), step (\d+)/.exec(await boardText(app)));

/** Waits until the run is in the middle of an epoch of the convnet, well after the place where it was kept last. */
async function expectMidEpoch(app: Layerloom): Promise<void> {
  const inMiddle = async (): Promise<boolean> => {
    const [done, kept] = [await stepsDone(app), await keptAt(app)];
    if (done === null || !kept) return false;
    const within = done % stepsPerEpoch;
    return done > steps(kept) + 10 && within > 10 && within < stepsPerEpoch - 30;
  };
  await expect.poll(inMiddle, { timeout: 30_000, intervals: [30] }).toBe(true);
}

const continueButton = (app: Layerloom) => app.board.getByRole("button", { name: app.words.fit("continueRun") });

/** Where the one run that was cut off was kept, as the page offers to go on with it. */
async function offered(app: Layerloom): Promise<Place> {
  await expect(continueButton(app)).toHaveCount(1, { timeout: 20_000 });
  // While the data are opened again, the offer gives way for a moment.
  const place = async (): Promise<Place | null> => placeIn(/saved in epoch ([\d,]+) of [\d,]+, after step (\d+)/.exec(await boardText(app)));
  await expect.poll(place, { timeout: 20_000 }).not.toBeNull();
  return (await place())!;
}

/** Goes on with the run that was cut off, as fast as it can. */
async function goOn(app: Layerloom): Promise<void> {
  await app.atFullSpeed();
  await continueButton(app).click();
}

const anotherTab = async (app: Layerloom): Promise<Layerloom> => {
  const tab = new Layerloom(await app.page.context().newPage(), app.language);
  await tab.open();
  return tab;
};

/** Ends the training worker as the browser does when memory runs out: without a word. */
async function killWorker(page: Page): Promise<void> {
  const worker = page.workers().find((one) => /\/main-[^/]+\.js$/.test(one.url()));
  if (!worker) throw new Error("no training worker was started");
  // It cannot answer any more.
  await worker.evaluate(() => self.close()).catch(() => undefined);
}

test.describe("a run that was cut off goes on and ends as if nothing had happened:", () => {
  const epochs = 8;
  let undisturbed: Outcome;

  test.beforeAll(async ({ browser }) => {
    const app = new Layerloom(await browser.newPage(), "en");
    await app.open();
    await convnet(app, epochs);
    await app.control("play").click();
    await expectEnd(app);
    undisturbed = await outcome(app);
    // A heading and eight epochs; four kernels with their biases and the four arrays of the normalization.
    expect(undisturbed.history).toHaveLength(1 + epochs);
    expect(Object.keys(undisturbed.weights)).toHaveLength(4 * 2 + 4);
    await app.page.context().close();
  });

  test("its worker is killed in mid-epoch", async ({ app, page }) => {
    await app.open();
    await convnet(app, epochs);
    await slowDown(app);
    await app.control("play").click();
    await expectMidEpoch(app);
    await killWorker(page);
    // What came after the last checkpoint is trained again.
    expect(steps(await offered(app))).toBeLessThan((await stepsDone(app)) ?? Infinity);
    await goOn(app);
    await expectEnd(app);
    expect(await outcome(app)).toEqual(undisturbed);
  });

  test("the page is reloaded while it trains, and again while it is paused", async ({ app }) => {
    await app.open();
    await convnet(app, epochs);
    await slowDown(app);
    await app.control("play").click();
    await expectMidEpoch(app);
    await app.reload();
    expect(steps(await offered(app))).toBeGreaterThan(0);
    await continueButton(app).click();

    await expectMidEpoch(app);
    await app.control("pause").click();
    await expect(app.control("resume")).toBeVisible();
    // It is kept right where it was paused: in the middle of an epoch.
    const keptNow = async (): Promise<boolean> => {
      const [done, kept] = [await stepsDone(app), await keptAt(app)];
      return kept !== null && (done === null ? kept.step === stepsPerEpoch : steps(kept) === done);
    };
    await expect.poll(keptNow).toBe(true);
    const paused = await keptAt(app);
    expect(paused?.step).toBeGreaterThan(0);
    await app.reload();
    expect(await offered(app)).toEqual(paused);
    await goOn(app);
    await expectEnd(app);
    expect(await outcome(app)).toEqual(undisturbed);
  });

  test("a run that is cut off every second makes headway", { tag: "@long" }, async ({ app }) => {
    await app.open();
    await convnet(app, epochs);
    await slowDown(app);
    await app.control("play").click();
    let last = -1;
    for (let life = 0; life < 4; life++) {
      // At 100 batches a second, 60 steps take less than a second.
      await expect.poll(async () => (await stepsDone(app)) ?? -1, { timeout: 30_000, intervals: [30] }).toBeGreaterThan(Math.max(0, last) + 60);
      await app.reload();
      const place = steps(await offered(app));
      expect(place).toBeGreaterThan(last);
      last = place;
      if (life < 3) await continueButton(app).click();
    }
    await goOn(app);
    await expectEnd(app);
    expect(await outcome(app)).toEqual(undisturbed);
  });

  test("its tab crashes", async ({ app, page, context }) => {
    await app.open();
    await convnet(app, epochs);
    await slowDown(app);
    await app.control("play").click();
    await expectMidEpoch(app);
    const crashed = page.waitForEvent("crash");
    const session = await context.newCDPSession(page);
    void session.send("Page.crash").catch(() => undefined);
    await crashed;
    const next = await anotherTab(app);
    expect(steps(await offered(next))).toBeGreaterThan(0);
    await goOn(next);
    await expectEnd(next);
    expect(await outcome(next)).toEqual(undisturbed);
  });

  test("its tab is closed while another one trains", { tag: "@long" }, async ({ app, page }) => {
    test.setTimeout(180_000);
    await app.open();
    await convnet(app, epochs);
    const other = await anotherTab(app);
    await other.openPreset("first-net");
    await planEpochs(other, 4_000);
    // At the tempo of points, 1,000 batches a second, this takes 80 seconds: it is under way until the other run has ended.
    await other.control("play").click();
    await expect.poll(() => keptAt(other), { timeout: 30_000 }).not.toBeNull();
    await slowDown(app);
    await app.control("play").click();
    await expectMidEpoch(app);
    // Both are at it.
    for (const tab of [app, other]) await expect(tab.control("pause")).toBeVisible();
    await page.close();

    // The other tab's run is under way: only the one that was cut off is offered.
    const next = await anotherTab(other);
    await expect(next.board).toContainText(next.words.fit("interrupted", { name: "A small convnet on drawn shapes" }));
    expect(steps(await offered(next))).toBeGreaterThan(0);
    await goOn(next);
    await expectEnd(next);
    expect(await outcome(next)).toEqual(undisturbed);

    // What the other tab's run came to is what it comes to when it has the machine for itself.
    await expect(other.control("pause")).toBeVisible();
    await other.atFullSpeed();
    await expectEnd(other);
    const first = await outcome(other);
    // Run 2 is that of the tab that was closed, which both share.
    await other.control("play").click();
    await expect(other.board).toContainText(other.words.fit("runTitle", { n: 3 }));
    await expectEnd(other);
    expect(await outcome(other)).toEqual(first);
  });
});

test("a run on the graphics card goes on after the card was taken away", { tag: "@long" }, async ({ app, browser }) => {
  test.setTimeout(120_000);
  await app.open();
  await app.useDevice(/WebGL/);
  await planEpochs(app, 12);
  await app.control("play").click();
  await expect.poll(() => keptAt(app), { timeout: 60_000 }).not.toBeNull();
  const session = await browser.newBrowserCDPSession();
  await session.send("Browser.crashGpuProcess");
  await offered(app);
  await goOn(app);
  await expectEnd(app);
  const disturbed = await outcome(app);

  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 2 }));
  await expectEnd(app);
  expect(await outcome(app)).toEqual(disturbed);
});

test("on a full disk a run trains on and says that it is not kept; what was kept before can still go on", async ({ app, page, context, baseURL }) => {
  test.setTimeout(120_000);
  await app.open();
  // Before the first write: after it the browser remembers for a while how much room there was.
  const session = await context.newCDPSession(page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(baseURL!).origin, quotaSize: 2_000_000 });
  await app.control("play").click();
  await expect.poll(() => keptAt(app), { timeout: 30_000 }).not.toBeNull();
  await app.reload();
  const kept = await offered(app);
  expect(kept.epoch).toBeLessThan(300);

  // Two layers of 1,000 units: a million numbers, four megabytes.
  await app.goTo("define");
  for (const place of [1, 2]) {
    await app.layer(place).click();
    await page.getByRole("spinbutton", { name: "units" }).fill("1000");
  }
  await planEpochs(app, 20);
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("unkept"), { timeout: 30_000 });
  await expect(app.board).toContainText("more than the browser has left for this page. Training goes on; if it is cut off, it cannot be continued.");
  await expectEnd(app);
  expect(await offered(app)).toEqual(kept);
  await goOn(app);
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 300 })));
  const resumed = await outcome(app);

  // The same run without a cut.
  await app.openPreset("first-net");
  await app.goTo("fit");
  await app.control("play").click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 3 }));
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 300 })), { timeout: 60_000 });
  expect(await outcome(app)).toEqual(resumed);
});

test("a hidden tab trains on at its pace", { tag: "@long" }, async ({ baseURL }) => {
  test.setTimeout(120_000);
  const { context, close } = await everydayBrowser(test.info().outputPath("profile"));
  try {
    const app = new Layerloom(context.pages()[0]!, "en");
    await watchPace(app.page, stepsPerEpoch);
    await app.open(baseURL);
    await convnet(app, 1000);
    const other = await context.newPage();
    await app.page.bringToFront();
    await app.control("play").click();

    const visibility = () => app.page.evaluate(() => document.visibilityState);
    for (let turn = 0; turn < 8; turn++) {
      const hidden = turn % 2 === 1;
      await (hidden ? other : app.page).bringToFront();
      await expect.poll(visibility).toBe(hidden ? "hidden" : "visible");
      const trained = async (): Promise<number> => {
        const last = (await stretches(app.page)).at(-1);
        return last?.hidden === hidden ? last.steps : 0;
      };
      await expect.poll(trained, { timeout: 60_000, intervals: [100] }).toBeGreaterThan(3 * stepsPerEpoch);
    }
    const all = await stretches(app.page);
    const of = (hidden: boolean) => all.filter((one) => one.hidden === hidden && one.steps > 3 * stepsPerEpoch);
    // What else the machine does makes a stretch slower and never faster: the best of each tells of the page.
    const best = (hidden: boolean): number => Math.max(...of(hidden).map(({ stepsPerSecond }) => stepsPerSecond));
    const shown = (hidden: boolean): string => of(hidden).map(({ stepsPerSecond }) => stepsPerSecond.toFixed(0)).join(", ");
    test.info().annotations.push({ type: "steps per second", description: `visible ${shown(false)}; hidden ${shown(true)}` });
    expect([of(false).length, of(true).length]).toEqual([4, 4]);
    expect(best(true)).toBeGreaterThan(0.9 * best(false));
    // A thousand steps went by without a single frame that anything could have waited for.
    expect(of(true).map(({ frames }) => frames)).toEqual([0, 0, 0, 0]);
    expect(of(false).every(({ frames }) => frames > 0)).toBe(true);
    await expect(app.control("pause")).toBeVisible();
  } finally {
    await close();
  }
});
