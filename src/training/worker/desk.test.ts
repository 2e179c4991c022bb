import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { presets, type Experiment } from "../../experiment";
import type { Answer, Ask, ModelData, QueryName, RunEvent, Trainer, WorkerEvent } from "../protocol";
import { noKeeper, type Checkpoint, type CheckpointKeeper } from "../checkpoint";
import { cpu as cpuBackend } from "./backends/cpu";
import type { Backend } from "./backends";
import { Device } from "./backends/device";
import { desk } from "./desk";
import { learners } from "./engine/makeFusedLearner";
import type { MakeLearner } from "./session/makeLearner";
import { nodeBackends, startInNode } from "./testing/backends";
import { memoryShelf } from "./testing/shelf";
import { tf } from "./tf";
import { firstNet } from "./testing/firstNet";

vi.setConfig({ testTimeout: 60_000 });

const first = firstNet;
const recipe = presets.find(({ id }) => id === "recipe")!.experiment;
const short = (epochs: number): Experiment => ({ ...first, fit: { ...first.fit, epochs } });

/** A desk with everything that it sends, and questions as promises. */
function office(shelf = memoryShelf(), keeper = noKeeper, { device = new Device(nodeBackends), makeLearner }: { readonly device?: Device; readonly makeLearner?: (device: Device) => MakeLearner } = {}) {
  const events: WorkerEvent[] = [];
  const listeners = new Set<() => void>();
  const handlers = desk({
    device,
    shelf,
    keeper,
    ...(makeLearner ? { makeLearner: makeLearner(device) } : {}),
    send(event) {
      events.push(event);
      for (const listener of [...listeners]) listener();
    },
  });
  let last = 0;
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        listeners.delete(check);
        resolve(found);
      };
      listeners.add(check);
      check();
    });
  const outcome = (requestId: number) =>
    until(() => events.find((event) => (event.type === "answer" || event.type === "refused" || event.type === "cancelled") && event.requestId === requestId));
  const send = <K extends QueryName>(query: K, ask: Ask<K>): number => {
    const requestId = ++last;
    handlers.ask({ type: "ask", requestId, query, ask } as never);
    return requestId;
  };
  const ask = async <K extends QueryName>(query: K, question: Ask<K>): Promise<Answer<K>> => {
    const event = await outcome(send(query, question));
    if (event.type !== "answer") throw new Error(event.type === "refused" ? event.message.en : event.type);
    return event.answer;
  };
  const run = (runId: string) => events.filter((event): event is RunEvent => "runId" in event && event.runId === runId);
  const of = <T extends RunEvent["type"]>(runId: string, type: T) => run(runId).filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
  const epochs = (runId: string) => of(runId, "epochs").flatMap(({ list }) => list);
  const ended = (runId: string) => until(() => of(runId, "ended")[0]);
  const train = (runId: string, experiment: Experiment, weights?: ModelData["weights"]) => {
    handlers.start(weights ? { type: "start", runId, experiment, weights } : { type: "start", runId, experiment });
    return ended(runId);
  };
  /** Trains a model and lends it to the worker, as the page does when it is to be used. */
  const trained = async (runId: string, experiment: Experiment): Promise<ModelData> => {
    const { weights } = await train(runId, experiment);
    const model = { experiment, preprocessing: of(runId, "started")[0]!.preprocessing, weights: weights! };
    await ask("holdModel", { modelId: runId, model });
    return model;
  };
  return { handlers, events, ask, send, outcome, until, run, of, epochs, ended, train, trained, device };
}

beforeAll(() => startInNode("wasm"));
afterEach(() => vi.restoreAllMocks());

