import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it, test, vi } from "vitest";
import { optimizers, type OptimizerSpec } from "../compile";
import { random } from "../random/random";
import { defaultsOf } from "../schema";
import type { ModelData } from "../training/protocol";
import { modelOf } from "./fixtures/sample";
import { readModel, writeModel, type OpenedModel } from "./index";
import { slotSizes } from "./trainingState";

// The HDF5 library, four megabytes, is loaded by the first test.
vi.setConfig({ testTimeout: 60_000 });

async function open(file: { readonly name: string; readonly bytes: Uint8Array }): Promise<OpenedModel> {
  const read = await readModel([file]);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(" ")}: ${message.en}`).join("; "));
  return read.value;
}

/** The first net, 2 → 8 → 8 → 1, with another number in every array that its optimizer remembers. Slots that Keras does not store have their first value. */
function trainedWith(kind: OptimizerSpec["kind"], change: Record<string, unknown>): ModelData {
  const definition = optimizers.get(kind);
  const optimizer = { kind, values: { ...defaultsOf(definition.fields), learning_rate: 0.1, ...change } } as unknown as OptimizerSpec;
  const model = modelOf("first-net", (experiment) => ({ ...experiment, compile: { ...experiment.compile, optimizer } }));
  const starts = definition.fused.slots(optimizer.values);
  const stored = definition.kerasSlots(optimizer.values).flat().map(({ slot }) => slot);
  const sizes = slotSizes(model.experiment, model.preprocessing.sampleShape);
  const slots = sizes.map((size, i) => {
    const draw = random(9).fork(i);
    const place = i % starts.length;
    return Float32Array.from({ length: size }, () => (stored.includes(place) ? draw.uniform() : starts[place]!));
  });
  const masks = model.experiment.layers.map((_, i) => [i, -5, 2 ** 31 - 1, 4_000_000_000] as const);
  return { ...model, training: { epochs: 5, masks, optimizer: { slots, steps: 80, rate: { base: 0.1, factor: 0.3 } } } };
}

const all = [
  ["SGD", {}],
  ["SGD", { momentum: 0.9 }],
  ["RMSprop", {}],
  ["RMSprop", { momentum: 0.5, centered: true }],
  ["Adam", {}],
  ["Adam", { amsgrad: true }],
  ["Adagrad", {}],
  ["Adadelta", {}],
] as const;

describe.each(["keras", "h5"] as const)("the state of an optimizer in %s", (format) => {
  it.each(all)("opens again with every number: %s %o", async (kind, change) => {
    const model = trainedWith(kind, change);
    const file = await writeModel(format, model, `${kind}-${Object.keys(change).join("-")}`);
    const folder = process.env.LAYERLOOM_KEEP_FILES;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}/${file.name}`, file.bytes);
    }
    const { training, notes } = await open(file);
    expect(notes).toEqual([]);
    expect(training).toEqual(model.training);
  });

  it("is absent where the model has none", async () => {
    const opened = await open(await writeModel(format, modelOf("first-net"), "m"));
    expect(opened.training).toBeUndefined();
    expect(opened.notes).toEqual([]);
  });
});

/* What Keras 3.15.1 saved after one step: of Adam(0.002), with two arrays for each of the 11 trainable weights of the mlp, and of SGD(0.05)
   with momentum, with one for each of the 13 of the convnet. The beginnings of some arrays are as h5py reads them in the .keras files. */
const mlp = [
  [0, [-9.900796e-6, 0, 7.211248e-5]],
  [1, [9.802576e-12, 0, 5.20021e-10]],
  [4, [0.00393142, 0, 0.0007755]],
  [5, [1.5456037e-6, 0, 6.0139286e-8]],
  [20, [-0.01596693, 0.00150244, 0.01446449]],
  [21, [2.5494293e-5, 2.2573288e-7, 2.0922156e-5]],
] as const;
const convnet = [
  [0, [0.0220853, -0.02893602, 0.16613553]],
  [2, [0.05002014, -0.03591367, 0.01697048]],
  [12, [0.02807939, 0.01015346]],
] as const;

