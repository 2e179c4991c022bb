import { unzipSync } from "fflate";
import { describe, expect, it, test, vi } from "vitest";
import { optimizers } from "../compile";
import { edits, firstPreset, presets, type Experiment } from "../experiment";
import { readModel, writeModel } from "../models";
import { modelOf } from "../models/fixtures/sample";
import { defaultsOf, ok, Refusal, text } from "../schema";
import { newRun, type Run } from "../runs";
import type { Drafts, FinishedRun, Library, SavedSummary } from "../storage/types";
import { trainingClient } from "../training/client";
import { FakeWorker } from "../training/fakeWorker";
import type { DatasetSummary, DeviceStatus, ModelData, RunEvent } from "../training/protocol";
import { createAppStore, losesByLeaving, measuredFor, startAppStore, unkeptRuns, type Services, type TrainedModel } from ".";
import { rememberDevice } from "./deviceChoice";
import { pruned } from "./prune";
import { readable } from "./workspaceSlice";

const device: DeviceStatus = { backend: "cpu", automatic: true, label: "CPU", available: [] };
const summary: DatasetSummary = {
  kind: "circle",
  sampleShape: [2],
  train: { count: 250, perClass: [125, 125] },
  test: { count: 250, perClass: [125, 125] },
  bytes: 4500,
  kept: false,
};
const preprocessing = { steps: [], inputShape: [2], sampleShape: [2], targetShape: [1], classes: 2 };
const weights = [{ layer: 0, layerName: "dense", name: "kernel", shape: [2, 1], trainable: true, values: Float32Array.of(1, 2) }];

/** A `.keras` file without Layerloom's own part, as Keras writes it. */
async function bareKeras(bytes: Uint8Array): Promise<Uint8Array> {
  const { unzipSync, zipSync } = await import("fflate");
  const { "metadata.json": _, ...parts } = unzipSync(bytes);
  return zipSync(parts, { level: 0 });
}

function build(options: { preferences?: Readonly<Record<string, string>>; draft?: Awaited<ReturnType<Drafts["load"]>>; data?: DatasetSummary | null; device?: () => DeviceStatus; answers?: ConstructorParameters<typeof FakeWorker>[0]; saveFails?: Refusal; read?: Services["files"]["read"]; finished?: Partial<Services["finished"]>; persistence?: Partial<Services["persistence"]>; forgetful?: Services["forgetful"]; write?: Services["files"]["write"]; load?: Drafts["load"]; checkpoints?: Partial<Services["checkpoints"]>; visit?: Readonly<Record<string, string>> } = {}) {
  const hire = () => new FakeWorker({
    device: options.device ?? (() => device),
    openDataset: () => (options.data === undefined ? summary : options.data),
    holdModel: () => null,
    releaseModel: () => null,
    predict: () => ({ scores: Float32Array.of(0.5), outputs: 1 }),
    ...options.answers,
  });
  const worker = hire();
  /** In the order in which they were started. */
  const crew: FakeWorker[] = [];
  const saved = new Map<string, { summary: SavedSummary; model: ModelData }>();
  const library: Library = {
    list: () => Promise.resolve([...saved.values()].map((entry) => entry.summary)),
    save(name, model, logs) {
      if (options.saveFails) return Promise.reject(options.saveFails);
      const id = `m${saved.size + 1}`;
      const entry = { id, name, savedAt: 0, layers: [], parameters: 2, datasetKind: "circle", logs, bytes: 8 };
      saved.set(id, { summary: entry, model });
      return Promise.resolve(entry);
    },
    open: (id) => Promise.resolve(ok(saved.get(id)!)),
    rename: () => Promise.resolve(),
    remove: (id) => Promise.resolve(void saved.delete(id)),
    onChange: () => () => undefined,
  };
  const drafted: Experiment[] = [];
  const preferences = new Map(Object.entries(options.preferences ?? {}));
  const visit = new Map(Object.entries(options.visit ?? {}));
  let ids = 0;
  const services: { -readonly [K in keyof Services]: Services[K] } = {
    client: trainingClient(() => {
      crew.push(crew.length ? hire() : worker);
      return crew.at(-1);
    }),
    files: { warm: () => undefined, write: options.write ?? (() => Promise.reject(new Error("not here"))), read: options.read ?? (() => Promise.reject(new Error("not here"))) },
    library,
    drafts: {
      load: options.load ?? (() => Promise.resolve(options.draft ?? null)),
      save: (doc) => Promise.resolve(void drafted.push(doc)),
      owned: () => true,
      onOwned: () => () => undefined,
    },
    checkpoints: { list: () => Promise.resolve([]), has: () => Promise.resolve(false), discard: () => Promise.resolve(), onChange: () => () => undefined, ...options.checkpoints },
    finished: { list: () => Promise.resolve([]), keep: () => Promise.resolve([]), weights: () => Promise.reject(new Error("not here")), remove: () => Promise.resolve(), onChange: () => () => undefined, ...options.finished },
    visit: { read: (key) => visit.get(key) ?? null, write: (key, value) => void (value === null ? visit.delete(key) : visit.set(key, value)) },
    persistence: { state: () => Promise.resolve("not granted"), ask: () => Promise.resolve("granted"), ...options.persistence },
    forgetful: options.forgetful ?? Promise.resolve(null),
    preferences: { read: (key) => preferences.get(key) ?? null, write: (key, value) => void preferences.set(key, value) },
    newId: () => `id${++ids}`,
    deliver: () => undefined,
  };
  const store = createAppStore(services);
  const emit = (event: Record<string, unknown>) => worker.emit({ runId: store.getState().runId, ...event } as unknown as RunEvent);
  return { worker, crew, store, services, drafted, preferences, visit, emit };
}