describe("runs", () => {
  it("train, and hand out a model that does what was measured", async () => {
    const { trained, ask, epochs, of } = office();
    const given = await trained("r1", short(3));
    expect(of("r1", "ended")[0]!.reason).toBe("completed");
    expect(await ask("model", { modelId: "r1" })).toEqual(given);
    const evaluation = await ask("evaluate", { modelId: "r1", part: "test" });
    const { logs } = epochs("r1").at(-1);
    // The validation of the last epoch was on the same samples.
    expect(evaluation.loss).toBeCloseTo(logs.val_loss!, 5);
    expect(evaluation.metrics.accuracy).toBeCloseTo(logs.val_accuracy!, 6);
    expect(evaluation).toMatchObject({ part: "test", count: 250, outputs: 1 });
    const right = evaluation.predicted.filter((label, i) => label === evaluation.labels[i]).length;
    expect(right / 250).toBeCloseTo(evaluation.metrics.accuracy!, 6);
    expect([...evaluation.predicted]).toEqual([...evaluation.scores].map((score) => (score > 0.5 ? 1 : 0)));
  });

  it("start from given weights", async () => {
    const { train, epochs } = office();
    const { weights } = await train("r1", short(8));
    await train("r2", short(1), weights);
    expect(epochs("r2")[0]!.logs.loss).toBeLessThan(epochs("r1")[0]!.logs.loss!);
  });

  it("fail with a reason: no data, a stack that does not fit, a second run at once, foreign weights", async () => {
    const { train, handlers, ended, until, epochs } = office();
    expect(await train("r1", recipe)).toMatchObject({ reason: "failed", message: { en: expect.stringContaining("CIFAR-10") as string } });
    expect(await train("r2", { ...first, layers: [] })).toMatchObject({ reason: "failed", message: { en: expect.stringContaining("stack is empty") as string } });
    expect(await train("r3", first, [])).toMatchObject({ reason: "failed", message: { en: "the model has 6 weights, 0 were given" } });
    handlers.start({ type: "start", runId: "r4", experiment: short(1000) });
    await until(() => epochs("r4")[0]);
    expect(await train("r5", short(1))).toMatchObject({ reason: "failed", message: { en: expect.stringContaining("Another run") as string } });
    handlers.stop({ type: "stop", runId: "r4" });
    expect((await ended("r4")).reason).toBe("stopped");
    expect((await train("r6", short(1))).reason).toBe("completed");
  });

  it("let go of the checkpoint that they cannot go on from, so that it is offered again", async () => {
    const letGo: string[] = [];
    const from = { experiment: recipe } as Checkpoint;
    const keeper: CheckpointKeeper = { ...noKeeper, claim: () => Promise.resolve(from), letGo: (runId) => void letGo.push(runId) };
    const { handlers, ended } = office(memoryShelf(), keeper);
    handlers.continue({ type: "continue", runId: "r1", tempo: null });
    expect(await ended("r1")).toMatchObject({ reason: "failed", message: { en: expect.stringContaining("CIFAR-10") as string } });
    expect(letGo).toEqual(["r1"]);
  });

  it("can be stopped and paused before their first step", async () => {
    const { handlers, ended, of, epochs, until } = office();
    handlers.start({ type: "start", runId: "r1", experiment: short(5) });
    handlers.stop({ type: "stop", runId: "r1" });
    expect(await ended("r1")).toMatchObject({ reason: "stopped", epochs: 0 });
    expect(epochs("r1")).toEqual([]);
    handlers.start({ type: "start", runId: "r2", experiment: short(2) });
    handlers.pause({ type: "pause", runId: "r2" });
    expect(await until(() => of("r2", "paused")[0])).toMatchObject({ epoch: 0, step: 0 });
    handlers.resume({ type: "resume", runId: "r2" });
    expect((await ended("r2")).reason).toBe("completed");
  });
});

