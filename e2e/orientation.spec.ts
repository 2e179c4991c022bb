import type { Locator } from "@playwright/test";
import { presets } from "../src/experiment";
import { fileInput } from "./harness/files";
import type { Layerloom, Step } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const steps: readonly Step[] = ["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"];

/** The steps whose button says the word of a mark. */
async function marked(app: Layerloom, mark: "markDone" | "markProblem"): Promise<Step[]> {
  const found: Step[] = [];
  for (const step of steps) if ((await app.stepButton(step).textContent())!.includes(`(${app.words.shell(mark)})`)) found.push(step);
  return found;
}

/** Trains the first net to its end. */
async function train(app: Layerloom): Promise<void> {
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 300 })), { timeout: 40_000 });
}

for (const [locale, language] of [["en-US", "en"], ["zh-CN", "zh"]] as const) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test(`every step begins with its name as a heading and a sentence about it, in ${language}`, async ({ app }) => {
      await app.open();
      for (const step of steps) {
        const main = await app.goTo(step);
        const headings = main.getByRole("heading", { level: 2 });
        await expect(headings).toHaveText([app.words.shell(step)]);
        await expect(main.getByRole("paragraph").first()).toHaveText(/\S.+[.。]$/);
        // No level is skipped on the way down.
        await expect(main.getByRole("heading").nth(1)).toBeVisible();
        const levels = await main.getByRole("heading").evaluateAll((all) => all.map((heading) => Number(heading.tagName.slice(1))));
        expect(levels.filter((level, i) => i > 0 && level > levels[i - 1]! + 1), step).toEqual([]);
      }
    });

    test(`a first visit is told what to press, until the sentence is dismissed for good, in ${language}`, async ({ app, page }) => {
      await app.open();
      const intro = app.board.getByText(like(app.words.fit("introPoints")));
      await expect(intro).toContainText(language === "en" ? "blue and orange" : "蓝色和橙色");
      await app.openPreset("shapes-convnet");
      await expect(app.board.getByText(app.words.fit("introImages", { count: 8 }))).toBeVisible();
      await page.getByRole("button", { name: app.words.shell("undo"), exact: true }).click();
      await app.board.getByRole("button", { name: app.words.fit("dismissIntro") }).click();
      await expect(intro).toBeHidden();
      await app.reload();
      await expect(app.control("play")).toHaveAttribute("aria-disabled", "false");
      await expect(intro).toBeHidden();
    });
  });
}

test("the examples have a button of their own, and the present one is ticked, also after changes", async ({ app, page }) => {
  await app.open();
  const open = page.getByRole("button", { name: app.words.shell("presetsMenu"), exact: true });
  await open.click();
  const items = page.getByRole("menuitemradio");
  await expect(items).toHaveCount(presets.length);
  for (const { title, help } of presets) await expect(items.filter({ hasText: title.en }).first()).toContainText(help.en);
  await expect(page.getByRole("menuitemradio", { checked: true })).toContainText("A first net");
  await page.keyboard.press("Escape");
  await app.openPreset("shapes-convnet");
  await app.layer(1).click();
  await page.getByRole("spinbutton", { name: "filters" }).fill("9");
  await open.click();
  await expect(page.getByRole("menuitemradio", { checked: true })).toContainText(app.words.shell("presetChanged"));
  await page.getByRole("menuitemradio", { checked: true }).click();
  await expect(app.layer(1)).toContainText("8");
});

test("New begins an empty network on the same data, from the keyboard too, and undo brings the old one back", async ({ app, page }) => {
  await app.open();
  await app.openPreset("shapes-convnet");
  await app.goTo("compile");
  await page.getByRole("button", { name: app.words.shell("newNet"), exact: true }).press("Enter");
  await expect(app.stepButton("define")).toHaveAttribute("aria-current", "step");
  await expect(app.layer(1)).toHaveCount(0);
  await expect(app.stepButton("define")).toContainText(app.words.shell("noLayers"));
  await expect(page.getByRole("textbox", { name: app.words.shell("experimentName") })).toHaveValue("New network");
  await expect(app.stepButton("load")).toContainText("Drawn shapes");
  await page.getByRole("button", { name: app.words.shell("undo"), exact: true }).click();
  await expect(app.layer(8)).toBeVisible();
});

