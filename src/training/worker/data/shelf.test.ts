import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cifarArchive } from "../../../../e2e/fixtures/archives";
import { fileAt } from "../../../../scripts/data/sources";
import { writeDataset } from "../../../../scripts/data/write";
import { datasets, readDataset, type Dataset, type DatasetName, type DatasetSpec } from "../../../datasets";
import { fileOf } from "../../../datasets/testing";
import { random } from "../../../random/random";
import { text } from "../../../schema";
import { datasetShelf } from "./shelf";
import { memoryCache, tinyCifar } from "./testing";

const never = new AbortController().signal;
const ignore = (): void => undefined;

function spec(kind: DatasetName, values: Readonly<Record<string, unknown>> = {}): DatasetSpec {
  const read = readDataset(kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

describe("drawn data", () => {
  it("are the same object for the same experiment, drawn from its seed", async () => {
    const shelf = datasetShelf(memoryCache());
    const circle = spec("circle", { size: 40 });
    const first = await shelf.open(circle, 5);
    expect(await shelf.open(spec("circle", { size: 40 }), 5)).toBe(first);
    const { source } = datasets.get("circle");
    if (source.type !== "drawn") throw new Error("circle is drawn");
    expect(first).toEqual(source.draw(circle.values, random(5).fork("dataset")));
    expect(await shelf.open(circle, 6)).not.toEqual(first);
  });

  it("have a summary with counts per class; they need not be kept", async () => {
    const shelf = datasetShelf(memoryCache());
    const dataset = await shelf.open(spec("circle", { size: 40, test_share: 0.25 }), 5);
    const summary = shelf.summary(dataset!);
    // 40 points of two floats and a label.
    expect(summary).toMatchObject({ kind: "circle", sampleShape: [2], kept: false, bytes: 40 * 9, train: { count: 30 }, test: { count: 10 } });
    expect(summary.train.perClass.map((count, label) => count + summary.test.perClass[label]!)).toEqual([20, 20]);
    expect(summary.train.perClass[1]).toBe(dataset!.train.labels.reduce((sum, label) => sum + label, 0));
  });

  it("take no files", async () => {
    const shelf = datasetShelf(memoryCache());
    await expect(shelf.importFiles("circle", [], ignore, never)).rejects.toThrow("Circle is drawn by the page and takes no files");
  });
});

describe("samples", () => {
  it("are copies of those of the data opened last", async () => {
    const cache = memoryCache();
    cache.kept.set("cifar10", tinyCifar());
    const shelf = datasetShelf(cache);
    expect(() => shelf.samples("train", [0])).toThrow("No data are open");
    await shelf.open(spec("circle"), 1);
    const cifar = await shelf.open(spec("cifar10"), 1);
    const { values, ...rest } = shelf.samples("test", [3, 0]);
    expect(rest).toEqual({ indices: [3, 0], shape: [32, 32, 3], labels: Uint8Array.of(6, 3) });
    expect([values[0], values[3072]]).toEqual([cifar!.test.samples[3 * 3072], cifar!.test.samples[0]]);
    values.fill(0);
    shelf.labels("train").fill(9);
    expect(cifar).toEqual(tinyCifar());
    expect([...shelf.labels("train")]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(() => shelf.samples("test", [4])).toThrow("test has samples 0 to 3, not 4");
  });

  it("are of the data asked for last, even when the ones before come later", async () => {
    let arrive: (dataset: Dataset) => void = ignore;
    const shelf = datasetShelf({ ...memoryCache(), read: () => new Promise((resolve) => (arrive = resolve)) });
    const slow = shelf.open(spec("cifar10"), 1);
    await shelf.open(spec("circle"), 1);
    arrive(tinyCifar());
    expect(await slow).toEqual(tinyCifar());
    expect(shelf.samples("train", [0]).shape).toEqual([2]);
  });
});

describe("data that were brought", () => {
  it("are decoded, kept, opened, and there at the next visit", { timeout: 180_000 }, async () => {
    const cache = memoryCache();
    const shelf = datasetShelf(cache);
    expect(await shelf.open(spec("cifar10"), 1)).toBeNull();
    const told: number[] = [];
    const dataset = await shelf.importFiles("cifar10", [await fileAt(await cifarArchive())], (part) => told.push(part), never);
    expect(shelf.summary(dataset)).toEqual({
      kind: "cifar10",
      sampleShape: [32, 32, 3],
      train: { count: 50_000, perClass: new Array(10).fill(5_000) },
      test: { count: 10_000, perClass: new Array(10).fill(1_000) },
      bytes: 60_000 * 3073,
      kept: true,
    });
    expect(told.at(-1)).toBe(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(shelf.samples("test", [9_999]).values).toEqual(dataset.test.samples.slice(9_999 * 3072));
    expect(await shelf.open(spec("cifar10"), 2)).toBe(dataset);
    const next = datasetShelf(cache);
    const there = await next.open(spec("cifar10"), 1);
    expect(there).toBe(dataset);
    expect(next.summary(there!)).toMatchObject({ kept: true });
  });

  it("stay when other files are refused or a reading is cancelled", async () => {
    const cache = memoryCache();
    cache.kept.set("cifar10", tinyCifar());
    const shelf = datasetShelf(cache);
    const dataset = await shelf.open(spec("cifar10"), 1);
    await expect(shelf.importFiles("cifar10", [fileOf("photo.png", new Uint8Array(9))], ignore, never)).rejects.toThrow("photo.png");
    const cancelled = AbortSignal.abort(new Error("cancelled"));
    await expect(shelf.importFiles("cifar10", [fileOf("data_batch_1.bin", new Uint8Array(9))], ignore, cancelled)).rejects.toThrow("cancelled");
    expect(await shelf.open(spec("cifar10"), 1)).toBe(dataset);
    expect(shelf.samples("train", [0]).shape).toEqual([32, 32, 3]);
    expect(cache.kept.get("cifar10")).toBe(dataset);
  });

  it("are read from the cache once for all who ask, and asked for again when there were none", async () => {
    let reads = 0;
    const cache = memoryCache();
    const shelf = datasetShelf({ ...cache, read: (kind, signal) => ((reads += 1), cache.read(kind, signal)) });
    expect(await Promise.all([shelf.open(spec("cifar10"), 1), shelf.open(spec("cifar10"), 1)])).toEqual([null, null]);
    cache.kept.set("cifar10", tinyCifar());
    const [one, two] = await Promise.all([shelf.open(spec("cifar10"), 1), shelf.open(spec("cifar10"), 1)]);
    expect(one).toBe(two);
    expect(await shelf.open(spec("cifar10"), 3)).toBe(one);
    expect(reads).toBe(2);
  });

  it("are forgotten here and in the browser", async () => {
    const cache = memoryCache();
    cache.kept.set("cifar10", tinyCifar());
    const shelf = datasetShelf(cache);
    await shelf.open(spec("cifar10"), 1);
    await shelf.forget("cifar10");
    expect(cache.kept.size).toBe(0);
    expect(() => shelf.labels("train")).toThrow("No data are open");
    expect(await shelf.open(spec("cifar10"), 1)).toBeNull();
  });
});

describe("data from the server", () => {
  it("are fetched from its folder, and used even when the browser cannot keep them", async () => {
    const folder = await mkdtemp(join(tmpdir(), "layerloom-shelf-"));
    await writeDataset("cifar10", tinyCifar(), join(folder, "datasets/cifar-10"));
    const server = createServer((request, response) => {
      readFile(join(folder, request.url!.replace("/page", ""))).then((bytes) => response.end(bytes), () => response.writeHead(404).end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/page/`;
    const why = text("full", "已满");
    const shelf = datasetShelf(memoryCache(() => Promise.resolve(why)));

    const dataset = await shelf.fetchFromServer("cifar10", base, ignore, never);
    expect(dataset).toEqual(tinyCifar());
    expect(shelf.summary(dataset!)).toMatchObject({ kept: false, notKept: why });
    expect(await shelf.open(spec("cifar10"), 1)).toBe(dataset);
    expect(await shelf.fetchFromServer("cifar10", new URL("elsewhere/", base).href, ignore, never)).toBeNull();
    expect(shelf.labels("test")).toHaveLength(4);

    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
});