describe("a preview of preprocessing", () => {
  it("has the numbers that a run with a validation split takes", async () => {
    const { train, ask, of } = office();
    const split: Experiment = { ...short(1), fit: { ...first.fit, epochs: 1, validation: { on: "split", share: 0.2 } } };
    await train("r1", split);
    const { dataset, seed, preprocessing: steps, fit } = split;
    const { fitted } = await ask("preview", { dataset, seed, steps, validation: fit.validation });
    expect(fitted).toEqual(of("r1", "started")[0]!.preprocessing);
    // 250 · 0.8 = 200 samples are trained on; the abscissas of those, and of all, added up by hand.
    const { values } = await ask("samples", { part: "train", indices: Array.from({ length: 250 }, (_, i) => i) });
    const meanOf = (count: number): number => Array.from({ length: count }, (_, i) => values[2 * i]!).reduce((sum, x) => sum + x, 0) / count;
    expect(fitted.steps[0]!.statistics.mean![0]).toBeCloseTo(meanOf(200), 9);
    const whole = await ask("preview", { dataset, seed, steps, validation: { on: "test" } });
    expect(whole.fitted.steps[0]!.statistics.mean![0]).toBeCloseTo(meanOf(250), 9);
    expect(Math.abs(meanOf(200) - meanOf(250))).toBeGreaterThan(1e-6);
  });

  it("is refused when the split leaves nothing to train on", async () => {
    const { ask } = office();
    const { dataset, seed, preprocessing: steps } = first;
    await expect(ask("preview", { dataset, seed, steps, validation: { on: "split", share: 0.999 } })).rejects.toThrow("leaves no sample to train on");
  });
});

describe("initial weights", () => {
  it("are those that a run begins with, within the bounds of glorot_uniform, and the same every time", async () => {
    const { ask, handlers, ended } = office();
    const question = { layers: first.layers, input: [2], seed: first.seed };
    const drawn = await ask("initialWeights", question);
    // A run that is stopped before its first step still has them.
    handlers.start({ type: "start", runId: "r1", experiment: short(5) });
    handlers.stop({ type: "stop", runId: "r1" });
    expect((await ended("r1")).weights).toEqual(drawn);
    expect(await ask("initialWeights", question)).toEqual(drawn);
    expect(drawn.map(({ layerName, name, shape }) => [layerName, name, ...shape])).toEqual([
      ["dense", "kernel", 2, 8],
      ["dense", "bias", 8],
      ["dense_1", "kernel", 8, 8],
      ["dense_1", "bias", 8],
      ["dense_2", "kernel", 8, 1],
      ["dense_2", "bias", 1],
    ]);
    // √(6 / (fan in + fan out)) for 2 → 8, 8 → 8 and 8 → 1.
    for (const [at, bound] of [[0, Math.sqrt(6 / 10)], [2, Math.sqrt(6 / 16)], [4, Math.sqrt(6 / 9)]] as const) {
      const sizes = [...drawn[at]!.values].map(Math.abs);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(bound);
      expect(Math.max(...sizes)).toBeGreaterThan(bound / 2);
    }
    expect([...drawn[1]!.values]).toEqual(new Array(8).fill(0));
    const other = await ask("initialWeights", { ...question, seed: first.seed + 1 });
    expect(other[0]!.values).not.toEqual(drawn[0]!.values);
  });

  it("of layers that do not fit are refused", async () => {
    const { ask } = office();
    const convolution = presets.find(({ id }) => id === "shapes-convnet")!.experiment.layers;
    await expect(ask("initialWeights", { layers: convolution, input: [2], seed: 1 })).rejects.toThrow("do not fit together");
  });
});