const started = { type: "started", device, trainedBy: { backend: "cpu", label: "CPU" }, preprocessing, stepsPerEpoch: 16, trainCount: 250, validationCount: 250 };
const ended = { type: "ended", reason: "completed", epochs: 1, seconds: 1, weights };

test("the draft of the last visit is there again, and its data are opened", async () => {
  const draft = edits.rename(firstPreset.experiment, "mine");
  const { store, services } = build({ draft: ok(draft) });
  await startAppStore(store, services);
  expect(store.getState().history.present.name).toBe("mine");
  expect(store.getState().history.past).toEqual([]);
  expect(store.getState().data).toEqual({ status: "ready", summary });
  expect(store.getState().device).toEqual(device);
});

test("every edit is kept as the draft and can be undone", () => {
  const { store, drafted } = build();
  store.getState().edit((doc) => edits.rename(doc, "x"));
  store.getState().undo();
  expect(drafted.map(({ name }) => name)).toEqual(["x", firstPreset.experiment.name]);
});

test("a run freezes the document, records its events, and leaves a model behind", async () => {
  const { store, services, worker, emit } = build();
  await startAppStore(store, services);
  const doc = store.getState().history.present;
  store.getState().play();
  store.getState().edit((now) => edits.rename(now, "later"));
  emit(started);
  emit({ type: "epochs", from: 0, list: [{ logs: { loss: 0.3, val_accuracy: 0.9 }, seconds: 1 }] });
  emit(ended);
  const state = store.getState();
  expect(worker.commands.find(({ type }) => type === "start")).toMatchObject({ experiment: doc });
  expect(state.runs).toHaveLength(1);
  expect(state.runs[0]).toMatchObject({ number: 1, status: "ended", experiment: doc });
  expect(state.models).toMatchObject([{ id: state.runId, origin: "run", parameters: 2, logs: { val_accuracy: 0.9 } }]);
  expect(state.modelId).toBe(state.runId);
});

test("a run that will find no room in memory waits for a second word, from whichever button it was started", async () => {
  const { store, services, worker } = build();
  await startAppStore(store, services);
  const { play, advance, settleDoubt, edit } = store.getState();
  // 65,536 · 65,536 weights of four bytes are 17 GB; a page has 4 GB.
  for (const id of ["l1", "l2"]) edit((doc) => edits.setLayerValues(doc, id, { units: 65_536 }));
  play();
  expect(store.getState().doubted).toEqual({});
  settleDoubt(false);
  expect(store.getState().doubted).toBeNull();
  advance("batch");
  expect(store.getState().doubted).toEqual({ until: "batch" });
  expect(store.getState().runs).toEqual([]);
  // Of another design nothing was asked.
  edit((doc) => edits.rename(doc, "another"));
  expect(store.getState().doubted).toBeNull();
  advance("batch");
  settleDoubt(true);
  expect(store.getState().doubted).toBeNull();
  expect(store.getState().runs).toHaveLength(1);
  expect(worker.commands.find(({ type }) => type === "start")).toMatchObject({ until: "batch" });
});

test("nothing starts while data are missing, while the document has a problem, or while a run is on", async () => {
  const missing = build({ data: null });
  await startAppStore(missing.store, missing.services);
  missing.store.getState().play();
  expect(missing.store.getState().data.status).toBe("missing");
  expect(missing.store.getState().runs).toEqual([]);

  const { store, services } = build();
  await startAppStore(store, services);
  store.getState().edit((doc) => ({ ...doc, layers: [] }));
  store.getState().play();
  expect(store.getState().runs).toEqual([]);
  store.getState().undo();
  store.getState().play();
  store.getState().play();
  expect(store.getState().runs).toHaveLength(1);
});

test("a remedy stops the run that does not learn, mends the document and starts a new run beside the old one", async () => {
  const { store, services, worker, emit } = build();
  await startAppStore(store, services);
  const recipe = presets.find(({ id }) => id === "recipe")!.experiment;
  store.getState().openExperiment(recipe);
  await store.getState().openData();
  store.getState().play();
  const first = store.getState().runId!;
  emit(started);
  store.getState().takeRemedy(first, "both");
  expect(worker.commands.at(-1)).toEqual({ type: "stop", runId: first });
  worker.emit({ ...ended, reason: "stopped", runId: first } as unknown as RunEvent);
  const { runs, history } = store.getState();
  expect(runs.map(({ number, status }) => [number, status])).toEqual([
    [1, "ended"],
    [2, "starting"],
  ]);
  expect(history.present.layers.at(-1)!.values).toMatchObject({ activation: "softmax" });
  expect(runs[0]!.experiment).toBe(recipe);
});

test("a model is saved under a name, opened again with its document, and used through the worker", async () => {
  const { store, services, worker, emit } = build();
  await startAppStore(store, services);
  store.getState().play();
  emit(started);
  emit(ended);
  expect(await store.getState().saveModel(store.getState().modelId!, "kept")).toBe(true);
  store.getState().edit((doc) => ({ ...doc, layers: [] }));
  await store.getState().openSaved("m1");
  const state = store.getState();
  expect(state.modelId).toBe("saved:m1");
  expect(state.history.present.name).toBe("kept");
  expect(state.history.present.layers).toEqual(firstPreset.experiment.layers);
  await state.predict("saved:m1", Float32Array.of(1, 1));
  const held = worker.commands.filter((command) => command.type === "ask" && command.query === "holdModel");
  expect(held).toMatchObject([{ ask: { modelId: "saved:m1", model: { weights } } }]);
});

