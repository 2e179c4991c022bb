import { afterEach, expect, test, vi } from "vitest";
import { firstPreset } from "../experiment";
import { Refusal, text } from "../schema";
import { trainingClient } from "./client";
import { FakeWorker } from "./fakeWorker";
import type { RunEvent } from "./protocol";

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
  worker!.emit({ type: "refused", requestId: 1, message: text("no", "不行"), cancelled: false });
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
  client.onRestart(() => void client.ask("memory", {}).catch(() => undefined));
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
