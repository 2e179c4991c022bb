import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { firstPreset } from "../experiment";
import { Refusal, text } from "../schema";
import { attemptWithin, readyWithin, trainingClient } from "./client";
import { FakeWorker } from "./fakeWorker";
import type { Attempt, RunEvent } from "./protocol";

afterEach(() => void vi.useRealTimers());

const workers = (count: number) => Array.from({ length: count }, () => new FakeWorker());

test("each answer reaches the question that asked for it, in whatever order they come", async () => {
  const [worker] = workers(1);
  const client = trainingClient(() => worker!);
  const first = client.ask("memory", {});
  const second = client.ask("memory", {});
  worker!.emit({ type: "answer", requestId: 2, query: "memory", answer: { tensors: 2, bytes: 0 } });
  worker!.emit({ type: "answer", requestId: 1, query: "memory", answer: { tensors: 1, bytes: 0 } });
  expect((await first).tensors).toBe(1);
  expect((await second).tensors).toBe(2);
});

test("a refusal arrives with its sentences", async () => {
  const [worker] = workers(1);
  const asked = trainingClient(() => worker!).ask("memory", {});
  worker!.emit({ type: "refused", requestId: 1, message: text("no", "不行") });
  await expect(asked).rejects.toMatchObject({ text: { en: "no", zh: "不行" } });
});

test("cancelling tells the worker, rejects at once, and a late answer is dropped", async () => {
  const [worker] = workers(1);
  const controller = new AbortController();
  const asked = trainingClient(() => worker!).ask("memory", {}, { signal: controller.signal });
  controller.abort(new DOMException("enough", "AbortError"));
  await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  expect(worker!.commands.at(-1)).toEqual({ type: "cancel", requestId: 1 });
  expect(() => worker!.emit({ type: "answer", requestId: 1, query: "memory", answer: { tensors: 1, bytes: 0 } })).not.toThrow();
});

test("progress is told while the question is open", async () => {
  const [worker] = workers(1);
  const parts: number[] = [];
  const asked = trainingClient(() => worker!).ask("memory", {}, { onProgress: (part) => parts.push(part) });
  worker!.emit({ type: "advanced", requestId: 1, part: 0.25 });
  worker!.emit({ type: "answer", requestId: 1, query: "memory", answer: { tensors: 0, bytes: 0 } });
  worker!.emit({ type: "advanced", requestId: 1, part: 0.5 });
  await asked;
  expect(parts).toEqual([0.25]);
});

test("when the worker dies every question is refused, the run ends, and a new worker takes over", async () => {
  const crew = workers(2);
  const spawned = [...crew];
  const client = trainingClient(() => spawned.shift()!);
  const events: RunEvent[] = [];
  const restarted = vi.fn();
  client.onRunEvent((event) => events.push(event));
  client.onRestart(restarted);
  client.start("run", firstPreset.experiment);
  const asked = client.ask("memory", {});
  crew[0]!.crash();
  await expect(asked).rejects.toBeInstanceOf(Refusal);
  expect(events.map(({ type }) => type)).toEqual(["ended"]);
  expect(events[0]).toMatchObject({ runId: "run", reason: "interrupted" });
  expect(restarted).toHaveBeenCalledOnce();
  void client.ask("memory", {}).catch(() => undefined);
  expect(crew[1]!.commands).toHaveLength(1);
});

test("a worker that cannot even start is not restarted for ever", async () => {
  const spawned: FakeWorker[] = [];
  const client = trainingClient(() => {
    const worker = new FakeWorker();
    spawned.push(worker);
    queueMicrotask(() => worker.crash());
    return worker;
  });
  // As the store does: what was open is opened again.
  client.onRestart(({ again }) => void (again && client.ask("memory", {}).catch(() => undefined)));
  await expect(client.ask("memory", {})).rejects.toBeInstanceOf(Refusal);
  await new Promise((resolve) => setTimeout(resolve));
  expect(spawned).toHaveLength(3);
});

test("a stop that is not carried out within two seconds replaces the worker", () => {
  vi.useFakeTimers();
  const [worker] = workers(1);
  const client = trainingClient(() => worker!);
  const events: RunEvent[] = [];
  client.onRunEvent((event) => events.push(event));
  client.start("run", firstPreset.experiment);
  client.stop("run");
  vi.advanceTimersByTime(1999);
  expect(worker!.terminated).toBe(false);
  vi.advanceTimersByTime(1);
  expect(worker!.terminated).toBe(true);
  expect(events).toMatchObject([{ type: "ended", reason: "interrupted" }]);
});