test.each([
  ["mlp", "keras", 0.002, 22, mlp],
  ["mlp", "h5", 0.002, 22, mlp],
  ["convnet", "keras", 0.05, 13, convnet],
] as const)("real Keras's %s.%s brings the state of its optimizer", async (name, extension, base, arrays, some) => {
  const path = `src/models/fixtures/keras-3.15.1/${name}/model.${extension}`;
  const { training } = await open({ name: `model.${extension}`, bytes: new Uint8Array(readFileSync(path)) });
  expect(training).toMatchObject({ epochs: 0, optimizer: { steps: 1, rate: { base, factor: 1 } } });
  const { slots } = training!.optimizer!;
  expect(slots).toHaveLength(arrays);
  expect(slots.every((values) => values.some((value) => value !== 0))).toBe(true);
  for (const [at, wanted] of some) expect(Math.max(...wanted.map((value, i) => Math.abs(slots[at]![i]! / value - 1) || 0)), `array ${at}`).toBeLessThan(1e-5);
});

/* What each optimizer of Keras 3.15.1 had stored after five epochs, see scripts/interop/write_second_fit.py: four weights, and the ends of the
   names of their variables in the order in which an optimizer remembers them here. */
test.each([
  ["sgd", ["momentum"]],
  ["adam", ["momentum", "velocity"]],
  ["amsgrad", ["momentum", "velocity", "velocity_hat"]],
  ["rmsprop", ["velocity", "momentum", "average_gradient"]],
  ["adagrad", ["accumulator"]],
  ["adadelta", ["accumulated_grad", "accumulated_delta_var"]],
] as const)("every variable of real Keras's %s comes to its place: %o", async (name, ends) => {
  const folder = "src/models/fixtures/second-fit";
  const told = JSON.parse(readFileSync(`${folder}/data.json`, "utf8")) as { readonly cases: Readonly<Record<string, { readonly learning_rate: number; readonly variables: Readonly<Record<string, readonly number[]>> }>> };
  const { learning_rate: base, variables: stored } = told.cases[name]!;
  const variables = Object.entries(stored);
  const wanted = ends.map((end) => variables.filter(([path]) => new RegExp(`_(kernel|bias)_${end}$`).test(path)).map(([, values]) => values));
  expect(wanted.map(({ length }) => length)).toEqual(ends.map(() => 4));
  const { training, compile, notes } = await open({ name: `${name}.keras`, bytes: new Uint8Array(readFileSync(`${folder}/${name}.keras`)) });
  expect(notes).toEqual([]);
  // The rate was lowered from another one before the model was saved.
  expect(compile!.optimizer!.values.learning_rate).toBe(base);
  expect(training).toMatchObject({ epochs: 0, optimizer: { steps: 25, rate: { base, factor: 1 } } });
  expect(training!.optimizer!.slots.map((values) => [...values])).toEqual([0, 1, 2, 3].flatMap((weight) => wanted.map((slots) => slots[weight])));
});

test("a rate that a callback has lowered to 1e-8 is in the place where Keras looks for it", async () => {
  const model = trainedWith("Adam", {});
  const lowered = { ...model, training: { ...model.training!, optimizer: { ...model.training!.optimizer!, rate: { base: 0.1, factor: 1e-7 } } } };
  const { name, bytes } = await writeModel("keras", lowered, "m");
  const { "metadata.json": _, ...parts } = unzipSync(bytes);
  const { training, notes } = await open({ name, bytes: zipSync(parts, { level: 0 }) });
  expect(notes).toEqual([]);
  expect(training).toEqual({ epochs: 0, optimizer: { ...lowered.training.optimizer, rate: { base: 1e-8, factor: 1 } } });
});

test("a file of the first Layerloom, which stored no state of the optimizer, opens without one", async () => {
  const { training, layerloom, notes } = await open({ name: "10-going-on.keras", bytes: new Uint8Array(readFileSync("src/models/fixtures/cases/10-going-on.keras")) });
  expect([training, notes]).toEqual([undefined, []]);
  expect(layerloom!.experiment.compile.optimizer.values.learning_rate).toBe(0.1);
});
