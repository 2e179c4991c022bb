import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { unzipSync } from "fflate";
import { noAnswer } from "../src/storage/deadline";
import { download } from "./harness/files";
import { expect, test } from "./harness/test";
import type { Layerloom } from "./harness/layerloom";
import { like } from "./harness/words";

/** Trains the first net for two epochs and leaves a model behind. */
async function trainBriefly(app: Layerloom): Promise<void> {
  const main = await app.goTo("fit");
  await main.getByRole("spinbutton", { name: "epochs" }).fill("2");
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
}

async function saveAs(app: Layerloom, name: string): Promise<void> {
  const main = await app.goTo("save");
  await main.getByLabel(app.words.save("name"), { exact: true }).fill(name);
  await main.getByRole("button", { name: app.words.save("save"), exact: true }).click();
}

/** Closes the page as a person would, and stays after all. Returns the kind of question that the browser asked. */
async function leave(page: Page): Promise<string> {
  const asking = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asking;
  await dialog.dismiss();
  return dialog.type();
}

const savedNames = (app: Layerloom) => app.main.getByRole("article").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));

test("models are saved, listed, opened, renamed and deleted, over reloads", async ({ app, page }) => {
  await app.open();
  await trainBriefly(app);
  for (const name of ["One", "Two"]) {
    await saveAs(app, name);
    await expect(app.main).toContainText(app.words.save("savedAs", { name }));
  }
  await app.reload();
  await app.goTo("save");
  await expect.poll(() => savedNames(app)).toEqual(expect.arrayContaining(["One", "Two"]));

  await app.main.getByRole("button", { name: app.words.save("renameOf", { name: "One" }) }).click();
  const dialog = page.getByRole("dialog");
  // The name is ready to be typed over.
  await expect(dialog.getByLabel(app.words.save("name"), { exact: true })).toBeFocused();
  await page.keyboard.type("First");
  await page.keyboard.press("Enter");
  await expect.poll(() => savedNames(app)).toEqual(expect.arrayContaining(["First", "Two"]));

  await app.main.getByRole("button", { name: app.words.save("deleteOf", { name: "Two" }) }).click();
  await expect(dialog.getByRole("button", { name: app.words.save("cancel"), exact: true })).toBeFocused();
  await dialog.getByRole("button", { name: app.words.save("delete"), exact: true }).click();
  await expect.poll(() => savedNames(app)).toEqual(["First"]);
  await expect(app.main.getByRole("button", { name: app.words.save("deleteOf", { name: "First" }) })).toBeFocused();

  await app.reload();
  await app.goTo("save");
  await expect.poll(() => savedNames(app)).toEqual(["First"]);
  await app.main.getByRole("button", { name: app.words.save("openOf", { name: "First" }) }).click();
  await expect(page.getByRole("textbox", { name: app.words.shell("experimentName") })).toHaveValue("One");
});

test("a finished run is there after a reload: list, board, evaluation, weights and its model; it can be removed for good", async ({ app, page }) => {
  await app.open();
  await trainBriefly(app);
  await app.control("play").click();
  const rows = app.board.getByRole("list").last().getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
  const accuracy = await app.figure(app.words.fit("valOf", { name: "accuracy" })).textContent();
  const weights = async (): Promise<string> => {
    const main = await app.goTo("define");
    await main.getByRole("tab", { name: "get_weights" }).click();
    await expect(main).toContainText(app.words.define("weightsTrained", { title: "Run 2" }));
    return (await main.getByRole("tabpanel").textContent()) ?? "";
  };
  const before = await weights();

  await app.reload();
  await expect(rows).toHaveCount(2);
  await expect(app.figure(app.words.fit("valOf", { name: "accuracy" }))).toHaveText(accuracy ?? "");
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")));
  expect(await weights()).toBe(before);
  await expect((await app.goTo("evaluate")).getByRole("combobox", { name: app.words.evaluate("model") }).locator("option:checked")).toContainText("Run 2");
  await expect(app.main.getByRole("table").first()).toBeVisible();
  await saveAs(app, "From before");
  await expect(app.main).toContainText(app.words.save("savedAs", { name: "From before" }));

  await app.board.getByRole("button", { name: app.words.fit("removeRun", { n: 2 }) }).click();
  await page.getByRole("dialog").getByRole("button", { name: app.words.fit("removeNow"), exact: true }).click();
  await expect(rows).toHaveCount(1);
  await app.reload();
  await expect(rows).toHaveCount(1);
  await expect(app.board).toContainText("run 1");
});

test("a storage that never answers does not hold the page up; Save says so, and all models can be taken along", async ({ app, page }) => {
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...args) {
      // What listens to this request is never called.
      return Object.assign(open.apply(this, args), { addEventListener: () => undefined });
    };
  });
  await app.open();
  await trainBriefly(app);
  const asked = await leave(page);
  expect(asked).toBe("beforeunload");
  await app.goTo("save");
  await expect(app.main).toContainText(app.words.save("forgetful"), { timeout: 20_000 });
  await expect(app.main).toContainText(noAnswer.en);
  for (const name of ["Here", "There"]) {
    await saveAs(app, name);
    await expect(app.main).toContainText(app.words.save("savedAs", { name }));
  }
  const path = test.info().outputPath("all.zip");
  await download(page, app.main.getByRole("button", { name: app.words.save("downloadAll"), exact: true }), path);
  expect(Object.keys(unzipSync(readFileSync(path))).sort()).toEqual(["Here.keras", "There.keras"]);
});