test("a worker that is killed without a word is missed as soon as the browser takes its lock away", () => {
  const [worker, next] = workers(2);
  const crew = [worker!, next!];
  const waiting = new Map<string, () => void>();
  const client = trainingClient(() => crew.shift()!, {
    request(name, held) {
      waiting.set(name, held);
      return Promise.resolve();
    },
  });
  const events: RunEvent[] = [];
  const restarted = vi.fn();
  client.onRunEvent((event) => events.push(event));
  client.onRestart(restarted);
  client.start("run", firstPreset.experiment);
  worker!.emit({ type: "alive", lock: "worker 1" });
  expect([...waiting.keys()]).toEqual(["worker 1"]);
  waiting.get("worker 1")!();
  expect(events).toMatchObject([{ type: "ended", runId: "run", reason: "interrupted" }]);
  expect(worker!.terminated).toBe(true);
  expect(restarted).toHaveBeenCalledOnce();
  client.continue("run", 100);
  expect(next!.commands).toEqual([{ type: "continue", runId: "run", tempo: 100 }]);
});

test("a worker that lost the graphics card is replaced, and its run can be continued", () => {
  const crew = workers(2);
  const [worker, next] = crew;
  const client = trainingClient(() => crew.shift()!);
  const events: RunEvent[] = [];
  client.onRunEvent((event) => events.push(event));
  client.start("run", firstPreset.experiment);
  worker!.emit({ type: "lost" });
  expect(events).toMatchObject([{ type: "ended", runId: "run", reason: "interrupted" }]);
  expect((events[0] as { message: { en: string } }).message.en).toContain("graphics card");
  client.continue("run", 100);
  expect(next!.commands).toEqual([{ type: "continue", runId: "run", tempo: 100 }]);
});

test("a stop that is carried out leaves the worker alone", () => {
  vi.useFakeTimers();
  const [worker] = workers(1);
  const client = trainingClient(() => worker!);
  client.start("run", firstPreset.experiment);
  client.stop("run");
  worker!.emit({ type: "ended", runId: "run", reason: "stopped", epochs: 1, seconds: 1 });
  vi.advanceTimersByTime(5000);
  expect(worker!.terminated).toBe(false);
});

test("a message of the worker that cannot be read ends the questions, and the worker is replaced", async () => {
  const crew = workers(2);
  const [worker] = crew;
  const client = trainingClient(() => crew.shift()!);
  const losses: unknown[] = [];
  client.onRestart((loss) => losses.push(loss));
  const asked = client.ask("memory", {});
  worker!.garble();
  await expect(asked).rejects.toBeInstanceOf(Refusal);
  expect(worker!.terminated).toBe(true);
  expect(losses).toMatchObject([{ again: true, message: { en: expect.stringContaining("could not be read") as string } }]);
});

test("a question that the worker gave up as cancelled is no failure", async () => {
  const [worker] = workers(1);
  const asked = trainingClient(() => worker!).ask("memory", {});
  worker!.emit({ type: "cancelled", requestId: 1 });
  const reason: unknown = await asked.catch((thrown: unknown) => thrown);
  expect(reason).toMatchObject({ name: "AbortError" });
  expect(reason).not.toBeInstanceOf(Refusal);
});

test("what the worker tells the person is passed on", () => {
  const [worker] = workers(1);
  const client = trainingClient(() => worker!);
  const notes: string[] = [];
  client.onNote(({ en }) => notes.push(en));
  client.start("run", firstPreset.experiment);
  worker!.emit({ type: "note", message: text("WebGL did not answer.", "WebGL 没有响应。") });
  expect(notes).toEqual(["WebGL did not answer."]);
});

