import type { Page } from "@playwright/test";
import { download } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

/** A model that would be lost if the page had to be reloaded and kept nothing. */
async function train(app: Layerloom): Promise<void> {
  const main = await app.goTo("fit");
  await main.getByRole("spinbutton", { name: "epochs" }).fill("2");
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
}

/** The parts that are fetched after the first load, by what their files are called. */
const parts = ["load", "preprocess", "evaluate", "predict", "save"] as const;

async function expectModel(app: Layerloom): Promise<void> {
  const chosen = app.main.getByRole("combobox", { name: app.words.evaluate("model") }).locator("option:checked");
  await expect(chosen).toContainText("Run 1");
}

const tryAgain = (app: Layerloom) => app.main.getByRole("button", { name: app.words.shell("tryAgain"), exact: true });

/** Waits until the files of all parts have come. */
async function expectFetched(page: Page): Promise<void> {
  const fetched = (): Promise<string[]> => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  for (const part of parts) await expect.poll(async () => (await fetched()).some((name) => name.includes(`/assets/${part}-`)), { timeout: 30_000 }).toBe(true);
  await expect.poll(async () => (await fetched()).some((name) => name.includes("/assets/drawLines-")), { timeout: 30_000 }).toBe(true);
}

test("the steps are fetched when the page has nothing else to do, and open without a network", async ({ app, page, context, trouble }) => {
  trouble.expect(/ERR_INTERNET_DISCONNECTED.*icon/);
  await app.open();
  await app.device();
  await expectFetched(page);
  await context.setOffline(true);
  await train(app);
  for (const step of parts) {
    await app.goTo(step);
    await expect(tryAgain(app)).toHaveCount(0);
    await expect(app.main.getByRole("progressbar", { name: app.words.shell("opening") })).toHaveCount(0);
    await expect(app.main.getByText(app.words.shell("partUnfetched"))).toHaveCount(0);
  }
  await expectModel(app);
});

test("a step that cannot be fetched says so, is fetched at the next try, and the model is still there", async ({ app, page, trouble }) => {
  trouble.expect(/Failed to load resource.*\/save-/);
  let blocked = true;
  await page.route(/assets\/save-[^/]+$/, (route) => (blocked ? route.abort("internetdisconnected") : route.continue()));
  await app.open();
  await train(app);
  await app.goTo("save");
  await expect(app.main).toContainText(app.words.shell("partUnfetched"));
  await expect(app.main).toContainText(app.words.shell("partUnfetchedHelp"));
  await tryAgain(app).click();
  await expect(tryAgain(app)).toBeVisible();
  blocked = false;
  // Either way is a new try: the button, and coming back to the step.
  await app.goTo("fit");
  await app.goTo("save");
  await expectModel(app);
  await expect(app.main.getByRole("button", { name: app.words.save("save"), exact: true })).toBeVisible();
});

test("where the server has another build, a reload is offered, and loses nothing that was trained", async ({ app, page, trouble }) => {
  trouble.expect(/Failed to load resource.*\/save-/);
  let replaced = true;
  await page.route(/assets\/save-[^/]+$/, (route) => (replaced ? route.fulfill({ status: 404, body: "gone" }) : route.continue()));
  await app.open();
  await train(app);
  // What the server would send now names other files.
  await page.route(/\/(#.*)?$/, (route) => (replaced ? route.fulfill({ contentType: "text/html", body: '<script type="module" src="./assets/index-another.js"></script>' }) : route.continue()));
  await app.goTo("save");
  await expect(app.main).toContainText(app.words.shell("partReplaced"));
  replaced = false;
  await app.main.getByRole("button", { name: app.words.shell("reload"), exact: true }).click();
  await expectModel(app);
});

test("without a network a Keras file is refused with the reason, other files come, and the next try succeeds", async ({ app, page, context, trouble }) => {
  trouble.expect(/ERR_INTERNET_DISCONNECTED/);
  await app.open();
  await app.device();
  await expectFetched(page);
  await train(app);
  const main = await app.goTo("save");
  const take = (extension: string) => download(page, main.getByRole("button", { name: new RegExp(`\\(\\${extension}\\)$`) }), test.info().outputPath(`taken${extension}`));
  await context.setOffline(true);
  await take(".tfjs.zip");
  await main.getByRole("button", { name: /\(\.keras\)$/ }).click();
  await expect(app.notices.getByRole("alert")).toContainText("could not be fetched. Check the network connection and try again");
  await context.setOffline(false);
  expect((await take(".keras")).suggestedFilename()).toMatch(/\.keras$/);
});