describe("a run that was cut off", () => {
  /** What was kept of a run after one of two epochs, with another device named as its trainer, if any. */
  async function cutOff(trainedBy?: Trainer | null): Promise<CheckpointKeeper> {
    const kept: Checkpoint[] = [];
    const { handlers, ended, until, of } = office(memoryShelf(), { ...noKeeper, keep: (checkpoint) => (kept.push(checkpoint), Promise.resolve({ bytes: 1 })) });
    handlers.start({ type: "start", runId: "r1", experiment: short(2), until: "epoch" });
    await until(() => of("r1", "kept")[0]);
    handlers.stop({ type: "stop", runId: "r1" });
    await ended("r1");
    expect(kept[0]!.trainedBy).toEqual({ backend: "wasm", label: "WASM SIMD · 1 thread" });
    const { trainedBy: own, ...rest } = kept[0]!;
    const found = trainedBy === null ? rest : { ...rest, trainedBy: trainedBy ?? own! };
    return { ...noKeeper, claim: () => Promise.resolve(found) };
  }
  async function continued(trainedBy?: Trainer | null, options: { readonly chosen?: "cpu"; readonly fusing?: boolean } = {}) {
    const keeper = await cutOff(trainedBy);
    const { handlers, ended, of, ask } = office(memoryShelf(), keeper, options.fusing ? { makeLearner: learners } : {});
    if (options.chosen) await ask("setBackend", { backend: options.chosen });
    handlers.continue({ type: "continue", runId: "r1", tempo: null });
    expect((await ended("r1")).reason).toBe("completed");
    return of("r1", "started")[0]!;
  }
  const cpu: Trainer = { backend: "cpu", label: "CPU · JavaScript" };

  it("goes on where it was trained", async () => {
    const same = await continued();
    expect(same).toMatchObject({ device: { backend: "wasm" }, trainedBy: { backend: "wasm" } });
    expect(same.continued!.before).toBeUndefined();
    const back = await continued(cpu);
    expect(back).toMatchObject({ device: { backend: "cpu", automatic: true }, trainedBy: cpu });
    expect(back.continued!.before).toBeUndefined();
  });

  it("goes on elsewhere where that is not to be had, or a person has chosen another device, and says what trained it before", async () => {
    const gone: Trainer = { backend: "webgpu", label: "WebGPU · card" };
    expect(await continued(gone)).toMatchObject({ trainedBy: { backend: "wasm" }, continued: { before: gone } });
    expect(await continued(undefined, { chosen: "cpu" })).toMatchObject({ trainedBy: cpu, continued: { before: { backend: "wasm" } } });
  });

  it("goes on by the engine, or without it, as it began", async () => {
    const fused = await continued(undefined, { fusing: true });
    expect(fused.trainedBy).toEqual({ backend: "wasm", label: "WASM SIMD · 1 thread" });
    // By itself the page would take the engine for so small a net.
    const plain = await continued(cpu, { fusing: true });
    expect([plain.trainedBy, plain.device.backend]).toEqual([cpu, "cpu"]);
  });

  it("goes on where it is when what was kept does not say what trained it", async () => {
    const { trainedBy, continued: since } = await continued(null);
    expect(trainedBy.backend).toBe("wasm");
    expect(since!.before).toBeUndefined();
  });
});

describe("a graphics card that is taken away", () => {
  /** tfjs's plain JavaScript, with a way to take it away. */
  function fragile() {
    let take = (): void => undefined;
    const card: Backend = { ...cpuBackend, backend: "cpu", card: true, probe: () => Promise.resolve({ label: "card", software: false }), onLost: (_, tell) => void (take = tell) };
    return { device: new Device([card]), take: () => take() };
  }

  it("cuts off at once what it trains", async () => {
    const { device, take } = fragile();
    const { handlers, until, of, events, ended } = office(memoryShelf(), noKeeper, { device });
    handlers.start({ type: "start", runId: "r1", experiment: short(1000) });
    await until(() => of("r1", "epochs")[0]);
    take();
    expect(events.some(({ type }) => type === "lost")).toBe(true);
    expect((await ended("r1")).reason).toBe("interrupted");
  });

  it("leaves a run by the fused engine alone, and is told when that has ended", async () => {
    const { device, take } = fragile();
    await device.use("cpu", true);
    const { handlers, until, of, events, ended, epochs, ask } = office(memoryShelf(), noKeeper, { device, makeLearner: learners });
    handlers.start({ type: "start", runId: "r1", experiment: short(50), until: "epoch" });
    await until(() => of("r1", "paused")[0]);
    expect(of("r1", "started")[0]!).toMatchObject({ device: { backend: "cpu" }, trainedBy: { backend: "wasm" } });
    take();
    expect(events.some(({ type }) => type === "lost")).toBe(false);
    // What the engine holds can be looked at all the while.
    expect((await ask("evaluate", { modelId: "r1", part: "test" })).count).toBe(250);
    handlers.resume({ type: "resume", runId: "r1" });
    expect((await ended("r1")).reason).toBe("completed");
    expect(epochs("r1")).toHaveLength(50);
    expect((await until(() => events.find(({ type }) => type === "lost"))).type).toBe("lost");
    expect(events.findIndex(({ type }) => type === "lost")).toBeGreaterThan(events.findIndex(({ type }) => type === "ended"));
  });
});

