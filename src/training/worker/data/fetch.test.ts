import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeDataset } from "../../../../scripts/data/write";
import { fetchDataset } from "./fetch";
import { tinyCifar } from "./testing";

const expected = { kind: "cifar10", sampleShape: [32, 32, 3], classes: 10 };
const data = tinyCifar();
const never = new AbortController().signal;

let folder = "";
let server: Server | undefined;

/** The address of a server that answers from the folder, or as told. */
async function serve(answer: RequestListener = (request, response) => {
  readFile(join(folder, request.url!.split("/").at(-1))).then((bytes) => response.end(bytes), () => response.writeHead(404).end());
}): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/datasets/cifar-10/`;
}
const fetched = async (address?: string) => fetchDataset(expected, address ?? (await serve()), () => undefined, never);

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "layerloom-fetch-")), "cifar-10");
  await writeDataset("cifar10", data, folder);
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(join(folder, ".."), { recursive: true });
});

const changed = async (change: (manifest: Record<string, unknown>) => unknown): Promise<void> => {
  const path = join(folder, "manifest.json");
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>)));
};

describe("data from the server", () => {
  it("are what was written there, with progress up to the end", async () => {
    const told: number[] = [];
    const dataset = await fetchDataset(expected, await serve(), (part) => told.push(part), never);
    expect(dataset).toEqual(data);
    expect(told.at(-1)).toBe(1);
  });

  it("are none where there is no manifest, or a page of the server's own", async () => {
    await rm(join(folder, "manifest.json"));
    expect(await fetched()).toBeNull();
    server!.close();
    expect(await fetched(await serve((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>")))).toBeNull();
  });

  it("are refused when the manifest is no JSON, newer, or of something else", async () => {
    const address = await serve();
    await writeFile(join(folder, "manifest.json"), "{");
    await expect(fetched(address)).rejects.toThrow(`${address}manifest.json is no JSON`);
    await writeDataset("cifar10", data, folder);
    await changed((manifest) => ({ ...manifest, version: 2 }));
    await expect(fetched(address)).rejects.toThrow("manifest.json: written by a newer Layerloom (version 2)");
    await changed((manifest) => ({ ...manifest, version: 0 }));
    await expect(fetched(address)).rejects.toThrow("manifest.json: version: written by an older Layerloom (version 0)");
    await changed((manifest) => ({ ...manifest, version: 1, kind: "mnist" }));
    await expect(fetched(address)).rejects.toThrow('describes "mnist" instead of "cifar10"');
    await changed((manifest) => ({ ...manifest, kind: "cifar10", classes: 100 }));
    await expect(fetched(address)).rejects.toThrow("samples and classes are 32×32×3, 100; expected 32×32×3, 10");
    await changed((manifest) => ({ ...manifest, train: -1 }));
    await expect(fetched(address)).rejects.toThrow("manifest.json: train: expected at least 0, received -1");
  });

  it("are refused when a file is longer, shorter, missing, or damaged", async () => {
    const address = await serve();
    const [samples, labels] = [join(folder, "train.samples.bin"), join(folder, "train.labels.bin")];
    await writeFile(samples, new Uint8Array(6 * 3072 + 1));
    await expect(fetched(address)).rejects.toThrow(`${address}train.samples.bin has > 18,432 bytes instead of 18,432`);
    await writeFile(samples, new Uint8Array(100));
    await expect(fetched(address)).rejects.toThrow(`${address}train.samples.bin has 100 bytes instead of 18,432`);
    await writeFile(samples, new Uint8Array(6 * 3072));
    await expect(fetched(address)).rejects.toThrow(`${address}train.samples.bin is damaged: its SHA-256`);
    await writeDataset("cifar10", { ...data, train: { ...data.train, labels: Uint8Array.of(0, 1, 2, 12, 4, 5) } }, folder);
    await expect(fetched(address)).rejects.toThrow("train.labels.bin: label 12 at place 4; expected 0 to 9");
    await rm(labels);
    await expect(fetched(address)).rejects.toThrow(`${address}train.labels.bin: the server answered 404`);
  });

  it("are refused when the server fails, breaks off, or is not there", async () => {
    await expect(fetched(await serve((_request, response) => response.writeHead(503).end()))).rejects.toThrow("manifest.json: the server answered 503");
    server!.close();
    const address = await serve((request, response) => {
      if (request.url!.endsWith(".json")) return void readFile(join(folder, "manifest.json")).then((bytes) => response.end(bytes));
      response.writeHead(200, { "content-length": 18_432 });
      response.write(new Uint8Array(1_000), () => response.destroy());
    });
    await expect(fetched(address)).rejects.toThrow(/train\.samples\.bin broke off after [\d,]+ bytes/);
    server!.closeAllConnections();
    await new Promise((resolve) => server!.close(resolve));
    await expect(fetched(address)).rejects.toThrow(/manifest\.json could not be reached/);
  });

  it("that are no longer wanted reject with the reason", async () => {
    const stop = new AbortController();
    const address = await serve((request, response) => {
      if (request.url!.endsWith(".json")) return void readFile(join(folder, "manifest.json")).then((bytes) => response.end(bytes));
      // The rest never comes.
      response.write(new Uint8Array(1_000));
    });
    await expect(fetchDataset(expected, address, () => stop.abort(new Error("not wanted")), stop.signal)).rejects.toThrow("not wanted");
  });
});
