import { afterEach, expect, test, vi } from "vitest";
import { channel, type Channel, type Port } from "../training/channel";
import { modelOf } from "./fixtures/sample";
import { modelFiles, type FilesWorker } from "./client";
import type { FilesCommand, FilesEvent } from "./protocol";
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
  /** As `self.close()` inside: it hears nothing any more and says nothing of it. */
  close(): void {
    this.#inside.length = 0;
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
  const files = modelFiles({ spawn: () => (workers.push(new NearWorker(serveModelFiles)), workers.at(-1)) });
  const file = await files.write("keras", model, "A first net");
  expect(file).toMatchObject({ name: "A-first-net.keras", mime: "application/zip" });
  expect(model.weights.every(({ values }) => values.length > 0)).toBe(true);
  const read = await files.read([fileOf(file.name, file.bytes)]);
  expect(read).toMatchObject({ ok: true, value: { name: "A first net", notes: [], layerloom: { experiment: model.experiment } } });
  if (read.ok) expect(read.value.weights?.map(({ values }) => [...values])).toEqual(model.weights.map(({ values }) => [...values]));
  expect(workers).toHaveLength(1);
  // A greeting before each. Nothing moved on the way out, the bytes of the file moved on the way in.
  expect(workers[0]!.transferred).toEqual([0, 0, 0, 1]);
});

test("weights alone go into the layers that are passed along", async () => {
  const files = modelFiles({ spawn: () => new NearWorker(serveModelFiles) });
  const { bytes } = await files.write("weights", model, "m");
  const read = await files.read([fileOf("m.weights.h5", bytes)], { layers: model.experiment.layers, inputShape: [2] });
  expect(read).toMatchObject({ ok: true, value: { layers: model.experiment.layers } });
});

test("what cannot be opened is a result that names the file, not a crash", async () => {
  const files = modelFiles({ spawn: () => new NearWorker(serveModelFiles) });
  expect(await files.read([fileOf("notes.txt", new TextEncoder().encode("hello"))])).toMatchObject({ ok: false, error: [{ path: ["notes.txt"] }] });
});

test("requests that are asked at once are all answered", async () => {
  const files = modelFiles({ spawn: () => new NearWorker(serveModelFiles) });
  const made = await Promise.all(["keras", "h5", "weights", "tfjs", "architecture", "npz"].map((kind) => files.write(kind, model, "m")));
  expect(made.map(({ name }) => name)).toEqual(["m.keras", "m.h5", "m.weights.h5", "m.tfjs.zip", "m.json", "m.npz"]);
});

/** The inside of a worker that listens and then says nothing more; `progress` sends a message about progress for the last request. */
function stuck(): { readonly serve: (port: Port) => Channel<FilesEvent>; readonly progress: () => void } {
  let tell = (): void => undefined;
  return {
    serve(port) {
      const take = ({ requestId }: { readonly requestId: number }): void => {
        tell = () => wire.send({ type: "advanced", requestId });
      };
      const wire = channel<FilesEvent, FilesCommand>(port, { hello: ({ requestId }) => wire.send({ type: "ready", requestId }), read: take, write: take });
      return wire;
    },
    progress: () => tell(),
  };
}

/** Files of workers whose insides are given in turn; the last one serves all that come later. */
function withWorkers(...insides: ((port: Port) => void)[]) {
  const workers: NearWorker[] = [];
  const held = new Map<string, () => void>();
  const locks = { request: (name: string, died: () => void) => (held.set(name, died), Promise.resolve()) };
  const spawn = (): NearWorker => {
    const worker = new NearWorker(insides[Math.min(workers.length, insides.length - 1)]!);
    workers.push(worker);
    return worker;
  };
  return { workers, held, files: modelFiles({ spawn, locks, patience: 30_000, greeting: 3000 }) };
}

const settled = async (promise: Promise<unknown>): Promise<string> => promise.then(() => "done", (thrown: Error) => thrown.message);

/** Lets messages that are under way arrive. */
const arrive = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

test("when the worker dies its request ends with words, and the next one gets a new worker", async () => {
  const { workers, files } = withWorkers(stuck().serve, serveModelFiles);
  const waiting = [files.write("keras", model, "m"), files.write("h5", model, "m")] as const;
  await arrive();
  workers[0]!.fail();
  await expect(waiting[0]).rejects.toThrow("The conversion stopped");
  expect(workers[0]!.terminated).toBe(true);
  expect((await waiting[1]).bytes.length).toBeGreaterThan(1000);
  expect(workers).toHaveLength(2);
});

