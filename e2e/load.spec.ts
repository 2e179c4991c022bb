import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Locator } from "@playwright/test";
import { batchNames, binaryBatch, cifarArchive, cifarPythonArchive, classNames, realArchive } from "./fixtures/archives";
import { drawPictures } from "./fixtures/pictures";
import { tar } from "./fixtures/tar";
import { dropFiles, fileInput, readTarGz } from "./harness/files";
import type { Layerloom } from "./harness/layerloom";
import { expect, test } from "./harness/test";
import { like } from "./harness/words";

const folder = join(tmpdir(), "layerloom-load");
const pixels = 3072;

/** Batches of the binary version, unpacked: the real ones where they are at hand. */
async function looseBatches(): Promise<string[]> {
  const real = existsSync(realArchive) ? readTarGz(await cifarArchive()) : null;
  return Promise.all(
    batchNames.map(async (name, batch) => {
      const path = join(folder, `${name}.bin`);
      const found = real && [...real].find(([entry]) => entry.endsWith(`/${name}.bin`))?.[1];
      await writeFile(path, found ?? binaryBatch(batch, 10_000).bytes());
      return path;
    }),
  );
}

/** An archive that takes long to read through: before its end there are 64 GB of a file that is no batch, without taking room on the disk. */
async function endless(): Promise<string> {
  const path = join(folder, "endless.tar");
  const file = await open(path, "w");
  const [header] = [...tar([{ name: "cifar-10-batches-bin/readme.html", bytes: () => new Uint8Array(0) }])];
  // Sizes are octal numbers of eleven digits.
  const size = 0o77777777000;
  const large = Uint8Array.from(header!);
  new TextEncoder().encodeInto(`${size.toString(8).padStart(11, "0")}\0`, large.subarray(124));
  new TextEncoder().encodeInto(" ".repeat(8), large.subarray(148));
  const sum = large.reduce((total, byte) => total + byte, 0);
  new TextEncoder().encodeInto(`${sum.toString(8).padStart(6, "0")}\0 `, large.subarray(148));
  for (let i = 0; i < 8; i++) await file.write(large, 0, 512, i * (512 + size));
  await file.truncate(8 * (512 + size));
  await file.close();
  return path;
}

async function chooseCifar(app: Layerloom): Promise<Locator> {
  const main = await app.goTo("load");
  await main.getByRole("radio", { name: "CIFAR-10" }).click();
  await expect(main).toContainText(app.words.load("bringTitle", { name: "CIFAR-10" }));
  return main;
}

/** 5,000 training and 1,000 test pictures of each of the ten classes, as the official set has them. */
async function expectCounts(app: Layerloom): Promise<void> {
  await expect(app.main).toContainText(app.words.load("kept"), { timeout: 180_000 });
  const table = app.main.getByRole("table", { name: app.words.load("countsOf") });
  for (const name of classNames) {
    const row = table.getByRole("row").filter({ has: app.page.getByRole("rowheader", { name, exact: true }) });
    await expect(row.getByRole("cell")).toHaveText(["5,000", "1,000"]);
  }
}

const pictures = (app: Layerloom): Locator => app.main.getByRole("img", { name: like(app.words.load("pictureOf")) });