describe("queries while a run is under way", () => {
  it("are answered between its steps, and see one state of the weights", async () => {
    const { handlers, ask, of, epochs, until, ended } = office();
    handlers.start({ type: "start", runId: "r1", experiment: short(1000) });
    await until(() => epochs("r1")[1]);
    const [model, evaluation] = await Promise.all([ask("model", { modelId: "r1" }), ask("evaluate", { modelId: "r1", part: "train" })]);
    expect(evaluation.count).toBe(250);
    await ask("holdModel", { modelId: "same", model });
    expect((await ask("evaluate", { modelId: "same", part: "train" })).scores).toEqual(evaluation.scores);
    handlers.pause({ type: "pause", runId: "r1" });
    await until(() => of("r1", "paused")[0]);
    const { scores, outputs } = await ask("predict", { modelId: "r1", samples: Float32Array.of(0, 0, 5, 5) });
    expect([scores.length, outputs]).toEqual([2, 1]);
    handlers.stop({ type: "stop", runId: "r1" });
    await ended("r1");
  });

  it("leave the run as it would have been", async () => {
    const alone = office();
    await alone.train("r1", short(6));
    const { handlers, ask, epochs, until, ended } = office();
    handlers.start({ type: "start", runId: "r1", experiment: short(6) });
    await until(() => epochs("r1")[0]);
    await ask("evaluate", { modelId: "r1", part: "test" });
    await ask("model", { modelId: "r1" });
    await ended("r1");
    expect(epochs("r1").map(({ logs }) => logs)).toEqual(alone.epochs("r1").map(({ logs }) => logs));
  });

  it("refuse a change of the device and the release of the model", async () => {
    const { handlers, ask, epochs, until, ended } = office();
    handlers.start({ type: "start", runId: "r1", experiment: short(1000) });
    await until(() => epochs("r1")[0]);
    await expect(ask("setBackend", { backend: "cpu" })).rejects.toThrow(/stop it/);
    await expect(ask("releaseModel", { modelId: "r1" })).rejects.toThrow(/in training/);
    handlers.stop({ type: "stop", runId: "r1" });
    await ended("r1");
    // Its model has gone to the page, with all that the worker had of it.
    await expect(ask("model", { modelId: "r1" })).rejects.toThrow(/no longer loaded/);
  });
});

