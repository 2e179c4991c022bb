import { join } from "node:path";
import type { Page } from "@playwright/test";
import { datasets } from "../src/datasets";
import { layers } from "../src/layers";
import { activations } from "../src/layers/activations";
import { steps as preprocessing } from "../src/preprocessing";
import type { Field } from "../src/schema";
import { fileInput } from "./harness/files";
import { expect, test } from "./harness/test";
import { like, words } from "./harness/words";
import type { Layerloom, Step } from "./harness/layerloom";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

for (const [locale, language] of [
  ["zh-CN", "zh"],
  ["zh-TW", "zh"],
  ["en-GB", "en"],
  ["fr-FR", "en"],
] as const) {
  test.describe(`a browser set to ${locale}`, () => {
    test.use({ locale });
    test(`gets the page in ${language === "zh" ? "Chinese" : "English"}`, async ({ app, page }) => {
      app.language = language;
      await app.open();
      await expect(app.stepButton("load")).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", language === "zh" ? "zh-CN" : "en");
    });
  });
}

test("the language can be switched, and is the same at the next visit", async ({ app, page }) => {
  await app.open();
  await page.getByRole("radio", { name: "中文" }).click();
  await expect(page.getByRole("navigation", { name: words.zh.shell("steps") })).toBeVisible();
  app.language = "zh";
  await app.reload();
  await expect(app.stepButton("preprocess")).toBeVisible();
  await page.getByRole("radio", { name: "EN" }).click();
  await expect(page.getByRole("navigation", { name: words.en.shell("steps") })).toBeVisible();
});

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("no step shows an English sentence", async ({ app, page }) => {
    await app.open();
    for (const step of steps) {
      await app.goTo(step);
      expect(await englishIn(page), step).toEqual([]);
    }
    await app.openPreset("recipe");
    for (const step of ["load", "preprocess", "define", "compile", "fit"] as const) {
      await app.goTo(step);
      expect(await englishIn(page), `${step}, recipe`).toEqual([]);
    }
  });
});

/** Lets a run of so many epochs of the open experiment come to its end. */
async function train(app: Layerloom, epochs: number): Promise<void> {
  await (await app.goTo("fit")).getByRole("spinbutton", { name: "epochs" }).fill(String(epochs));
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: epochs })), { timeout: 60_000 });
}

