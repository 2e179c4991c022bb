import { join } from "node:path";
import type { Page, Worker } from "@playwright/test";
import { download, fileInput } from "./harness/files";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";
import { plainPort } from "./ports";

const fixtures = join(import.meta.dirname, "../src/models/fixtures");

/** Readings of model files never reach their worker while `held` is true: to the page they look like one that does not end. */
async function holdReadings(page: Page): Promise<(held: boolean) => Promise<void>> {
  await page.addInitScript(() => {
    const Native = window.Worker;
    window.Worker = class extends Native {
      override postMessage(message: { type?: string }, more?: Transferable[] | StructuredSerializeOptions): void {
        if (message.type === "read" && "holdReadings" in window && window.holdReadings) return;
        // eslint-disable-next-line no-restricted-syntax -- beside the channel, so that the page need not be prepared for tests
        super.postMessage(message, Array.isArray(more) ? { transfer: more } : more);
      }
    };
  });
  return (held) => page.evaluate((now) => void Object.assign(window, { holdReadings: now }), held);
}

/** The worker that turns models into files, once it was started. */
const filesWorker = (page: Page): Worker => {
  const found = page.workers().find((worker) => /\/worker-[^/]*\.js$/.test(worker.url()));
  if (!found) throw new Error(`no files worker among ${page.workers().map((worker) => worker.url()).join(", ")}`);
  return found;
};

test("a reading without an end can be cancelled, and what is opened or downloaded later works", async ({ app, page }) => {
  test.setTimeout(120_000);
  const hold = await holdReadings(page);
  await app.open();
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
  const main = await app.goTo("save");
  const choose = fileInput(page, app.words.save("choose"));
  const npz = async (name: string): Promise<void> => void (await download(page, main.getByRole("button", { name: /\(\.npz\)$/ }), test.info().outputPath(name)));

  await test.step("a file in which HDF5's library goes round for ever is refused at once", async () => {
    await choose.setInputFiles(join(fixtures, "damaged/hang-in-hdf5.h5"));
    await expect(app.notices.getByRole("alert")).toContainText("hang-in-hdf5.h5 cannot be opened: the HDF5 file is damaged");
    await app.notices.getByRole("alert").getByRole("button", { name: app.words.shell("dismiss") }).click();
  });

  await test.step("cancelling", async () => {
    await hold(true);
    await choose.setInputFiles(join(fixtures, "keras-3.15.1/plane/model.keras"));
    await expect(main.getByText(app.words.save("reading", { names: "model.keras" }))).toBeVisible();
    await main.getByRole("button", { name: app.words.save("cancelReading", { names: "model.keras" }) }).click();
    await expect(main.getByText(app.words.save("reading", { names: "model.keras" }))).toBeHidden();
    await expect(app.notices.getByRole("alert")).toBeHidden();
    await hold(false);
  });

  await test.step("later openings and downloads", async () => {
    await npz("first.npz");
    await choose.setInputFiles(join(fixtures, "keras-3.15.1/plane/model.keras"));
    await expect(app.notices.getByText(/Opened .+: 2 layers, 13 parameters/)).toBeVisible();
  });

  await test.step("a worker that ended by itself while it was idle", async () => {
    await npz("second.npz");
    await filesWorker(page).evaluate(() => self.close());
    await npz("third.npz");
  });
});

test("on a host without headers a worker reaches no other site by fetch", async ({ app, page }) => {
  await app.open(`http://localhost:${plainPort}/`);
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 60_000 });
  const training = page.workers().filter((worker) => worker.url().startsWith("http"));
  expect(training.length).toBeGreaterThan(0);
  for (const worker of training) {
    // The same server under another name: another site, which would answer.
    const came = await worker.evaluate((port) => fetch(`http://127.0.0.1:${port}/`, { mode: "no-cors" }).then(() => "out", (thrown: Error) => thrown.message), plainPort);
    expect(came, worker.url()).toBe("this worker reaches its own site only");
    expect(await worker.evaluate(() => typeof WebSocket), worker.url()).toBe("undefined");
  }
});