test("a full disk is told and the model is still there", async () => {
  const { store, services, emit } = build({ saveFails: new Refusal(text("the disk is full", "磁盘已满")) });
  await startAppStore(store, services);
  store.getState().play();
  emit(started);
  emit(ended);
  const { modelId, saveModel } = store.getState();
  expect(await saveModel(modelId!, "kept")).toBe(false);
  expect(store.getState().notices.map(({ message }) => message.zh)).toEqual(["磁盘已满"]);
  expect((await store.getState().modelData(modelId!)).weights).toEqual(weights);
});

test("a file that cannot be read leaves the data that were there", async () => {
  const { store, services, worker } = build();
  await startAppStore(store, services);
  const importing = store.getState().importData([]);
  expect(store.getState().data).toEqual({ status: "importing", part: 0 });
  const { requestId } = worker.commands.at(-1) as { requestId: number };
  worker.emit({ type: "refused", requestId, message: text("x.tar: truncated", "x.tar：不完整") });
  await importing;
  expect(store.getState().data).toEqual({ status: "ready", summary });
  expect(store.getState().notices[0]!.message.en).toBe("x.tar: truncated");
});

test("what was told about data goes when later data come, and errors stay until then", async () => {
  const { store, services, worker } = build();
  await startAppStore(store, services);
  const answer = (event: object): void => worker.emit({ ...(worker.commands.at(-1) as { requestId: number; query: string }), ...event } as never);
  const refused = store.getState().importData([]);
  answer({ type: "refused", message: text("x.tar: truncated", "x.tar：不完整") });
  await refused;
  store.getState().tell("error", text("the disk is full", "磁盘已满"));
  expect(store.getState().notices.map(({ lasts }) => lasts)).toEqual([null, null]);
  const brought = store.getState().importData([]);
  answer({ type: "answer", answer: summary });
  await brought;
  expect(store.getState().notices.map(({ message, lasts }) => [message.en, lasts])).toEqual([
    ["x.tar: truncated", readable.least],
    ["the disk is full", null],
  ]);
});

test("with another step every notice goes, once there was time to read it; what is told there stays", () => {
  const { store } = build();
  const { tell, goTo } = store.getState();
  tell("error", text("old", "旧"));
  goTo(store.getState().step);
  expect(store.getState().notices[0]!.lasts).toBe(null);
  goTo("load");
  tell("error", text("new", "新"));
  tell("info", text("by the way", "顺便"));
  expect(store.getState().notices.map(({ message, lasts }) => [message.en, lasts])).toEqual([
    ["old", readable.least],
    ["new", null],
    ["by the way", readable.info],
  ]);
  expect(readable.least).toBeGreaterThanOrEqual(6000);
});

test("opening a file says what has come, in place of what was refused before", async () => {
  const { name, bytes } = await writeModel("keras", modelOf("first-net"), "Net");
  let brought = bytes;
  const { store, services } = build({ read: () => readModel([{ name, bytes: brought }]) });
  await startAppStore(store, services);
  brought = bytes.slice(0, 100);
  await store.getState().openFiles([]);
  expect(store.getState().notices.map(({ message }) => message.en)).toEqual([expect.stringMatching(/^Net\.keras cannot be opened: the zip archive is damaged/)]);
  brought = bytes;
  await store.getState().openFiles([]);
  expect(store.getState().notices.map(({ tone, message, lasts }) => [tone, message.en, message.zh, lasts]).slice(1)).toEqual([
    ["info", "Opened A first net: 3 layers, 105 parameters.", "已打开“第一个网络”：3 层，105 个参数。", readable.info],
  ]);
  expect(store.getState().notices[0]!.lasts).toBe(readable.least);
});

test("a model whose file does not say how its inputs were prepared asks, compares, and takes what is chosen", async () => {
  const { writeModel: write } = await import("../models");
  const made = modelOf("first-net");
  const bytes = await bareKeras((await write("keras", made, "Net")).bytes);
  const spread = { count: 500, mean: 0, deviation: 2, min: -5, max: 4, zeros: 0, nans: 0, histogram: [] };
  const preview = ({ steps }: { readonly steps: readonly { readonly id: string }[] }) => ({
    fitted: { ...preprocessing, steps: steps.map((spec) => ({ spec, statistics: { mean: [0, 0], deviation: [2, 2] }, before: [2] })) },
    before: { train: spread, test: spread },
    after: [],
    example: {},
  });
  // The more steps, the larger the loss.
  let held = 0;
  const { store, services, worker } = build({
    read: () => readModel([{ name: "Net.keras", bytes }]),
    answers: {
      preview: preview as never,
      holdModel: (({ model }: { model: ModelData }) => ((held = model.preprocessing.steps.length), null)),
      evaluate: (() => ({ part: "test", count: 2, loss: held, metrics: {}, scores: Float32Array.of(0, 1), outputs: 1, labels: Uint8Array.of(0, 1), predicted: Uint8Array.of(0, 0) })) as never,
    },
  });
  await startAppStore(store, services);
  await store.getState().openFiles([]);
  const model = () => store.getState().models.find(({ id }) => id === store.getState().modelId)!;
  expect(store.getState().notices.at(-1)!.message.en).toContain("The file does not say how its inputs were prepared: choose it beside the model.");
  expect(model().preparation).toMatchObject({ chosen: null, largest: 5, scores: {} });
  expect(model().experiment.preprocessing).toEqual(firstPreset.experiment.preprocessing);
  const { id } = model();
  await store.getState().comparePreparations(id);
  const steps = firstPreset.experiment.preprocessing.length;
  expect(steps).toBe(1);
  expect(model().preparation!.scores).toEqual({ plain: { loss: 0, accuracy: 0.5 }, bytes: { loss: 1, accuracy: 0.5 }, signed: { loss: 1, accuracy: 0.5 }, document: { loss: 1, accuracy: 0.5 } });
  // What was held only to compare is let go.
  const sent = (query: string) => worker.commands.filter((command) => command.type === "ask" && command.query === query).length;
  expect(sent("releaseModel")).toBe(4);

  await store.getState().choosePreparation(id, "plain");
  expect(model().preparation!.chosen).toBe("plain");
  expect(model().preprocessing.steps).toEqual([]);
  expect(store.getState().history.present.preprocessing).toEqual([]);
  await store.getState().choosePreparation(id, "signed");
  expect(store.getState().history.present.preprocessing).toMatchObject([{ kind: "rescale", values: { divisor: 5, offset: 0 } }]);
  await store.getState().choosePreparation(id, "document");
  expect(store.getState().history.present.preprocessing).toEqual(firstPreset.experiment.preprocessing);
  // A document that has gone on to another design is left alone.
  store.getState().openExperiment(presets.find((one) => one.id === "shapes-convnet")!.experiment);
  const before = store.getState().history.present;
  await store.getState().choosePreparation(id, "plain");
  expect(store.getState().history.present).toBe(before);
  expect(model().experiment.preprocessing).toEqual([]);
});

