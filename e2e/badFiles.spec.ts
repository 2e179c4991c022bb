import { existsSync } from "node:fs";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";
import { brokenArchives, cifarArchive, fixtureFolder, writeArchive } from "./fixtures/archives";
import { download, dropFiles, fileInput } from "./harness/files";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const folder = join(tmpdir(), "layerloom-bad-files");
const made = async (name: keyof typeof brokenArchives): Promise<string> =>
  writeArchive(brokenArchives[name](), join(fixtureFolder, name.replace(/\W+/g, "-")));

/** The beginning of the whole archive, as an interrupted download leaves it. */
async function interrupted(): Promise<string> {
  const path = join(folder, "cifar-10-binary.tar.gz");
  const whole = await open(await cifarArchive());
  try {
    const { buffer } = await whole.read(Buffer.alloc(20_000_000), 0, 20_000_000, 0);
    await writeFile(path, buffer);
  } finally {
    await whole.close();
  }
  return path;
}

const written = async (name: string, bytes: Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

/** Files that are no CIFAR-10, with what the message has to say besides the file's name. */
const wrong: readonly [what: string, file: () => Promise<string>, says: RegExp][] = [
  ["an archive that ends early", interrupted, /cut off/],
  ["an archive of something else", () => made("other names"), /no batch of CIFAR-10/],
  ["a batch with a record too few", () => made("a record too few"), /data_batch_1\.bin.*(9,999|bytes)/],
  ["a label out of range", () => made("a label of 12"), /data_batch_1\.bin.*label 12/],
  ["pictures of another size", () => made("pictures of another size"), /data_batch_1\.bin.*16×16/],
  ["an archive with a batch missing", () => made("a batch missing"), /data_batch_3/],
  ["a web page in place of the archive", () => written("cifar-10-python.tar.gz", strToU8("<!doctype html><title>Not found</title>")), /web page/],
  ["a pickle that runs a command", () => made("a pickle that runs a command"), /./],
];

test.beforeAll(async () => {
  await mkdir(folder, { recursive: true });
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("files that are no CIFAR-10 are refused by name, one after another, and the page goes on", async ({ app, page }) => {
  test.setTimeout(240_000);
  const trap = join(tmpdir(), "layerloom-was-here");
  await rm(trap, { force: true });
  await app.open();
  await app.openPreset("recipe");
  const main = await app.goTo("load");
  const alert = app.notices.getByRole("alert");
  for (const [what, file, says] of wrong) {
    const path = await file();
    await dropFiles(page, main.getByRole("group", { name: app.words.load("drop", { name: "CIFAR-10" }) }), [path]);
    await expect(alert, what).toContainText(basename(path), { timeout: 60_000 });
    await expect(alert, what).toContainText(says);
    await alert.getByRole("button", { name: app.words.shell("dismiss") }).click();
    await expect(main, what).toContainText(app.words.load("bringTitle", { name: "CIFAR-10" }));
  }
  expect(existsSync(trap)).toBe(false);

  // Nothing of it is in the way of what works.
  await app.openPreset("first-net");
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
});

test("model files that are broken are refused by name and part, and the open model stays", async ({ app, page }) => {
  test.setTimeout(120_000);
  await app.open();
  await app.control("play").click();
  await expect(app.board).toContainText(like(app.words.fit("endCompleted_other")), { timeout: 30_000 });
  const main = await app.goTo("save");
  const zip = join(folder, "net.tfjs.zip");
  const keras = join(folder, "net.keras");
  await download(page, main.getByRole("button", { name: /\(\.tfjs\.zip\)$/ }), zip);
  await download(page, main.getByRole("button", { name: /\(\.keras\)$/ }), keras);

  const entries = unzipSync(await readFile(zip));
  const weights = Object.keys(entries).find((name) => name.endsWith(".bin"))!;
  const { [weights]: bytes, ...rest } = entries;
  const manifest = JSON.parse(new TextDecoder().decode(entries["model.json"])) as { weightsManifest: { weights: { name: string }[] }[] };
  const lost = manifest.weightsManifest[0]!.weights.pop()!;

  const cases: readonly [name: string, content: Uint8Array, says: RegExp][] = [
    ["no-weights.zip", zipSync(rest), new RegExp(weights.replace(/\W/g, "\\$&"))],
    ["short-weights.zip", zipSync({ ...rest, [weights]: bytes!.subarray(0, bytes!.length - 4) }), /./],
    // The last weight is the bias of one unit: four bytes.
    ["unnamed-weight.zip", zipSync({ ...entries, "model.json": strToU8(JSON.stringify(manifest)) }), /420 bytes.*416/],
    ["one-weight-less.zip", zipSync({ ...rest, [weights]: bytes!.subarray(0, -4), "model.json": strToU8(JSON.stringify(manifest)) }), new RegExp(lost.name.split("/").pop()!)],
    ["cut.keras", (await readFile(keras)).subarray(0, 3000), /./],
    ["words.keras", strToU8("this is no model"), /./],
    ["empty.h5", new Uint8Array(0), /./],
  ];
  const name = page.getByRole("textbox", { name: app.words.shell("experimentName") });
  const before = await name.inputValue();
  const alert = app.notices.getByRole("alert");
  for (const [file, content, says] of cases) {
    await fileInput(page, app.words.save("choose")).setInputFiles(await written(file, content));
    await expect(alert).toContainText(file, { timeout: 15_000 });
    await expect(alert).toContainText(says);
    await alert.getByRole("button", { name: app.words.shell("dismiss") }).click();
    await expect(name).toHaveValue(before);
  }

  await fileInput(page, app.words.save("choose")).setInputFiles(zip);
  await expect(main.getByRole("combobox", { name: app.words.evaluate("model") }).locator("option")).toHaveCount(2);
  await expect(app.notices.getByRole("status")).toContainText("3 layers, 105 parameters");
  await main.getByRole("button", { name: app.words.save("evaluate"), exact: true }).first().click();
  await expect(app.stepButton("evaluate")).toHaveAttribute("aria-current", "step");
});