test("a tick means finished, by the person", async ({ app, page }) => {
  await app.open();
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "false");
  expect(await marked(app, "markDone")).toEqual([]);
  await train(app);
  await expect.poll(() => marked(app, "markDone")).toEqual(["load", "preprocess", "define", "compile", "fit"]);
  await app.goTo("evaluate");
  await expect(app.main).toContainText(like(app.words.evaluate("rightOf")));
  await expect.poll(() => marked(app, "markDone")).toEqual(["load", "preprocess", "define", "compile", "fit", "evaluate"]);
  await app.goTo("predict");
  await expect.poll(() => marked(app, "markDone")).toContain("predict");
  await app.goTo("define");
  await app.main.getByRole("button", { name: app.words.define("add", { kind: "MaxPooling2D" }) }).click();
  await expect.poll(() => marked(app, "markProblem")).toEqual(["define", "fit"]);
  await page.getByRole("button", { name: app.words.shell("undo"), exact: true }).click();
  await expect.poll(() => marked(app, "markProblem")).toEqual([]);
});

test("the buttons of the board have words, and say what they do after a run", async ({ app, page }) => {
  await app.open();
  const words = ["play", "stop", "oneBatch", "oneEpoch", "reset"] as const;
  for (const word of words) await expect(app.board.getByRole("button", { name: app.words.fit(word), exact: true })).toHaveText(app.words.fit(word));
  await train(app);
  await expect(app.control("play")).toHaveText(app.words.fit("again"));
  await expect(app.board.getByRole("button", { name: "+300 epochs", exact: true })).toHaveAccessibleDescription(app.words.fit("goOnHelp_other", { count: 300, model: "Run 1", how: "Training goes on with epoch 301: the state of SGD is kept, and the learning rate is 0.01." }));
  // How long it took has a unit.
  await expect(app.figure(app.words.fit("took"))).toHaveText(/^(\d+\.\d s|\d\d s)$/);
  // What is on the board has words beside every picture, but for the mark that explains and the bin of a line in the list.
  const wordless = await app.board.getByRole("button").evaluateAll((all) => all.filter((one) => !(one as HTMLElement).innerText.trim()).map((one) => one.getAttribute("aria-label")));
  expect(wordless).toEqual([app.words.ui("about", { what: app.words.fit("tempo") }), app.words.fit("removeRun", { n: 1 })]);
  await expect(page.getByRole("button", { name: "+300 epochs" })).toBeVisible();
});

test("validation is on a split, but for the recipe, which follows its text and says so", async ({ app }) => {
  await app.open();
  const main = await app.goTo("fit");
  await expect(main.getByRole("radio", { name: app.words.fit("onSplit") })).toBeChecked();
  await expect(main.getByRole("spinbutton", { name: "validation_split" })).toHaveValue("0.2");
  await main.getByRole("radio", { name: app.words.fit("onTest") }).click();
  await expect(main).not.toContainText(app.words.fit("asPublished"));
  await app.openPreset("recipe-mended");
  await app.goTo("fit");
  await expect(main.getByRole("radio", { name: app.words.fit("onTest") })).toBeChecked();
  await expect(main).toContainText(app.words.fit("asPublished"));
});

test("where no network is trained yet, Evaluate, Predict and Save train one", async ({ app }) => {
  await app.open();
  await app.goTo("predict");
  await expect(app.main.getByRole("button", { name: app.words.evaluate("trainNow") })).toBeVisible();
  await app.goTo("save");
  await expect(app.main.getByRole("button", { name: app.words.evaluate("trainNow") })).toBeVisible();
  const evaluate = await app.goTo("evaluate");
  await evaluate.getByRole("button", { name: app.words.evaluate("trainNow") }).click();
  await expect(app.board).toContainText(app.words.fit("runTitle", { n: 1 }));
  await expect(evaluate).toContainText(like(app.words.evaluate("rightOf")), { timeout: 40_000 });
});

test("the same map and the same problem are shown once on a screen", async ({ app }) => {
  await app.open();
  const [untrained, trained] = [app.board.getByRole("img", { name: like(app.words.fit("mapUntrained")) }), app.board.getByRole("img", { name: like(app.words.fit("mapTrained")) })];
  await expect(untrained).toBeVisible();
  await app.goTo("load");
  await expect(untrained).toBeHidden();
  await train(app);
  await expect(trained).toBeVisible();
  await app.goTo("evaluate");
  await expect(trained).toBeHidden();
  await app.goTo("define");
  await expect(trained).toBeVisible();
  await app.main.getByRole("button", { name: app.words.define("add", { kind: "MaxPooling2D" }) }).click();
  const place = app.words.fit("layer", { n: 4, kind: "MaxPooling2D" });
  const line = app.board.getByRole("listitem").filter({ has: app.page.getByRole("button", { name: place, exact: true }) });
  await expect(line).toHaveText(`${place}${app.words.fit("explainedHere")}`);
  await app.goTo("save");
  await expect(line).not.toContainText(app.words.fit("explainedHere"));
});