test("a worker whose script cannot be loaded is told as that", async () => {
  const { workers, files } = withWorkers(() => undefined);
  const waiting = files.write("keras", model, "m");
  await arrive();
  workers[0]!.fail();
  await expect(waiting).rejects.toThrow("could not be loaded");
});

test("a reading without an end is given up after 30 s without progress, and what comes later is served", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const inside = stuck();
  const { workers, files } = withWorkers(inside.serve, serveModelFiles);
  const reading = settled(files.read([fileOf("hang.h5", new Uint8Array(10))]));
  const behind = files.write("npz", model, "m");
  await arrive();
  vi.advanceTimersByTime(29_000);
  inside.progress();
  await arrive();
  vi.advanceTimersByTime(29_000);
  expect(workers.map(({ terminated }) => terminated)).toEqual([false]);
  vi.advanceTimersByTime(6000);
  expect(await reading).toBe("hang.h5 cannot be read: reading did not end. The file is most likely damaged");
  expect(workers[0]!.terminated).toBe(true);
  expect((await behind).name).toBe("m.npz");
  expect(workers).toHaveLength(2);
});

test("a request that is cancelled ends at once, its worker is replaced, and one that waits is never sent", async () => {
  const { workers, files } = withWorkers(stuck().serve, serveModelFiles);
  const [first, second] = [new AbortController(), new AbortController()];
  const reading = settled(files.read([fileOf("hang.h5", new Uint8Array(10))], undefined, { signal: first.signal }));
  const waiting = settled(files.write("keras", model, "m", { signal: second.signal }));
  await arrive();
  second.abort(new Error("second cancelled"));
  expect(await waiting).toBe("second cancelled");
  expect(workers[0]!.terminated).toBe(false);
  first.abort(new Error("first cancelled"));
  expect(await reading).toBe("first cancelled");
  expect(workers[0]!.terminated).toBe(true);
  expect((await files.write("h5", model, "m")).name).toBe("m.h5");
  expect(workers).toHaveLength(2);
});

test("a worker that ended while it was idle is replaced as soon as its lock is free", async () => {
  const alive = (port: Port): void => {
    serveModelFiles(port).send({ type: "alive", lock: "layerloom-worker-a" });
  };
  const { workers, held, files } = withWorkers(alive);
  await files.write("architecture", model, "m");
  held.get("layerloom-worker-a")!();
  expect(workers[0]!.terminated).toBe(true);
  expect((await files.write("npz", model, "m")).name).toBe("m.npz");
  expect(workers).toHaveLength(2);
});

test("a worker that dies at work is noticed by its lock", async () => {
  const inside = (port: Port): void => {
    stuck().serve(port).send({ type: "alive", lock: "layerloom-worker-b" });
  };
  const { held, files } = withWorkers(inside, serveModelFiles);
  const waiting = files.write("keras", model, "m");
  await arrive();
  held.get("layerloom-worker-b")!();
  await expect(waiting).rejects.toThrow("The conversion stopped");
});

test("a worker that ended without a word, where there are no locks, is replaced at the next request", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { workers, files } = withWorkers(serveModelFiles);
  await files.write("architecture", model, "m");
  workers[0]!.close();
  const next = files.write("npz", model, "m");
  await arrive();
  vi.advanceTimersByTime(3500);
  expect((await next).name).toBe("m.npz");
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
});

test("a failure inside the worker comes back as a refusal, and the worker goes on", async () => {
  const files = modelFiles({ spawn: () => new NearWorker(serveModelFiles) });
  const broken = { ...model, weights: [{ ...model.weights[0]!, shape: [3, 3] }, ...model.weights.slice(1)] };
  await expect(files.write("keras", broken, "m")).rejects.toThrow("The file could not be converted");
  expect((await files.write("keras", model, "m")).name).toBe("m.keras");
});

test("an idle worker is ended, and not while it works", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const workers: NearWorker[] = [];
  const files = modelFiles({ spawn: () => (workers.push(new NearWorker(serveModelFiles)), workers.at(-1)) });
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
  const files = modelFiles({
    spawn: () => {
      throw new Error("not needed");
    },
  });
  await expect(files.write("onnx", model, "m")).rejects.toThrow("unknown format onnx");
  await expect(files.read([{ name: "gone.keras", size: 1, arrayBuffer: () => Promise.reject(new Error("not found")) }])).rejects.toThrow("gone.keras could not be read: not found");
  await expect(files.read([{ name: "film.keras", size: 2 ** 32, arrayBuffer: () => Promise.reject(new Error("not asked")) }])).rejects.toThrow("film.keras is too large");
});