describe("a worker that does not answer", () => {
  beforeEach(() => void vi.useFakeTimers());

  /** A client whose workers are silent as long as `dumb` says so of the how-manieth. */
  function office(dumb: (nth: number) => boolean) {
    const crew: FakeWorker[] = [];
    const client = trainingClient(() => {
      const worker = new FakeWorker();
      worker.silent = dumb(crew.length);
      crew.push(worker);
      return worker;
    });
    const notes: string[] = [];
    const losses: boolean[] = [];
    const events: RunEvent[] = [];
    client.onNote(({ en }) => notes.push(en));
    client.onRestart(({ again }) => losses.push(again));
    client.onRunEvent((event) => events.push(event));
    return { client, crew, notes, losses, events };
  }
  const pass = (seconds: number): void => void vi.advanceTimersByTime(1000 * seconds);
  const asks = (worker: FakeWorker | undefined) => worker!.commands.map(({ type }) => type);

  test("at its start is started again, and what was asked of it is asked of the next", async () => {
    const { client, crew, notes, losses } = office((nth) => nth === 0);
    const asked = client.ask("memory", {});
    client.start("run", firstPreset.experiment);
    pass(readyWithin - 1);
    expect(crew).toHaveLength(1);
    pass(1);
    expect(crew[0]!.terminated).toBe(true);
    expect(asks(crew[0])).toEqual([]);
    expect(asks(crew[1])).toEqual(["ask", "start"]);
    expect(crew[1]!.begun).toMatchObject({ oneThread: false });
    crew[1]!.emit({ type: "answer", requestId: 1, query: "memory", answer: { tensors: 0, bytes: 0 } });
    await expect(asked).resolves.toMatchObject({ tensors: 0 });
    expect(notes).toEqual(["The training worker did not answer and was started again."]);
    // Nothing that a worker held is lost.
    expect(losses).toEqual([]);
    pass(10 * readyWithin);
    expect(crew).toHaveLength(2);
  });

  test("again is started with one thread", () => {
    const { client, crew, notes } = office((nth) => nth < 2);
    client.start("run", firstPreset.experiment);
    pass(2 * readyWithin);
    expect(crew.map(({ begun }) => begun!.oneThread)).toEqual([false, false, true]);
    expect(asks(crew[2])).toEqual(["start"]);
    expect(notes.at(-1)).toContain("one thread");
  });

  test("with one thread either is given up: everything ends with a sentence, and it can be tried again", async () => {
    const { client, crew, losses, events } = office((nth) => nth < 3);
    const asked = client.ask("memory", {}).catch((thrown: unknown) => thrown);
    client.start("run", firstPreset.experiment);
    pass(3 * readyWithin);
    expect(await asked).toMatchObject({ text: { en: expect.stringContaining("Try again") as string } });
    expect(events).toMatchObject([{ type: "ended", runId: "run", message: { en: expect.stringContaining("does not answer") as string } }]);
    expect(losses).toEqual([false]);
    pass(100 * readyWithin);
    expect(crew).toHaveLength(3);
    // Whoever asks again gets a new worker, with everything.
    client.start("next", firstPreset.experiment);
    expect(crew).toHaveLength(4);
    expect(crew[3]!.begun).toMatchObject({ oneThread: false, without: [] });
    expect(asks(crew[3])).toEqual(["start"]);
  });

  const trying = (worker: FakeWorker | undefined, attempt: Attempt): void => worker!.emit({ type: "trying", attemptId: 1, attempt });

  test("while it starts threads is replaced, and the run that it had not begun begins in the next", () => {
    const { client, crew, events, losses } = office(() => false);
    client.start("run", firstPreset.experiment);
    trying(crew[0], { what: "threads" });
    pass(attemptWithin);
    expect(crew[0]!.terminated).toBe(true);
    expect(asks(crew[1])).toEqual(["start"]);
    expect(events).toEqual([]);
    expect(losses).toEqual([true]);
    expect(crew[1]!.begun).toMatchObject({ oneThread: false });
    trying(crew[1], { what: "threads" });
    pass(attemptWithin);
    expect(crew[2]!.begun).toMatchObject({ oneThread: true });
    expect(asks(crew[2])).toEqual(["start"]);
  });

  test("while it starts a graphics card is replaced, and then goes without it", () => {
    const { client, crew, notes } = office(() => false);
    client.start("run", firstPreset.experiment);
    for (const nth of [0, 1]) {
      trying(crew[nth], { what: "backend", backend: "webgl" });
      pass(attemptWithin);
    }
    expect(crew.map(({ begun }) => begun!.without)).toEqual([[], [], ["webgl"]]);
    expect(notes.at(-1)).toBe("WebGL did not answer. Training continues without it.");
  });

  test("while it starts tfjs's threads gets one thread, and only then goes without WebAssembly", () => {
    const { client, crew } = office(() => false);
    client.start("run", firstPreset.experiment);
    for (const nth of [0, 1, 2]) {
      trying(crew[nth], { what: "backend", backend: "wasm" });
      pass(attemptWithin);
    }
    expect(crew.map(({ begun }) => [begun!.oneThread, begun!.without])).toEqual([[false, []], [false, []], [true, []], [true, ["wasm"]]]);
  });

  test("in time is left alone, and an attempt that ends is no reason for one thread later", () => {
    const { client, crew } = office(() => false);
    client.start("run", firstPreset.experiment);
    for (let nth = 0; nth < 3; nth++) {
      trying(crew[0], { what: "threads" });
      pass(attemptWithin - 1);
      crew[0]!.emit({ type: "tried", attemptId: 1 });
      pass(attemptWithin);
    }
    expect(crew).toHaveLength(1);
  });

  test("interrupts a run that had begun, which can be continued", () => {
    const { client, crew, events } = office(() => false);
    client.start("run", firstPreset.experiment);
    crew[0]!.emit({ type: "started", runId: "run" } as RunEvent & { readonly type: "started" });
    trying(crew[0], { what: "threads" });
    pass(attemptWithin);
    expect(events.at(-1)).toMatchObject({ type: "ended", runId: "run", reason: "interrupted" });
    expect(crew).toHaveLength(1);
  });
});
