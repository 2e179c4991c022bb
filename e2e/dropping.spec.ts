import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { zipSync } from "fflate";
import { cifarArchive } from "./fixtures/archives";
import { png } from "./fixtures/png";
import { dragFiles, dropFiles } from "./harness/files";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const folder = join(tmpdir(), "layerloom-dropping");
const notes = join(folder, "notes.txt");
const keras = join(import.meta.dirname, "../src/models/fixtures/keras-3.15.1/mlp/model.keras");

test.beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(notes, "nothing that a network could learn from");
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("a file that is dropped anywhere never takes the place of the page, and the page says what can be dropped where", async ({ app, page }) => {
  await app.open();
  const address = page.url();
  const name = page.getByRole("textbox", { name: app.words.shell("experimentName") });
  await name.fill("Not to be lost");
  const header = page.getByRole("banner");
  const sign = page.getByRole("status").getByText(app.words.files("over"));

  const held = await dragFiles(page, header, [notes]);
  await expect(sign).toBeVisible();
  await expect(page.getByRole("status").getByText(app.words.files("overModel"))).toBeVisible();
  await held.leave();
  await expect(sign).toBeHidden();

  for (const place of [header, app.board, app.main, app.steps]) {
    await dropFiles(page, place, [notes]);
    const alert = app.notices.getByRole("alert");
    await expect(alert).toContainText("notes.txt");
    await expect(alert).toContainText(".keras");
    await alert.getByRole("button", { name: app.words.shell("dismiss") }).click();
    await expect(sign).toBeHidden();
  }
  expect(page.url()).toBe(address);
  await expect(name).toHaveValue("Not to be lost");
});

test("a link that is dragged over the page is not followed, and can still be dropped into a box", async ({ app, page }) => {
  await app.open();
  /** Whether the page keeps the browser from its own way with a link at this place. */
  const kept = (place: Locator): Promise<boolean> =>
    place.evaluate((element) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/uri-list", "https://example.org/");
      return !element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    });
  expect(await kept(page.getByRole("banner"))).toBe(true);
  expect(await kept(app.board)).toBe(true);
  expect(await kept(page.getByRole("textbox", { name: app.words.shell("experimentName") }))).toBe(false);
});

test("a model file is opened wherever it is dropped", async ({ app, page }) => {
  await app.open();
  await app.goTo("fit");
  await dropFiles(page, app.board, [keras]);
  await expect(app.stepButton("save")).toHaveAttribute("aria-current", "step");
  await expect(app.notices.getByRole("status")).toContainText("Opened");
});

test("what is dropped on a zone that is for something else goes where it belongs", async ({ app, page }) => {
  test.setTimeout(120_000);
  const picture = join(folder, "cat.png");
  await writeFile(picture, png(new Uint8Array(32 * 32 * 3), 32, 32));
  await app.open();
  await app.openPreset("recipe");
  const load = await app.goTo("load");
  const zone = load.getByRole("group", { name: app.words.load("drop", { name: "CIFAR-10" }) });
  const alert = app.notices.getByRole("alert");

  // What is for nobody the zone refuses itself: it knows best what it takes.
  await dropFiles(page, zone, [notes]);
  await expect(alert).toContainText("notes.txt is neither an archive nor a batch of CIFAR-10");
  await alert.getByRole("button", { name: app.words.shell("dismiss") }).click();

  // The sign promises that a model is opened; what lies beside it in its folder is passed over.
  const held = await dragFiles(page, zone, [notes, keras]);
  await expect(page.getByRole("status").getByText(app.words.files("overModel"))).toBeVisible();
  await held.drop();
  await expect(app.stepButton("save")).toHaveAttribute("aria-current", "step");
  await expect(app.notices.getByRole("status")).toContainText("Opened");

  await dropFiles(page, app.main.getByRole("group", { name: app.words.save("drop") }), [picture]);
  await expect(alert).toContainText("cat.png");
  await expect(alert).toContainText("can be dropped in Predict");
});

test("the archive of CIFAR-10, dropped beside other data in Load, is imported", async ({ app, page }) => {
  test.setTimeout(240_000);
  const archive = await cifarArchive();
  await app.open();

  // Where nobody looks at data, it is only said where it belongs.
  await dropFiles(page, page.getByRole("banner"), [archive]);
  await expect(app.notices.getByRole("alert")).toContainText("CIFAR-10");
  await expect(app.stepButton("define")).toHaveAttribute("aria-current", "step");

  const main = await app.goTo("load");
  await expect(main.getByRole("radio", { name: "CIFAR-10" })).not.toBeChecked();
  // What else was dropped with it is named, and does not lead to another step.
  const arrays = join(folder, "mnist.npz");
  await writeFile(arrays, zipSync({ "x_train.npy": new Uint8Array(8) }));
  const held = await dragFiles(page, page.getByRole("banner"), [arrays, archive]);
  await expect(page.getByRole("status").getByText(app.words.files("overData", { name: "CIFAR-10" }))).toBeVisible();
  await held.drop();
  await expect(app.notices).toContainText("mnist.npz");
  await expect(app.stepButton("load")).toHaveAttribute("aria-current", "step");
  await expect(main.getByRole("radio", { name: "CIFAR-10" })).toBeChecked();
  await expect(main).toContainText(app.words.load("kept"), { timeout: 180_000 });
  await expect(main).toContainText("50,000");

  // One edit, which undo takes back.
  await page.getByRole("button", { name: like(app.words.shell("undo")) }).click();
  await expect(main.getByRole("radio", { name: "CIFAR-10" })).not.toBeChecked();
});
