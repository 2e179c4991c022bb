import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datasets } from "../src/datasets";
import { random } from "../src/random/random";
import { defaultsOf } from "../src/schema";
import { png } from "./fixtures/png";
import { dropFiles, fileInput } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const folder = join(tmpdir(), "layerloom-own-picture");
const size = 32 * 32 * 3;

/** A drawn test picture as a file, without loss: the page has to say of it what it says of the test sample. */
async function pictureFile(index: number): Promise<string> {
  const { source, fields } = datasets.get("shapes");
  if (source.type !== "drawn") throw new Error("the shapes are drawn");
  const { test: part } = source.draw(defaultsOf(fields), random(100).fork("dataset"));
  const path = join(folder, `sample-${index + 1}.png`);
  await writeFile(path, png(part.samples.subarray(index * size, (index + 1) * size) as Uint8Array, 32, 32));
  return path;
}

/** `star 93.1%` of every bar, the largest shares first. */
const barsIn = (lists: string[]): string[] => lists.slice(0, 3).map((item) => item.match(/^\D*[\d.]+%/)![0]);

/** What the page says of the own picture of this name. */
async function ownBars(app: Layerloom, name: string): Promise<string[]> {
  const own = app.main.getByRole("status");
  await expect(own.getByRole("img", { name: app.words.predict("ownPicture", { name, width: 32, height: 32 }) })).toBeVisible();
  await expect(own.getByText(app.words.predict("predicting"))).toBeHidden();
  return barsIn(await own.getByRole("list", { name: app.words.predict("sharesOf") }).getByRole("listitem").allTextContents());
}

/** What the page says of a test sample, which stands on the first page. */
async function sampleBars(app: Layerloom, index: number): Promise<string[]> {
  const card = app.main.getByRole("listitem").filter({ has: app.page.getByRole("img", { name: new RegExp(`^Test sample ${index + 1}:`) }) });
  return barsIn(await card.getByRole("list", { name: app.words.predict("sharesOf") }).getByRole("listitem").allTextContents());
}

test.beforeAll(async () => {
  await mkdir(folder, { recursive: true });
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("an own picture, chosen, dropped, pasted or dropped beside the zone, gets the model's probabilities", async ({ app, page, context }) => {
  test.setTimeout(240_000);
  await app.open();
  await app.openPreset("shapes-convnet");
  const main = await app.goTo("fit");
  await main.getByRole("spinbutton", { name: "epochs" }).fill("2");
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 120_000 });
  await app.goTo("predict");
  const inOrder = main.getByLabel(app.words.predict("order"));
  await expect(inOrder).toBeVisible({ timeout: 60_000 });
  await inOrder.selectOption("given");
  await expect(main.getByRole("img", { name: like(app.words.predict("sample", { n: 1 })) })).toBeVisible();

  const zone = main.getByRole("group", { name: app.words.predict("drop") });
  const files = await Promise.all([0, 1, 2, 3].map(pictureFile));
  const names = files.map((path) => path.split("/").pop()!);
  const samples = await Promise.all([0, 1, 2, 3].map((index) => sampleBars(app, index)));
  // The pictures are told apart, so that none can pass for another.
  expect(new Set(samples.map(String)).size).toBe(4);
  for (const bars of samples) expect(bars).toHaveLength(3);

  await fileInput(page, app.words.predict("choose")).setInputFiles(files[0]!);
  await expect.poll(() => ownBars(app, names[0]!)).toEqual(samples[0]);
  const [first] = samples[0]!;
  await expect(main).toContainText(app.words.predict("verdictOf", { name: first!.replace(/[\d.]+%$/, "").trim() }));

  await dropFiles(page, zone, [files[1]!]);
  await expect.poll(() => ownBars(app, names[1]!)).toEqual(samples[1]);

  await dropFiles(page, page.getByRole("banner"), [files[2]!]);
  await expect.poll(() => ownBars(app, names[2]!)).toEqual(samples[2]);

  // Through the browser's own clipboard, where a picture has no name but the browser's.
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })]);
  }, (await readFile(files[3]!)).toString("base64"));
  await page.keyboard.press("ControlOrMeta+v");
  await expect.poll(() => ownBars(app, "image.png")).toEqual(samples[3]);

  // What is no picture is named, and the picture before stays.
  const notes = join(folder, "notes.txt");
  await writeFile(notes, "no picture at all");
  await fileInput(page, app.words.predict("choose")).setInputFiles(notes);
  const refusal = "“notes.txt” (text/plain) is not a picture that this browser can read; use PNG, JPEG, WebP or GIF.";
  await expect(main.getByRole("status").getByText(refusal)).toBeVisible();
  await expect.poll(() => ownBars(app, "image.png")).toEqual(samples[3]);
  // Of several files the picture is meant.
  await dropFiles(page, zone, [notes, files[0]!]);
  await expect.poll(() => ownBars(app, names[0]!)).toEqual(samples[0]);
  await expect(main.getByText(refusal)).toBeHidden();

  // A model is opened, also from here.
  await dropFiles(page, zone, [join(import.meta.dirname, "../src/models/fixtures/keras-3.15.1/mlp/model.keras")]);
  await expect(app.stepButton("save")).toHaveAttribute("aria-current", "step");
  await expect(app.notices.getByRole("status")).toContainText("Opened");
});

test("where no model takes pictures, a picture is not taken, and the page says so", async ({ app, page }) => {
  await app.open();
  await app.goTo("predict");
  await dropFiles(page, page.getByRole("banner"), [await pictureFile(0)]);
  await expect(app.notices.getByRole("alert")).toContainText("sample-1.png");
  await expect(app.notices.getByRole("alert")).toContainText("trained on pictures");
});