test("of several models that are opened the newest is told", async () => {
  const { name, bytes } = await writeModel("keras", modelOf("first-net"), "Net");
  let seen = 0;
  const { store, services } = build({ read: () => readModel([{ name: `${++seen}${name}`, bytes }]) });
  await startAppStore(store, services);
  store.getState().tell("info", text("of something else", "其他消息"));
  for (let i = 0; i < 3; i++) await store.getState().openFiles([]);
  expect(store.getState().notices.filter(({ about }) => about === "model")).toHaveLength(1);
  store.getState().tell("info", text("second", "其二"), { about: "model" });
  expect(store.getState().notices.map(({ message }) => message.en)).toEqual(["of something else", "second"]);
});

test("a refused file is named with what it wants, in short; the details have the paths", async () => {
  const config = (changes: object) => ({ ...changes, units: 3 });
  const layers = [
    { class_name: "InputLayer", config: { batch_shape: [null, 2], name: "input" } },
    { class_name: "Dense", config: config({ name: "dense", kernel_regularizer: { class_name: "L2", config: { l2: 0.01 } }, activation: "mish" }) },
    { class_name: "LeakyReLU", config: { name: "leaky_re_lu" } },
    { class_name: "GRU", config: { name: "gru" } },
    { class_name: "Dense", config: { name: "dense_1", units: 0 } },
  ];
  const bytes = new TextEncoder().encode(JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } }));
  const { store } = build({ read: () => readModel([{ name: "mlp.json", bytes }]) });
  await store.getState().openFiles([]);
  const [{ message, details } = { message: text("", "") }] = store.getState().notices;
  expect(message.en).toBe(
    "mlp.json cannot be opened. Not offered here: dense: kernel_regularizer (L2); dense: activation (mish); LeakyReLU (layer leaky_re_lu); GRU (layer gru). " +
      "dense_1: units: expected a whole number from 1 to 65536, received 0. " +
      "Regularizers and constraints act in training only; without them the model makes the same predictions. Remove them in Keras (for example layer.kernel_regularizer = None) and save the model again.",
  );
  expect(message.zh).toContain("无法打开 mlp.json。这里没有：dense：kernel_regularizer（L2）");
  const lines = details!.en.split("\n");
  expect(lines.filter((line) => line.includes("known are"))).toHaveLength(1);
  expect(lines.at(-1)).toBe('mlp.json.config.layers[4].config.units: layer "dense_1" (Dense): expected a whole number from 1 to 65536, received 0');
});

test("a cancelled import is no error", async () => {
  const { store, services } = build();
  await startAppStore(store, services);
  const importing = store.getState().importData([]);
  store.getState().cancelImport();
  await importing;
  expect(store.getState().data.status).toBe("ready");
  expect(store.getState().notices).toEqual([]);
});

test("points are trained at a tempo that can be watched until a person chooses another, and pictures as fast as it goes", async () => {
  const { store, services, worker, preferences, emit } = build();
  await startAppStore(store, services);
  const lastStart = () => worker.commands.filter(({ type }) => type === "start").at(-1);
  store.getState().play();
  expect(lastStart()).toMatchObject({ tempo: 1000 });
  emit(started);
  store.getState().setTempo(null);
  expect(worker.commands.at(-1)).toEqual({ type: "tempo", runId: store.getState().runId, tempo: null });
  expect([...preferences]).toEqual([["tempo.points", "full"]]);
  emit(ended);
  store.getState().play();
  expect(lastStart()).toMatchObject({ tempo: null });
  const kept = build({ preferences: { "tempo.points": "10", "tempo.images": "a lot" } });
  expect(kept.store.getState().tempos).toEqual({ points: 10, images: null });
});

test("an import that goes on while other data are chosen is let go, and does not speak any more", async () => {
  const { store, services, worker } = build();
  await startAppStore(store, services);
  const importing = store.getState().importData([]);
  const { requestId } = worker.commands.at(-1) as { requestId: number };
  store.getState().openExperiment(presets.find(({ id }) => id === "shapes-convnet")!.experiment);
  await importing;
  worker.emit({ type: "advanced", requestId, part: 0.9 });
  expect(worker.commands).toContainEqual({ type: "cancel", requestId });
  expect(store.getState().data).toEqual({ status: "ready", summary });
  expect(store.getState().notices).toEqual([]);
});

