import { afterEach, expect, test, vi } from "vitest";
import type { Port } from "../training/channel";
import { modelOf } from "./fixtures/sample";
import { modelFiles, type FilesWorker } from "./client";
import { serveModelFiles } from "./serve";

type Listener = (event: MessageEvent) => void;

/** A worker whose two sides lie in one thread; messages are cloned and transferred as between real ones. */
class NearWorker implements FilesWorker {
  readonly #page: Record<string, Listener[]> = {};
  readonly #inside: Listener[] = [];
  readonly transferred: number[] = [];
  terminated = false;

  constructor(serve: (port: Port) => void) {
    serve({
      postMessage: (message, transfer) => this.#deliver(() => (this.terminated ? [] : (this.#page.message ?? [])), message, transfer),
      addEventListener: (_type, listener) => this.#inside.push(listener),
    });
  }
  postMessage(message: unknown, transfer: Transferable[]): void {
    this.transferred.push(transfer.length);
    this.#deliver(() => this.#inside, message, transfer);
  }
  #deliver(to: () => readonly Listener[], message: unknown, transfer: Transferable[]): void {
    const data: unknown = structuredClone(message, { transfer });
    queueMicrotask(() => to().forEach((listener) => listener({ data } as MessageEvent)));
  }
  addEventListener(type: string, listener: Listener): void {
    (this.#page[type] ??= []).push(listener);
  }
  fail(): void {
    this.#page.error?.forEach((listener) => listener({} as MessageEvent));
  }
  terminate(): void {
    this.terminated = true;
  }
}

const fileOf = (name: string, bytes: Uint8Array) => ({ name, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer });

const model = modelOf("first-net");

afterEach(() => void vi.useRealTimers());

test("a model goes out as a file and comes back, and its weights stay where they are", async () => {
  const workers: NearWorker[] = [];
  const files = modelFiles(() => (workers.push(new NearWorker(serveModelFiles)), workers.at(-1)));
  const file = await files.write("keras", model, "A first net");
  expect(file).toMatchObject({ name: "A-first-net.keras", mime: "application/zip" });
  expect(model.weights.every(({ values }) => values.length > 0)).toBe(true);
  const read = await files.read([fileOf(file.name, file.bytes)]);
  expect(read).toMatchObject({ ok: true, value: { name: "A first net", notes: [], layerloom: { experiment: model.experiment } } });
  if (read.ok) expect(read.value.weights?.map(({ values }) => [...values])).toEqual(model.weights.map(({ values }) => [...values]));
  expect(workers).toHaveLength(1);
  // Nothing moved on the way out, the bytes of the file moved on the way in.
  expect(workers[0]!.transferred).toEqual([0, 1]);
});

test("weights alone go into the layers that are passed along", async () => {
  const files = modelFiles(() => new NearWorker(serveModelFiles));
  const { bytes } = await files.write("weights", model, "m");
  const read = await files.read([fileOf("m.weights.h5", bytes)], { layers: model.experiment.layers, inputShape: [2] });
  expect(read).toMatchObject({ ok: true, value: { layers: model.experiment.layers } });
});

test("what cannot be opened is a result that names the file, not a crash", async () => {
  const files = modelFiles(() => new NearWorker(serveModelFiles));
  expect(await files.read([fileOf("notes.txt", new TextEncoder().encode("hello"))])).toMatchObject({ ok: false, error: [{ path: ["notes.txt"] }] });
});

test("requests that are asked at once are all answered", async () => {
  const files = modelFiles(() => new NearWorker(serveModelFiles));
  const made = await Promise.all(["keras", "h5", "weights", "tfjs", "architecture", "npz"].map((kind) => files.write(kind, model, "m")));
  expect(made.map(({ name }) => name)).toEqual(["m.keras", "m.h5", "m.weights.h5", "m.tfjs.zip", "m.json", "m.npz"]);
});

test("when the worker dies every request ends with words, and the next one gets a new worker", async () => {
  const workers: NearWorker[] = [];
  let deaf = true;
  const files = modelFiles(() => (workers.push(new NearWorker(deaf ? () => undefined : serveModelFiles)), workers.at(-1)));
  const waiting = [files.write("keras", model, "m"), files.write("h5", model, "m")];
  workers[0]!.fail();
  for (const request of waiting) await expect(request).rejects.toThrow("The conversion stopped");
  expect(workers[0]!.terminated).toBe(true);
  deaf = false;
  expect((await files.write("h5", model, "m")).bytes.length).toBeGreaterThan(1000);
  expect(workers).toHaveLength(2);
});

test("a failure inside the worker comes back as a refusal, and the worker goes on", async () => {
  const files = modelFiles(() => new NearWorker(serveModelFiles));
  const broken = { ...model, weights: [{ ...model.weights[0]!, shape: [3, 3] }, ...model.weights.slice(1)] };
  await expect(files.write("keras", broken, "m")).rejects.toThrow("The file could not be converted");
  expect((await files.write("keras", model, "m")).name).toBe("m.keras");
});

test("an idle worker is ended, and not while it works", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const workers: NearWorker[] = [];
  const files = modelFiles(() => (workers.push(new NearWorker(serveModelFiles)), workers.at(-1)));
  await files.write("architecture", model, "m");
  vi.advanceTimersByTime(29_000);
  await files.write("architecture", model, "m");
  vi.advanceTimersByTime(29_000);
  expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
  vi.advanceTimersByTime(1000);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
  await files.write("architecture", model, "m");
  expect(workers).toHaveLength(2);
});

test("a format that nobody knows, a file that is gone and one that is too large are refused before anything starts", async () => {
  const files = modelFiles(() => {
    throw new Error("not needed");
  });
  await expect(files.write("onnx", model, "m")).rejects.toThrow("unknown format onnx");
  await expect(files.read([{ name: "gone.keras", size: 1, arrayBuffer: () => Promise.reject(new Error("not found")) }])).rejects.toThrow("gone.keras could not be read: not found");
  await expect(files.read([{ name: "film.keras", size: 2 ** 32, arrayBuffer: () => Promise.reject(new Error("not asked")) }])).rejects.toThrow("film.keras is too large");
});