test.describe("in Chinese, once a net is trained", () => {
  test.use({ locale: "zh-CN" });

  /** Steps 5 to 8 with what they show of a trained model, and the pictures of a cell of the confusion matrix. */
  async function walkTrained(app: Layerloom, of: string): Promise<void> {
    const { page, words: w } = app;
    const clean = async (where: string): Promise<void> => expect.soft(await englishIn(page), `${of}: ${where}`).toEqual([]);
    await app.goTo("fit");
    await clean("fit");
    await app.board.getByRole("radio", { name: w.fit("asTable") }).click();
    await clean("the table on the board");
    await app.board.getByRole("radio", { name: w.fit("asCharts") }).click();
    const evaluate = await app.goTo("evaluate");
    await expect(evaluate).toContainText(like(w.evaluate("rightOf")), { timeout: 30_000 });
    await clean("evaluate");
    // Cells without samples cannot be opened.
    const cells = evaluate.getByRole("button", { name: like(w.evaluate("cellRight")), disabled: false }).or(evaluate.getByRole("button", { name: like(w.evaluate("cellWrong")), disabled: false }));
    await cells.first().click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await clean("a cell");
    await page.keyboard.press("Escape");
    await app.goTo("predict");
    await expect(app.main.getByLabel(w.predict("order"))).toBeVisible();
    await clean("predict");
    await app.goTo("define");
    for (const tab of ["get_weights", "get_config", w.define("summary")]) {
      await app.main.getByRole("tab", { name: tab }).click();
      await clean(tab);
    }
    await app.goTo("save");
    await clean("save");
  }

  test("no step, dialog, refusal or diagnosis shows an English sentence", async ({ app, page }) => {
    test.setTimeout(240_000);
    const w = app.words;
    const clean = async (where: string): Promise<void> => expect.soft(await englishIn(page), where).toEqual([]);
    await app.open();
    await train(app, 2);
    await walkTrained(app, "points");

    const main = await app.goTo("save");
    await main.getByLabel(w.save("name"), { exact: true }).fill("甲");
    await main.getByRole("button", { name: w.save("save"), exact: true }).click();
    await expect(main).toContainText(w.save("savedAs", { name: "甲" }));
    await clean("saved");
    for (const dialog of ["renameOf", "deleteOf"] as const) {
      await main.getByRole("button", { name: w.save(dialog, { name: "甲" }) }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await clean(dialog);
      await page.getByRole("dialog").getByRole("button", { name: w.save("cancel"), exact: true }).click();
    }
    await fileInput(page, w.save("choose")).setInputFiles({ name: "甲.keras", mimeType: "application/zip", buffer: Buffer.from("<!doctype html>") });
    await expect(app.notices.getByRole("alert")).toContainText("甲.keras");
    await clean("a refused file");

    await app.goTo("compile");
    await app.main.getByRole("button", { name: w.compile("findRate") }).click();
    await expect(page.getByRole("dialog").getByRole("button", { name: like(w.compile("useRate")) })).toBeVisible({ timeout: 30_000 });
    await clean("the rate finder");
    await page.keyboard.press("Escape");

    // A loss that runs away, and a layer that does not fit.
    await app.main.getByRole("spinbutton", { name: "learning_rate" }).fill("10");
    await app.main.getByRole("radio", { name: "mean_squared_error" }).click();
    await app.goTo("define");
    await app.main.getByRole("tab", { name: w.define("stack") }).click();
    await app.layer(3).click();
    await page.getByRole("combobox", { name: "activation", exact: true }).selectOption("linear");
    await app.control("play").click();
    await expect(app.board).toContainText(w.fit("diverged"), { timeout: 30_000 });
    await clean("the diagnosis");
    await app.main.getByRole("button", { name: w.define("add", { kind: "MaxPooling2D" }) }).click();
    await expect(app.board).toContainText(w.fit("cannotTrain"));
    await clean("a layer that cannot work, and runs of other designs");

    // Few pictures: what is read is what counts.
    await app.openPreset("shapes-convnet");
    await (await app.goTo("load")).getByRole("spinbutton", { name: "图片数" }).fill("400");
    await train(app, 1);
    await walkTrained(app, "pictures");
    await page.getByRole("button", { name: w.shell("presetsMenu") }).click();
    await clean("the presets");
    await page.keyboard.press("Escape");
    await (await app.device()).click();
    await clean("the devices");
  });
});

test.describe("in Chinese, for a file that does not say how its inputs were prepared", () => {
  test.use({ locale: "zh-CN" });

  test("the question is in Chinese, with the choices of the steps", async ({ app, page }) => {
    await app.open();
    await app.goTo("save");
    await fileInput(page, app.words.save("choose")).setInputFiles(join(import.meta.dirname, "../src/models/fixtures/cases/02-foreign-points.keras"));
    const main = await app.goTo("predict");
    await expect(main).toContainText(app.words.evaluate("preparedAsk"));
    await expect(main).toContainText("Z-score 标准化（按通道）");
    expect(await englishIn(page)).toEqual([]);
  });
});

/** Names of the code that have words in both languages: kinds of data and of preprocessing, and choices with a label. */
const codeNames = [...datasets.all, ...preprocessing.all].flatMap(({ kind, fields }) => [
  kind,
  ...Object.values(fields as Readonly<Record<string, Field<unknown>>>).flatMap(({ control }) => (control.type === "choice" ? control.options.filter(({ label }) => label).map(({ value }) => value) : [])),
]);

/** Keras's own names, which stand in every language: `Dense activation sigmoid → linear` in the list of runs. */
const kerasNames = [...layers.all.flatMap(({ kind, fields }) => [kind, ...Object.keys(fields)]), ...activations.kinds];

/** Two English words in a row, or a name of the code beside Chinese, in a text or in a name for those who do not see, but for code and what a person typed. */
const englishIn = (page: Page): Promise<string[]> =>
  page.evaluate(([keras, code]) => {
    const names = /Layerloom|Keras|TensorFlow(\.js)?|TF\.js|CIFAR-10|WebGL|WebGPU|WASM SIMD|Google|SwiftShader|Linux, macOS/g;
    const own = new RegExp(`\\b(${keras.join("|")})\\b`, "g");
    const raw = new RegExp(`\\p{Script=Han}.*\\b(${code.join("|")})\\b`, "u");
    const wordy = (text: string) => /[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}/.test(text.replace(names, "").replace(own, "")) || raw.test(text);
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (parent.closest("code, pre, samp, [lang=en], script, style, noscript, option")) continue;
      if (wordy(node.textContent ?? "")) found.add(node.textContent!.trim());
    }
    for (const element of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt], [aria-valuetext], [aria-description]")) {
      for (const attribute of ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-description"]) {
        // Vega writes a name of its own into charts that are hidden from those whom it would be read to.
        if (attribute.startsWith("aria-") && element.closest("[aria-hidden=true]")) continue;
        const text = element.getAttribute(attribute) ?? "";
        if (wordy(text)) found.add(`${attribute}: ${text}`);
      }
    }
    return [...found];
  }, [kerasNames, codeNames] as const);