test("a board that is reset while a run is stopping stays untrained", async () => {
  const { store, services, worker, emit } = build();
  await startAppStore(store, services);
  store.getState().play();
  const runId = store.getState().runId!;
  emit(started);
  store.getState().reset();
  worker.emit({ ...ended, reason: "stopped", runId } as unknown as RunEvent);
  expect(store.getState()).toMatchObject({ runId: null, modelId: null });
  expect(store.getState().models.map(({ id }) => id)).toEqual([runId]);
});

test("a run that went on from a model is reset to that model, and one of new weights to none", async () => {
  const { store, services, emit } = build();
  await startAppStore(store, services);
  const run = (from?: string): string => {
    store.getState().play(from === undefined ? {} : { from });
    emit(started);
    emit(ended);
    return store.getState().runId!;
  };
  const before = run();
  run(before);
  store.getState().reset();
  expect(store.getState()).toMatchObject({ runId: null, modelId: before });
  store.getState().showRun(before);
  store.getState().reset();
  expect(store.getState()).toMatchObject({ runId: null, modelId: null });
  // While a run goes on it is that one which is reset, whichever is looked at.
  const other = run(before);
  store.getState().play({});
  emit(started);
  store.getState().showRun(other);
  store.getState().reset();
  expect(store.getState()).toMatchObject({ runId: null, modelId: null });
});

test("whoever trains hears that an older run was let go to make room", async () => {
  const { store, services, emit } = build();
  await startAppStore(store, services);
  store.getState().play();
  emit(started);
  emit({ type: "kept", epoch: 0, step: 1, bytes: 8 });
  expect(store.getState().notices).toEqual([]);
  emit({ type: "kept", epoch: 1, step: 0, bytes: 8, gone: 1 });
  expect(store.getState().notices.map(({ message }) => message.en)).toEqual([
    "Of the runs that were cut off the oldest was let go, to make room for the state of the one under way.",
  ]);
});

test("models beyond half a gigabyte go, the first ones first, but never the one in use; what was measured on them goes too", () => {
  const of = (id: string, parameters: number) => ({ id, parameters, trained: { epochs: 1 } }) as TrainedModel;
  const models = ["a", "b", "c", "d"].map((id) => of(id, 25));
  const forgotten: string[] = [];
  const evaluations = { a: {}, b: {}, d: {} } as unknown as Parameters<typeof pruned>[0]["evaluations"];
  // Four times 100 bytes, of which 250 may stay.
  const { models: stay, evaluations: known } = pruned({ models, modelId: "a", evaluations }, { forget: (id) => void forgotten.push(id) }, 250);
  expect(stay.map(({ id }) => id)).toEqual(["a", "d"]);
  expect(forgotten).toEqual(["b", "c"]);
  expect(Object.keys(known)).toEqual(["a", "d"]);
});

test("the state of an optimizer counts among the bytes of a model", () => {
  const { experiment } = presets[0]!;
  const dense = experiment.layers.at(-1)!;
  // A point has two coordinates: 2 weights and a bias, for each of which Adam remembers two numbers more. 9 numbers are 36 bytes.
  const small = { ...experiment, layers: [dense], compile: { ...experiment.compile, optimizer: { kind: "Adam", values: defaultsOf(optimizers.get("Adam").fields) } } };
  const models = ["a", "b", "c"].map((id) => ({ id, parameters: 3, experiment: small, trained: { epochs: 1, learningRate: 0.01 } }) as unknown as TrainedModel);
  const kept = pruned({ models, modelId: "c", evaluations: {} }, { forget: () => undefined }, 80).models;
  expect(kept.map(({ id }) => id)).toEqual(["b", "c"]);
});