for (const [granted, words] of [[true, "persistGranted"], [false, "persistNotGranted"]] as const)
  test(`the browser is asked for lasting storage once, at the first save, and its answer is shown: ${granted}`, async ({ app, page }) => {
    await page.addInitScript((answer) => {
      const asked = { times: 0 };
      Object.assign(window, { asked });
      const { storage } = navigator;
      storage.persist = () => Promise.resolve((asked.times++, answer));
      storage.persisted = () => Promise.resolve(answer && asked.times > 0);
    }, granted);
    const times = (): Promise<number> => page.evaluate(() => (window as unknown as { asked: { times: number } }).asked.times);
    await app.open();
    await trainBriefly(app);
    expect(await times()).toBe(0);
    for (const name of ["One", "Two"]) {
      await saveAs(app, name);
      await expect(app.main).toContainText(app.words.save("savedAs", { name }));
      await expect(app.main).toContainText(app.words.save(words));
    }
    expect(await times()).toBe(1);
  });

test("the experiment is there again at the next visit", async ({ app, page }) => {
  await app.open();
  await app.openPreset("recipe-mended");
  await app.main.getByRole("button", { name: app.words.define("add", { kind: "Flatten" }) }).click();
  await page.getByRole("textbox", { name: app.words.shell("experimentName") }).fill("Mine");
  await expect.poll(() => page.evaluate(readDraft, "draft")).toMatchObject({ name: "Mine", layers: { length: 9 } });
  await app.reload();
  await expect(page.getByRole("textbox", { name: app.words.shell("experimentName") })).toHaveValue("Mine");
  await app.goTo("define");
  await expect(app.main.getByRole("list", { name: app.words.define("stackLabel") }).getByRole("listitem")).toHaveCount(9);
});

test("a second tab is told that it keeps nothing, and takes over when the first is closed", async ({ app, page, context }) => {
  await app.open();
  const { Layerloom } = await import("./harness/layerloom");
  const second = new Layerloom(await context.newPage(), "en");
  await second.open();
  await expect(second.page.getByText(second.words.shell("otherTab"))).toBeVisible();
  await expect(page.getByText(app.words.shell("otherTab"))).toBeHidden();
  await page.close();
  await expect(second.page.getByText(second.words.shell("otherTab"))).toBeHidden();
  await second.page.getByRole("textbox", { name: second.words.shell("experimentName") }).fill("Second");
  await expect.poll(() => second.page.evaluate(readDraft, "draft")).toMatchObject({ name: "Second" });
});

test("a full disk is reported, and what was saved before stays", async ({ app, page, context, baseURL }) => {
  await app.open();
  // Before the first write: after it the browser remembers for a while how much room there was.
  const session = await context.newCDPSession(page);
  const { origin } = new URL(baseURL!);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 2_000_000 });
  await trainBriefly(app);
  await saveAs(app, "Before");
  await expect(app.main).toContainText(app.words.save("savedAs", { name: "Before" }));

  // Two layers of 1,000 units: a million numbers, four megabytes.
  await app.goTo("define");
  for (const place of [1, 2]) {
    await app.layer(place).click();
    await page.getByRole("spinbutton", { name: "units" }).fill("1000");
  }
  await app.control("play").click();
  // Steps 6 to 8 turn to a run's model once it has ended.
  const chosen = (await app.goTo("save")).getByRole("combobox", { name: app.words.evaluate("model") }).locator("option:checked");
  await expect(chosen).toContainText("Run 2", { timeout: 60_000 });
  await saveAs(app, "Too much");
  await expect(app.notices.getByRole("alert")).toContainText("“Too much” was not saved");
  await expect.poll(() => savedNames(app)).toEqual(["Before"]);

  await session.send("Storage.overrideQuotaForOrigin", { origin });
  await saveAs(app, "Enough");
  await expect.poll(() => savedNames(app)).toEqual(expect.arrayContaining(["Before", "Enough"]));
});

test("a document of a newer version is refused by name, set aside, and the page works on", async ({ app, page }) => {
  await app.open();
  await page.getByRole("textbox", { name: app.words.shell("experimentName") }).fill("From the future");
  await expect.poll(() => page.evaluate(readDraft, "draft")).toMatchObject({ name: "From the future" });
  await page.evaluate(makeDraftNewer);
  await app.reload();
  await expect(app.notices.getByRole("alert")).toContainText("99");
  await trainBriefly(app);
  await page.getByRole("textbox", { name: app.words.shell("experimentName") }).fill("Present");
  await expect.poll(() => page.evaluate(readDraft, "draft")).toMatchObject({ name: "Present" });
  expect(await page.evaluate(readDraft, "set aside")).toMatchObject({ name: "From the future", version: 99 });
});

/** In the page: the kept draft, straight from the database. */
function readDraft(key: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("layerloom");
    opening.onerror = () => reject(opening.error ?? new Error("no database"));
    opening.onsuccess = () => {
      const reading = opening.result.transaction("drafts").objectStore("drafts").get(key);
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result);
      };
    };
  });
}

/** In the page: the draft as a later version of the page would have left it. */
function makeDraftNewer(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("layerloom");
    opening.onerror = () => reject(opening.error ?? new Error("no database"));
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("drafts", "readwrite");
      const store = transaction.objectStore("drafts");
      const reading = store.get("draft");
      reading.onsuccess = () => store.put({ ...(reading.result as object), version: 99 }, "draft");
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}