test("the keyboard reaches the board past header, steps and step", async ({ app, page }) => {
  await app.open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: app.words.shell("toBoard") })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(app.board.locator(":focus")).toHaveCount(1);
  // The step stays the one that was open.
  await expect(app.stepButton("define")).toHaveAttribute("aria-current", "step");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("header and steps are low, the open step is in sight, and nothing stretches the page", async ({ app, page }) => {
    await app.open();
    for (const step of steps) {
      await app.goTo(step);
      await expect(app.stepButton(step)).toBeInViewport({ ratio: 0.95 });
    }
    await page.evaluate(() => scrollTo(0, 0));
    expect((await app.main.boundingBox())!.y).toBeLessThanOrEqual(110);
    await app.goTo("fit");
    await app.board.getByRole("button", { name: app.words.fit("play"), exact: true }).click();
    await expect(app.board).toContainText(like(app.words.fit("endCompleted_other", { count: 300 })), { timeout: 40_000 });
    await expect(app.main.getByRole("table").getByRole("row")).toHaveCount(201);
    // The page ends where the board does, with the bar below it.
    const rest = await page.evaluate(() => document.documentElement.scrollHeight - (document.querySelector("aside")!.getBoundingClientRect().bottom + scrollY));
    expect(rest).toBeLessThan(120);
    // The table has columns to the right of the frame, and the frame shows it.
    await expect(app.main.getByRole("region", { name: like(app.words.fit("history")) })).toHaveAttribute("data-more-right", "");
  });

  test("what goes on to the right shows it: the palette, the figures of Preprocess and a matrix of eight classes", async ({ app, page }) => {
    await app.open();
    await app.openPreset("shapes-convnet");
    const more = (inside: Locator): Locator => page.locator("[data-more-right]").filter({ has: inside });
    await app.goTo("define");
    await expect(more(page.getByRole("button", { name: app.words.define("add", { kind: "Dense" }) }))).not.toHaveCount(0);
    await app.goTo("preprocess");
    await expect(more(page.getByRole("cell"))).not.toHaveCount(0);
    await (await app.goTo("fit")).getByRole("spinbutton", { name: "epochs" }).fill("1");
    await app.control("play").click();
    await expect(app.board).toContainText(like(app.words.fit("endCompleted_one")), { timeout: 60_000 });
    await app.goTo("evaluate");
    await expect(app.main).toContainText(like(app.words.evaluate("rightOf")), { timeout: 30_000 });
    await expect(more(page.getByRole("grid"))).toHaveCount(1);
  });
});

for (const viewport of [{ width: 720, height: 450 }, { width: 320, height: 256 }]) {
  test.describe(`at ${viewport.width} × ${viewport.height}`, () => {
    test.use({ viewport });

    test("a message covers nothing of the step", async ({ app, page }) => {
      await app.open();
      await app.goTo("save");
      await fileInput(page, app.words.save("choose")).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no model") });
      const notice = app.notices.getByRole("alert");
      await expect(notice).toContainText("notes.txt");
      await expect(notice.locator("p").first()).toBeInViewport();
      const [over, step] = [(await app.notices.boundingBox())!, (await app.main.boundingBox())!];
      expect(over.y + over.height).toBeLessThanOrEqual(step.y + 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    });
  });
}

for (const locale of ["en-US", "zh-CN"])
  for (const width of [1440, 390])
    test.describe(`at ${width} pixels, ${locale}`, () => {
      test.use({ locale, viewport: { width, height: 844 } });

      test("no card of a data set cuts its text off, and Load offers no way to Load", async ({ app }) => {
        await app.open();
        const main = await app.goTo("load");
        const cards = main.getByRole("radio");
        await expect(cards.first()).toBeVisible();
        const cut = await cards.evaluateAll((all) =>
          all.flatMap((card) => [...card.querySelectorAll("span")].filter(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => clientHeight > 0 && (scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1)).map(({ textContent }) => textContent)),
        );
        expect(cut).toEqual([]);
        await main.getByRole("radio", { name: "CIFAR-10" }).click();
        await expect(app.board).toContainText(app.words.fit("dataMissing", { name: "CIFAR-10" }));
        await expect(app.board.getByRole("button", { name: app.words.fit("goLoad") })).toHaveCount(0);
      });
    });

test("while a run goes on, Evaluate says so and offers no second one", async ({ app }) => {
  await app.open();
  await app.tempo.selectOption({ label: app.words.fit("tempoBatches_other", { shown: 10 }) });
  await app.control("play").click();
  await expect(app.control("pause")).toBeVisible();
  await app.goTo("evaluate");
  await expect(app.main).toContainText(app.words.evaluate("stillTraining"));
  await expect(app.main.getByRole("button", { name: app.words.evaluate("trainNow") })).toHaveCount(0);
});
