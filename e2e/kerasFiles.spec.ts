import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readH5, readNpy } from "./harness/arrays";
import { download, fileInput } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

/** A net of 2 → 3 → 1 by Keras 3.15, with what Keras says of five points. */
const folder = join(import.meta.dirname, "../src/models/fixtures/keras-3.15.1/plane");
const file = (name: string): string => join(folder, name);
const told = JSON.parse(readFileSync(file("data.json"), "utf8")) as { readonly x: readonly number[]; readonly y: readonly number[] };

interface Saved {
  readonly class_name: string;
  readonly config: { readonly layers: readonly { readonly class_name: string; readonly config: Readonly<Record<string, unknown>> }[] };
}
const readJson = (path: string): Saved => JSON.parse(readFileSync(path, "utf8")) as Saved;
/** What of an architecture makes the net what it is. */
const parts = ({ config }: Saved) => config.layers.map(({ class_name, config: { name, units, activation, batch_shape } }) => ({ class_name, ...(batch_shape ? { batch_shape } : { name, units, activation }) }));

const open = async (app: Layerloom, name: string): Promise<void> => {
  await app.goTo("save");
  await fileInput(app.page, app.words.save("choose")).setInputFiles(file(name));
};

/** Types the points into Predict and expects the output that Keras gave for each. */
async function expectOutputs(app: Layerloom): Promise<void> {
  const main = await app.goTo("predict");
  for (const [i, y] of told.y.entries()) {
    for (const axis of [0, 1]) await main.getByRole("spinbutton", { name: "xy"[axis]!, exact: true }).fill(String(+told.x[2 * i + axis]!.toFixed(1)));
    await expect
      .poll(async () => {
        const [, output] = /The output is ([\d.]+);/.exec(await main.innerText()) ?? [];
        return Math.abs(Number(output) - y);
      }, { message: `point ${i}` })
      .toBeLessThan(1e-4);
  }
}

test("files of Keras are opened in the page, predict there what Keras predicts, and go back to Keras's own layout", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  // The net has seen points as they are.
  await app.goTo("preprocess");
  await app.main.getByRole("button", { name: like(app.words.preprocess("remove")) }).first().click();
  const message = (words: RegExp) => app.notices.getByText(words);

  await test.step("weights alone need layers of their own shapes, and 2 → 8 → 8 → 1 has others", async () => {
    await open(app, "model.weights.h5");
    await expect(app.notices.getByRole("alert")).toContainText("model.weights.h5");
    await expect(app.stepButton("define")).toContainText("3 layers");
  });

  await test.step("layers alone come without weights, and then the weights fit", async () => {
    await open(app, "model.json");
    await expect(message(/Opened .+: 2 layers, without weights/)).toBeVisible();
    await expect(app.notices.getByRole("alert")).toBeHidden();
    await open(app, "model.weights.h5");
    // 2 · 3 + 3 and 3 · 1 + 1.
    await expect(message(/Opened .+: 2 layers, 13 parameters/)).toBeVisible();
    await expectOutputs(app);
  });

  const models = app.main.getByRole("combobox", { name: app.words.evaluate("model") }).locator("option");
  for (const [i, name] of ["model.keras", "model.h5"].entries()) {
    await test.step(name, async () => {
      await open(app, name);
      await expect(models).toHaveCount(i + 2);
      await expectOutputs(app);
    });
  }

  await test.step("what is downloaded has Keras's names, shapes and numbers", async () => {
    const main = await app.goTo("save");
    const take = async (extension: string): Promise<string> => {
      const path = test.info().outputPath(`taken${extension}`);
      await download(page, main.getByRole("button", { name: new RegExp(`\\(${extension.replace(/\./g, "\\.")}\\)$`) }), path);
      return path;
    };
    const [ours, theirs] = [await readH5(await take(".weights.h5")), await readH5(file("model.weights.h5"))];
    const layers = Object.entries(theirs).filter(([path]) => path.startsWith("/layers/"));
    expect(layers.map(([path, { shape }]) => [path, shape])).toEqual([
      ["/layers/dense/vars/0", [2, 3]],
      ["/layers/dense/vars/1", [3]],
      ["/layers/dense_1/vars/0", [3, 1]],
      ["/layers/dense_1/vars/1", [1]],
    ]);
    for (const [path, values] of layers) expect(ours[path], path).toEqual(values);

    const json = readJson(await take(".json"));
    expect(json.class_name).toBe("Sequential");
    expect(parts(json)).toEqual(parts(readJson(file("model.json"))));

    // A kernel on its own, from Define.
    const define = await app.goTo("define");
    await define.getByRole("tab", { name: "get_weights" }).click();
    const path = test.info().outputPath("kernel.npy");
    const kernel = await download(page, define.getByRole("button", { name: `${app.words.define("download")}: dense.kernel` }), path);
    expect(kernel.suggestedFilename()).toMatch(/kernel.*\.npy$/);
    expect(readNpy(path)).toEqual(theirs["/layers/dense/vars/0"]);
  });
});

test("a model whose outputs are not the classes of the data says so when it opens and in Evaluate, and shows what to do", async ({ app, page }) => {
  const w = app.words.evaluate;
  await app.open();
  await app.goTo("save");
  await fileInput(page, app.words.save("choose")).setInputFiles(join(import.meta.dirname, "../src/models/fixtures/cases/16-three-outputs.keras"));
  await expect(app.notices).toContainText("3 outputs");
  const main = await app.goTo("evaluate");
  await expect(main).toContainText(w("unfit"));
  await expect(main.getByText(w("right"), { exact: true })).toBeHidden();
  for (const word of ["chooseData", "addOutputLayer", "seeOutputs"] as const) await expect(main.getByRole("button", { name: w(word), exact: true })).toBeVisible();
  await main.getByRole("button", { name: w("seeOutputs"), exact: true }).click();
  await expect(app.main).toContainText(app.words.predict("rawOutputs"));
  await app.goTo("evaluate");
  await main.getByRole("button", { name: w("addOutputLayer"), exact: true }).click();
  await expect(app.stepButton("define")).toHaveAttribute("aria-current", "step");
  await expect(app.control("play")).toHaveAttribute("aria-disabled", "false");
});

test("a model with weights that are no numbers says so wherever it is used, and training on from it names the cause", async ({ app, page }) => {
  await app.open();
  await app.goTo("save");
  await fileInput(page, app.words.save("choose")).setInputFiles(join(import.meta.dirname, "../src/models/fixtures/damaged/nan.tfjs.zip"));
  await expect(app.notices).toContainText(/not finite \(NaN or infinity\)/);
  await app.goTo("evaluate");
  await expect(app.main).toContainText(app.words.evaluate("noNumbers"));
  await app.goTo("predict");
  await expect(app.main).toContainText(app.words.evaluate("noNumbers"));
  await expect(app.main.getByRole("status")).toContainText([app.words.predict("noNumbers")]);
  await app.board.getByRole("button", { name: /^\+\d+ epochs?$/ }).click();
  await expect(app.board).toContainText("the weights or the data held values that are not finite before anything was learnt");
  await expect(app.board.getByRole("button", { name: like("Use a learning rate of {{rate}}") })).toHaveCount(0);
});
