import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
   with momentum, with one for each of the 13 of the convnet. */
test.each([
  ["mlp", "keras", 0.002, 22],
  ["mlp", "h5", 0.002, 22],
  ["convnet", "keras", 0.05, 13],
] as const)("real Keras's %s.%s brings the state of its optimizer", async (name, extension, base, arrays) => {
  const path = `src/models/fixtures/keras-3.15.1/${name}/model.${extension}`;
  const { training } = await open({ name: `model.${extension}`, bytes: new Uint8Array(readFileSync(path)) });
  expect(training).toMatchObject({ epochs: 0, optimizer: { steps: 1, rate: { base, factor: 1 } } });
  expect(training!.optimizer!.slots).toHaveLength(arrays);
  expect(training!.optimizer!.slots.every((values) => values.some((value) => value !== 0))).toBe(true);
});