describe("what tfjs is on, and what a run is trained by", () => {
  const card = { backend: "webgpu" as const, label: "WebGPU · card", software: false };
  const wasm = { backend: "wasm" as const, label: "WASM SIMD · 7 threads", software: false };
  const onCard: DeviceStatus = { backend: "webgpu", automatic: true, label: card.label, available: [card, wasm] };
  const onWasm: DeviceStatus = { ...onCard, backend: "wasm", label: wasm.label };
  const large = presets.find(({ id }) => id === "recipe-mended")!.experiment;
  const rows = [{ ...wasm, milliseconds: 10 }, { ...card, milliseconds: 30 }].map(({ software: _, ...row }) => row);
  /** What earlier visits have measured: WASM is the fastest for the large model. */
  const measured = (): Readonly<Record<string, string>> => {
    const kept = new Map<string, string>();
    rememberDevice({ rows, device: onWasm }, large, { read: (key) => kept.get(key) ?? null, write: (key, value) => void kept.set(key, value) });
    return Object.fromEntries(kept);
  };
  const asked = (worker: FakeWorker, query: string) => worker.commands.filter((command) => command.type === "ask" && command.query === query);
  const setBackend = (): DeviceStatus => onWasm;
  const startsOf = (worker: FakeWorker) => worker.commands.filter(({ type }) => type === "start");

  it("are two facts: behind a tiny run by the engine, a large model still goes over to the device that is fastest for it", async () => {
    const { store, services, worker, emit } = build({ preferences: measured(), device: () => onCard, answers: { setBackend } });
    await startAppStore(store, services);
    store.getState().play();
    expect(asked(worker, "setBackend")).toEqual([]);
    emit({ ...started, device: onCard, trainedBy: { backend: "wasm", label: "WASM SIMD · 1 thread" } });
    expect(store.getState().device).toEqual(onCard);
    expect(store.getState().runs[0]!.trainedBy).toEqual({ backend: "wasm", label: "WASM SIMD · 1 thread" });
    emit(ended);
    store.getState().openExperiment(large);
    await store.getState().openData();
    store.getState().play();
    await vi.waitFor(() => expect(startsOf(worker)).toHaveLength(2));
    expect(asked(worker, "setBackend")).toMatchObject([{ ask: { backend: "wasm", automatic: true } }]);
    expect(worker.commands.indexOf(asked(worker, "setBackend")[0]!)).toBeLessThan(worker.commands.indexOf(startsOf(worker)[1]!));
    expect(store.getState().device).toEqual(onWasm);
  });

  it("are told anew by the worker that takes the place of one that died", async () => {
    const { store, services, worker, crew } = build({ preferences: measured(), device: () => onCard, answers: { setBackend } });
    await startAppStore(store, services);
    store.getState().openExperiment(large);
    await store.getState().openData();
    store.getState().play();
    await vi.waitFor(() => expect(startsOf(worker)).toHaveLength(1));
    expect(store.getState().device).toEqual(onWasm);
    worker.crash();
    await vi.waitFor(() => expect(store.getState().device).toEqual(onCard));
    await vi.waitFor(() => expect(store.getState().data.status).toBe("ready"));
    store.getState().play();
    await vi.waitFor(() => expect(startsOf(crew[1]!)).toHaveLength(1));
    expect(asked(crew[1]!, "setBackend")).toMatchObject([{ ask: { backend: "wasm", automatic: true } }]);
  });

  it("are measured where nothing is remembered; a run begins all the same when that fails, and it is not tried again", async () => {
    const { store, services, worker, emit } = build({ device: () => onCard, answers: { setBackend: () => onCard } });
    await startAppStore(store, services);
    store.getState().openExperiment(large);
    await store.getState().openData();
    store.getState().play();
    await vi.waitFor(() => expect(asked(worker, "calibrate")).toHaveLength(1));
    expect(startsOf(worker)).toEqual([]);
    const { requestId } = asked(worker, "calibrate")[0] as { requestId: number };
    worker.emit({ type: "refused", requestId, message: text("no", "不行") });
    await vi.waitFor(() => expect(startsOf(worker)).toHaveLength(1));
    expect(store.getState().runs).toMatchObject([{ status: "starting" }]);
    expect(store.getState().notices.map(({ tone, message }) => [tone, message.en])).toEqual([["error", "no"]]);
    emit({ ...started, device: onCard, trainedBy: { backend: "webgpu", label: card.label } });
    emit(ended);
    store.getState().play();
    await vi.waitFor(() => expect(startsOf(worker)).toHaveLength(2));
    expect(asked(worker, "calibrate")).toHaveLength(1);
  });

  it("are there at the next visit with the figures that were measured", async () => {
    const { store, services, worker, preferences } = build({ device: () => onCard, answers: { calibrate: () => ({ rows, device: onWasm }) } });
    await startAppStore(store, services);
    store.getState().openExperiment(large);
    await store.getState().openData();
    store.getState().play();
    await vi.waitFor(() => expect(startsOf(worker)).toHaveLength(1));
    const next = build({ preferences: Object.fromEntries(preferences), device: () => onCard });
    expect(measuredFor(onCard, large, next.store.getState().measurements)?.rows).toEqual(rows);
  });

  it("a run that goes on elsewhere than it began says so", async () => {
    const { store, services, emit } = build({ device: () => onWasm });
    await startAppStore(store, services);
    store.getState().play();
    const continued = { epoch: 1, step: 0, epochs: 5, learningRate: 0.01, history: { epochs: [], curve: { points: [], stride: 1 }, changes: [] } };
    const trainedBy = { backend: "wasm", label: wasm.label };
    emit({ ...started, device: onWasm, trainedBy, continued: { ...continued, before: { backend: "webgpu", label: card.label } } });
    expect(store.getState().notices.map(({ tone, message }) => [tone, message.en, message.zh])).toEqual([
      [
        "info",
        "This run was trained on WebGPU · card until it was cut off, and continues on WASM SIMD · 7 threads. Its numbers may differ in the last digits from here on.",
        "这次训练中断前使用的是 WebGPU · card，现在改用 WASM SIMD · 7 threads 继续；此后数值的末几位可能略有差异。",
      ],
    ]);
  });
});