describe("models at hand", () => {
  it("are three at most besides the one in training; the one used longest ago goes", async () => {
    const { trained, ask } = office();
    const model = await trained("r1", short(1));
    for (const modelId of ["a", "b"]) await ask("holdModel", { modelId, model });
    // r1 is the oldest, until somebody uses it.
    await ask("predict", { modelId: "r1", samples: Float32Array.of(1, 2) });
    await ask("holdModel", { modelId: "c", model });
    await expect(ask("predict", { modelId: "a", samples: Float32Array.of(1, 2) })).rejects.toThrow(/no longer loaded/);
    const answers = await Promise.all(["r1", "b", "c"].map((modelId) => ask("predict", { modelId, samples: Float32Array.of(1, 2) })));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it("stay at hand however many runs are trained meanwhile", async () => {
    const { trained, train, ask } = office();
    await trained("r1", short(1));
    for (let i = 2; i <= 6; i++) await train(`r${i}`, short(1));
    expect((await ask("predict", { modelId: "r1", samples: Float32Array.of(1, 2) })).scores).toHaveLength(1);
  });

  it("go over to another device with their weights", async () => {
    const { trained, ask } = office();
    const before = await trained("r1", short(1));
    const status = await ask("setBackend", { backend: "cpu" });
    expect(status).toMatchObject({ backend: "cpu", automatic: false, label: "CPU · JavaScript" });
    expect(tf.getBackend()).toBe("cpu");
    expect(await ask("model", { modelId: "r1" })).toEqual(before);
    expect(await ask("setBackend", { backend: "auto" })).toMatchObject({ backend: "wasm", automatic: true, label: "WASM SIMD · 1 thread" });
    expect(await ask("model", { modelId: "r1" })).toEqual(before);
    expect(tf.getBackend()).toBe("wasm");
  });

  it("are looked at to the end before the device changes", async () => {
    const { trained, ask, send, outcome, events } = office();
    const many: Experiment = { ...first, dataset: { ...first.dataset, values: { ...first.dataset.values, size: 20_000 } } as Experiment["dataset"] };
    await trained("r1", { ...many, fit: { ...many.fit, epochs: 1, batch_size: 1000 } });
    const evaluating = send("evaluate", { modelId: "r1", part: "test" });
    const measuring = send("calibrate", { experiment: first });
    expect(await ask("setBackend", { backend: "cpu" })).toMatchObject({ backend: "cpu" });
    expect((await outcome(evaluating)).type).toBe("answer");
    // Nothing is measured once a person has chosen.
    expect(await outcome(measuring)).toMatchObject({ type: "answer", answer: { rows: [], device: { backend: "cpu", automatic: false } } });
    const answered = events.flatMap((event) => (event.type === "answer" && [evaluating, measuring].includes(event.requestId) ? [event.requestId] : []));
    expect(answered).toEqual([evaluating, measuring]);
  });

  it("stay where they are when the device that is asked for is the one in use", async () => {
    const { ask, device } = office();
    const before = await ask("device", {});
    const use = vi.spyOn(device, "use");
    expect(await ask("setBackend", { backend: before.backend, automatic: true })).toEqual(before);
    expect(use).not.toHaveBeenCalled();
  });

  it("can be asked and trained while the device changes, one change after the other", async () => {
    const { train, trained, ask, of } = office();
    await trained("r1", short(1));
    const samples = Float32Array.of(1, 2);
    const [before, , , after, second] = await Promise.all([
      ask("predict", { modelId: "r1", samples }),
      ask("setBackend", { backend: "cpu" }),
      ask("setBackend", { backend: "auto" }),
      ask("predict", { modelId: "r1", samples }),
      train("r2", short(1)),
    ]);
    expect(after.scores[0]).toBeCloseTo(before.scores[0]!, 5);
    expect(second.reason).toBe("completed");
    expect(of("r2", "started")[0]!.device.backend).toBe("wasm");
    expect(tf.getBackend()).toBe("wasm");
  });

  it("leave no tensor behind: ten runs, ten models", async () => {
    const { trained, ask } = office();
    const once = async (i: number): Promise<void> => {
      const model = await trained(`r${i}`, short(1));
      await ask("holdModel", { modelId: "held", model });
      await ask("evaluate", { modelId: "held", part: "test" });
      await ask("releaseModel", { modelId: `r${i}` });
    };
    await once(0);
    const before = await ask("memory", {});
    for (let i = 1; i <= 10; i++) await once(i);
    expect(await ask("memory", {})).toEqual(before);
  });
});

describe("every query ends", () => {
  it("with a cancellation when nobody waits any longer", async () => {
    const { trained, ask, send, outcome, handlers, events, until } = office();
    const many: Experiment = { ...first, dataset: { ...first.dataset, values: { ...first.dataset.values, size: 20_000 } } as Experiment["dataset"] };
    await trained("r1", { ...many, fit: { ...many.fit, epochs: 1, batch_size: 1000 } });
    const requestId = send("evaluate", { modelId: "r1", part: "test" });
    await until(() => events.find((event) => event.type === "advanced" && event.requestId === requestId));
    handlers.cancel({ type: "cancel", requestId });
    expect(await outcome(requestId)).toEqual({ type: "cancelled", requestId });
    // The model is free again.
    await ask("releaseModel", { modelId: "r1" });
  });

  it("with a refusal that says why", async () => {
    const { trained, ask } = office();
    const model = await trained("r1", short(1));
    await expect(ask("predict", { modelId: "r1", samples: Float32Array.of(1, 2, 3) })).rejects.toThrow("A sample of this model has 2 numbers; 3 are not");
    const broken = { ...model, weights: model.weights.map((weight, i) => (i === 1 ? { ...weight, shape: [7], values: new Float32Array(7) } : weight)) };
    await expect(ask("holdModel", { modelId: "x", model: broken })).rejects.toThrow("dense: bias should have the shape (8,), the given one has (7,)");
    expect(await ask("openDataset", { dataset: recipe.dataset, seed: 1 })).toBeNull();
  });
});