test.beforeAll(async () => {
  await mkdir(folder, { recursive: true });
});
test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the Python archive is read; its pictures and labels are those of its batches, and stay until they are removed", async ({ app, page }) => {
  test.setTimeout(300_000);
  const archive = await cifarPythonArchive();
  await app.open();
  const main = await chooseCifar(app);
  await dropFiles(page, main.getByRole("group", { name: app.words.load("drop", { name: "CIFAR-10" }) }), [archive]);
  await expectCounts(app);
  await expect(main).toContainText("(32, 32, 3)");

  // 24 test pictures of cats, each under its name, with the very pixels of its record.
  await main.getByRole("radio", { name: app.words.load("test"), exact: true }).click();
  await main.getByRole("combobox", { name: app.words.load("classFilter") }).selectOption({ label: "cat" });
  const cats = main.getByRole("img", { name: /^cat, sample [\d,]+ of the Test data$/ });
  await expect(cats).toHaveCount(24);
  await expect(pictures(app)).toHaveCount(24);
  const { labels, planar } = drawPictures(5, 10_000);
  const shown = await cats.evaluateAll((all) =>
    (all as HTMLCanvasElement[]).slice(0, 3).map((canvas) => ({
      name: canvas.getAttribute("aria-label") ?? "",
      rgba: [...canvas.getContext("2d")!.getImageData(0, 0, 32, 32).data],
    })),
  );
  for (const { name, rgba } of shown) {
    const index = Number(name.match(/sample ([\d,]+)/)![1]!.replace(/,/g, "")) - 1;
    expect(classNames[labels[index]!]).toBe("cat");
    // Red, green and blue planes, one after another, row by row.
    const record = planar.subarray(index * pixels, (index + 1) * pixels);
    const expected = Array.from({ length: 1024 }, (_, p) => [record[p]!, record[1024 + p]!, record[2048 + p]!, 255]).flat();
    expect(rgba).toEqual(expected);
  }
  const before = await pictures(app).first().getAttribute("aria-label");
  await main.getByRole("button", { name: app.words.load("others") }).click();
  await expect(pictures(app).first()).not.toHaveAttribute("aria-label", before!);

  await app.reload();
  await app.goTo("load");
  await expectCounts(app);
  await main.getByRole("button", { name: app.words.load("remove") }).click();
  await expect(main).toContainText(app.words.load("bringTitle", { name: "CIFAR-10" }));
});

test("a reading can be cancelled, and loose batches that are chosen are read after it", async ({ app, page }) => {
  test.setTimeout(300_000);
  await app.open();
  const main = await chooseCifar(app);
  const choose = fileInput(page, app.words.load("chooseFiles"));
  await choose.setInputFiles(await endless());
  await expect(main.getByRole("progressbar", { name: app.words.load("importing") })).toBeVisible();
  await main.getByRole("button", { name: app.words.load("cancel"), exact: true }).click();
  await expect(main).toContainText(app.words.load("bringTitle", { name: "CIFAR-10" }));
  // Who cancels need not be told of it.
  await expect(app.notices.getByRole("alert")).toBeEmpty();

  const batches = await looseBatches();
  await choose.setInputFiles(batches.slice(0, 5));
  await expect(app.notices.getByRole("alert")).toContainText(basename(batches[5]!), { timeout: 120_000 });
  await choose.setInputFiles(batches);
  await expectCounts(app);
  await expect(pictures(app)).toHaveCount(24);
});

test("a folder with the unpacked batches is read", async ({ app, page }) => {
  test.setTimeout(300_000);
  await looseBatches();
  await writeFile(join(folder, "readme.html"), "<html></html>");
  await app.open();
  await chooseCifar(app);
  await fileInput(page, app.words.load("chooseFolder")).setInputFiles(folder);
  await expectCounts(app);
});

test("the server's own copy is loaded, where there is one", async ({ app }) => {
  test.setTimeout(300_000);
  const root = join(import.meta.dirname, "..");
  // The preview server serves this folder, as a host serves a build with `public/datasets/` filled.
  const datasets = join(root, "dist/datasets");
  await rm(join(datasets, "cifar-10"), { recursive: true, force: true });
  await app.open("./index.html");
  const main = await chooseCifar(app);
  const ask = main.getByRole("button", { name: app.words.load("fromServer") });
  await ask.click();
  await expect(main.getByRole("status").getByText(app.words.load("serverHasNone", { name: "CIFAR-10" }))).toBeVisible();
  try {
    await promisify(execFile)(process.execPath, [join(root, "scripts/data.mjs"), "cifar-10", "--from", await cifarArchive(), "--to", datasets]);
    await ask.click();
    await expectCounts(app);
    await expect(pictures(app)).toHaveCount(24);
  } finally {
    await rm(join(datasets, "cifar-10"), { recursive: true, force: true });
  }
});