describe("finished runs", () => {
  const kept = (id: string, number: number, more: Partial<FinishedRun> = {}): FinishedRun => ({
    run: { ...newRun(id, number, firstPreset.experiment), status: "ended", preprocessing, epochs: [{ logs: { loss: number / 10 }, seconds: 1 }], end: { reason: "completed", seconds: 1 } },
    parameters: 2,
    savedAt: number,
    bytes: 100,
    ...more,
  });
  const left = (number: number) => ({ weights: [{ ...weights[0]!, values: Float32Array.of(number, number) }] });
  const refused = new Refusal(text("no room", "没有空间"));

  it("are there after a reload: list, board and model, whose weights are read when they are used", async () => {
    const read = vi.fn((run: Run) => Promise.resolve(left(run.number)));
    const { store, services, worker, visit } = build({ finished: { list: () => Promise.resolve([kept("a", 1), kept("b", 2, { best: 0 })]), weights: read } });
    await startAppStore(store, services);
    const { runs, runId, models, modelId, stored } = store.getState();
    expect(runs.map(({ number, status }) => [number, status])).toEqual([[1, "ended"], [2, "ended"]]);
    expect([runId, modelId]).toEqual(["b", "b"]);
    expect(models.map(({ id, logs }) => [id, logs["loss"]])).toEqual([["a", 0.1], ["b", 0.2], ["b:best", 0.2]]);
    expect(stored).toEqual(["a", "b"]);
    expect(read).not.toHaveBeenCalled();
    await store.getState().predict("b", Float32Array.of(1, 1));
    expect(worker.commands.filter((command) => command.type === "ask" && command.query === "holdModel")).toMatchObject([{ ask: { modelId: "b", model: left(2) } }]);
    expect((await store.getState().modelData("b")).weights).toEqual(left(2).weights);
    expect(read).toHaveBeenCalledTimes(1);
    // The next run counts on, and this tab remembers what it showed.
    store.getState().play({ from: "b" });
    expect(store.getState().runs.at(-1)).toMatchObject({ number: 3, from: { id: "b" } });
    expect(worker.commands.find(({ type }) => type === "start")).toMatchObject(left(2));
    expect([visit.get("shown.run"), visit.get("shown.model")]).toEqual([store.getState().runId, "b"]);
  });

  it("training goes on from one whose weights are still in the browser's store", async () => {
    // Plain SGD has no arrays; what goes on is the count of epochs and steps, the dropout masks, and a rate that was lowered.
    const training = { epochs: 7, masks: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]] as const, optimizer: { slots: [], steps: 112, rate: { base: 0.01, factor: 0.25 } } };
    const list = () => Promise.resolve([kept("a", 1, { trained: { epochs: 7, learningRate: 0.0025 } })]);
    const { store, services, worker } = build({ finished: { list, weights: () => Promise.resolve({ ...left(7), training }) } });
    await startAppStore(store, services);
    expect(store.getState().models).toMatchObject([{ id: "a", trained: { epochs: 7, learningRate: 0.0025 } }]);
    store.getState().play({ from: "a" });
    await vi.waitFor(() => expect(worker.commands.find(({ type }) => type === "start")).toMatchObject({ ...left(7), training }));
    expect(store.getState().notices.map(({ message }) => message.en)).toContain("Training goes on with epoch 8: the state of SGD is kept, and the learning rate is 0.0025.");
  });

  it("training goes on with a fresh optimizer, and says so, where the state that the list promised is damaged", async () => {
    const list = () => Promise.resolve([kept("a", 1, { trained: { epochs: 7, learningRate: 0.0025 } })]);
    const { store, services, worker } = build({ finished: { list, weights: () => Promise.resolve(left(7)) } });
    await startAppStore(store, services);
    store.getState().play({ from: "a" });
    await vi.waitFor(() => expect(worker.commands.find(({ type }) => type === "start")).toMatchObject(left(7)));
    expect(worker.commands.find(({ type }) => type === "start")).not.toHaveProperty("training");
    expect(store.getState().notices.map(({ message }) => message.en)).toContain(
      "Training goes on with epoch 1, and a fresh SGD starts at learning rate 0.01: the state of the optimizer of “Run 1” is not known.",
    );
  });

  it("a tab shows after a reload what it showed before, also an untrained board", async () => {
    const list = () => Promise.resolve([kept("a", 1), kept("b", 2)]);
    const older = build({ finished: { list }, visit: { "shown.run": "a", "shown.model": "a" } });
    await startAppStore(older.store, older.services);
    expect(older.store.getState()).toMatchObject({ runId: "a", modelId: "a" });
    const reset = build({ finished: { list }, visit: { "shown.run": "", "shown.model": "" } });
    await startAppStore(reset.store, reset.services);
    expect(reset.store.getState()).toMatchObject({ runId: null, modelId: null });
  });

  it("a run is kept when it ends, with its weights; what goes for it is told, and leaves the list unless its weights are in memory", async () => {
    const keep = vi.fn(() => Promise.resolve([kept("a", 1)]));
    const { store, services, emit } = build({ finished: { list: () => Promise.resolve([kept("a", 1), kept("b", 2)]), keep } });
    await startAppStore(store, services);
    store.getState().play();
    emit(started);
    emit({ ...ended, best: { epoch: 0, weights } });
    const { runId } = store.getState();
    await vi.waitFor(() => expect(store.getState().stored).toEqual(["b", runId]));
    expect(keep).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: runId, status: "ended" }), { weights, best: { epoch: 0, weights } });
    expect(store.getState().runs.map(({ number }) => number)).toEqual([2, 3]);
    expect(losesByLeaving(store.getState())).toBe(false);
    expect(store.getState().notices.map(({ message }) => message.en)).toEqual([
      "To make room for the newest, the oldest finished run (run 1) is no longer kept in this browser. Save a model to keep it for good.",
    ]);
  });

  it("where they cannot be kept it is said once, and the model can be used all the same", async () => {
    const { store, services, emit } = build({ finished: { keep: () => Promise.reject(refused) } });
    await startAppStore(store, services);
    for (const number of [1, 2]) {
      store.getState().play();
      emit(started);
      emit(ended);
      await vi.waitFor(() => expect(store.getState().notices).toHaveLength(number === 1 ? 1 : 0));
      store.getState().dismiss(store.getState().notices[0]?.id ?? "");
    }
    expect(store.getState()).toMatchObject({ stored: [], runs: [{ number: 1 }, { number: 2 }], models: [{}, {}] });
    expect(unkeptRuns(store.getState()).map(({ number }) => number)).toEqual([1, 2]);
    expect(losesByLeaving(store.getState())).toBe(true);
  });

  it("one is removed with its models, here and in the browser; the board turns to the latest that is left", async () => {
    const remove = vi.fn(() => Promise.resolve());
    const { store, services } = build({ finished: { list: () => Promise.resolve([kept("a", 1), kept("b", 2, { best: 0 })]), remove } });
    await startAppStore(store, services);
    await store.getState().removeRuns(["b"]);
    expect(remove).toHaveBeenCalledExactlyOnceWith(["b"]);
    expect(store.getState()).toMatchObject({ runs: [{ id: "a" }], models: [{ id: "a" }], stored: ["a"], runId: "a", modelId: "a" });
    await store.getState().removeRuns(["a"]);
    expect(store.getState()).toMatchObject({ runs: [], models: [], stored: [], runId: null, modelId: null });
  });

  it("those of other tabs come in, with a number of their own, and those that another tab removed go", async () => {
    let list = [kept("a", 1), kept("b", 2)];
    const heard: (() => void)[] = [];
    const { store, services } = build({ finished: { list: () => Promise.resolve(list), onChange: (listener) => (heard.push(listener), () => undefined) } });
    await startAppStore(store, services);
    list = [kept("b", 2), kept("c", 2)];
    heard.forEach((tell) => tell());
    await vi.waitFor(() => expect(store.getState().runs.map(({ id, number }) => [id, number])).toEqual([["b", 2], ["c", 3]]));
    expect(store.getState().models.map(({ id, title }) => [id, title.en])).toEqual([["c", "Run 3"], ["b", "Run 2"]]);
    expect(store.getState().runId).toBe("b");
  });
});

describe("a run that is cut off before anything of it was kept", () => {
  const begun = async (later: Record<string, unknown>[]) => {
    const { store, services, visit, emit } = build();
    await startAppStore(store, services);
    store.getState().play();
    emit(started);
    later.forEach(emit);
    return Object.fromEntries(visit);
  };
  const saidAfter = async (visit: Readonly<Record<string, string>>, has = false) => {
    const next = build({ visit, checkpoints: { has: () => Promise.resolve(has) } });
    await startAppStore(next.store, next.services);
    return next.store.getState().notices.map(({ message }) => message.en);
  };

  it("is named at the next start of the page, once", async () => {
    const visit = await begun([]);
    expect(await saidAfter(visit)).toEqual([
      "The run of “A first net” was cut off before its state was stored for the first time, so it cannot be continued. Its settings are kept: start it again.",
    ]);
    expect(await saidAfter({ ...visit, underway: "no JSON" })).toEqual([]);
  });

  it("is not named when something of it was kept, or when it has ended", async () => {
    expect(await saidAfter(await begun([]), true)).toEqual([]);
    expect(await saidAfter(await begun([{ type: "kept", epoch: 0, step: 1, bytes: 8 }]))).toEqual([]);
    expect(await saidAfter(await begun([ended]))).toEqual([]);
  });
});

describe("what the browser keeps", () => {
  it("is to last: the browser is asked for that when a model is saved, and not before", async () => {
    const ask = vi.fn(() => Promise.resolve("granted" as const));
    const { store, services, emit } = build({ persistence: { ask } });
    await startAppStore(store, services);
    expect(store.getState().persisted).toBe("not granted");
    store.getState().play();
    emit(started);
    emit(ended);
    expect(ask).not.toHaveBeenCalled();
    await store.getState().saveModel(store.getState().modelId!, "kept");
    await vi.waitFor(() => expect(store.getState().persisted).toBe("granted"));
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("and when a data set is kept", async () => {
    const ask = vi.fn(() => Promise.resolve("not granted" as const));
    const { store, services } = build({ persistence: { ask }, answers: { importDataset: () => ({ ...summary, kept: true }) } });
    await startAppStore(store, services);
    await store.getState().importData([]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("is said to be nothing, in the messages and for the Save step, where it keeps nothing", async () => {
    const why = text("nothing is kept", "什么都不保留");
    const { store, services } = build({ forgetful: Promise.resolve(why) });
    await startAppStore(store, services);
    expect(store.getState().forgetful).toBe(why);
    expect(store.getState().notices.map(({ message }) => message)).toEqual([why]);
  });

  it("does not hold the page up: data are opened although the draft never comes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { store, services } = build({ load: () => new Promise(() => undefined) });
      void startAppStore(store, services);
      await vi.advanceTimersByTimeAsync(1000);
      expect(store.getState().data.status).toBe("ready");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is taken along in one zip; a model that cannot be read is named and does not keep the others back", async () => {
    const delivered: string[][] = [];
    const { store, services, emit } = build({ write: (format, _model, name) => Promise.resolve({ name: `${name}.${format}`, bytes: Uint8Array.of(1), mime: "" }) });
    const { open } = services.library;
    services.library.open = (id) => (id === "m2" ? Promise.resolve({ ok: false, error: [{ path: ["“bad”"], message: text("damaged", "已损坏") }] }) : open(id));
    services.deliver = ({ name, bytes }) => void delivered.push([name, ...Object.keys(unzipSync(bytes))]);
    const again = createAppStore(services);
    expect(await again.getState().downloadAll()).toBe(false);
    await startAppStore(store, services);
    store.getState().play();
    emit(started);
    emit(ended);
    for (const name of ["good", "bad", "good"]) await store.getState().saveModel(store.getState().modelId!, name);
    expect(await again.getState().downloadAll()).toBe(true);
    expect(delivered).toEqual([["layerloom-models.zip", "good.keras", "good-2.keras"]]);
    expect(again.getState().notices.map(({ message }) => message.en)).toEqual(["Not in the download: “bad”: damaged"]);
  });
});

test("data that the browser has kept and that are damaged are missing, with the reason", async () => {
  const missing = text("a label is of no class", "标签不属于任何类别");
  const { store, services } = build({ answers: { openDataset: () => ({ missing }) } });
  await startAppStore(store, services);
  expect(store.getState().data).toEqual({ status: "missing", why: missing });
});
