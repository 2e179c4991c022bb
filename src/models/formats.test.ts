import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { LayerWeight } from "../architecture";
import { presets } from "../experiment";
import { Float } from "./content/json";
import { writeHdf5 } from "./content/hdf5Write";
import { kerasCompile } from "./keras/compile";
import { modelOf } from "./fixtures/sample";
import { fileStem, formats, readModel, writeModel, type FormatName, type OpenedModel } from "./index";

const whole = formats.all.filter(({ holds, read }) => holds === "model" && read).map(({ kind }) => kind);

async function open(files: readonly { name: string; bytes: Uint8Array }[], target?: Parameters<typeof readModel>[1]): Promise<OpenedModel> {
  const read = await readModel(files, target);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(" ")}: ${message.en}`).join("; "));
  return read.value;
}

const values = (weights: readonly LayerWeight[] | undefined): unknown => weights?.map(({ layer, layerName, name, shape, trainable, values: v }) => ({ layer, layerName, name, shape, trainable, values: [...v] }));

/** A document that differs from every default, so that nothing is right by accident. */
const model = modelOf("first-net", (experiment) => ({
  ...experiment,
  name: "Two circles 两个圆",
  seed: 77,
  compile: { ...experiment.compile, metrics: ["accuracy", "precision", "recall", "f1_score"] },
}));

test.each(whole)("%s opens again with every number and the whole document", async (kind) => {
  const file = await writeModel(kind, model, "Two circles 两个圆");
  expect(file.name).toBe(`Two-circles-两个圆${formats.get(kind).extension}`);
  const opened = await open([file]);
  expect(opened.notes).toEqual([]);
  expect(opened.name).toBe("Two circles 两个圆");
  expect(opened.inputShape).toEqual([2]);
  expect(values(opened.weights)).toEqual(values(model.weights));
  expect(opened.layerloom).toEqual({ experiment: model.experiment, preprocessing: model.preprocessing });
  expect(opened.layers).toEqual(model.experiment.layers);
});

test.each(["keras", "h5", "architecture"] as const)("%s says in Keras's words how it was compiled", async (kind) => {
  const { compile } = await open([await writeModel(kind, model, "m")]);
  // F1 of a single output stays out: Keras would refuse plain lists of labels.
  expect(compile).toEqual({ ...model.experiment.compile, metrics: ["accuracy", "precision", "recall"] });
});

test.each(["recipe", "convnet", "first-net"])("the preset %s goes through every whole format unchanged", async (preset) => {
  const one = modelOf(preset);
  for (const kind of whole) {
    const opened = await open([await writeModel(kind, one, preset)]);
    expect(opened.layerloom?.experiment, kind).toEqual(one.experiment);
    expect(opened.weights?.every(({ values: held }, i) => Buffer.from(held.buffer).equals(Buffer.from(one.weights[i]!.values.buffer))), kind).toBe(true);
  }
});

test("weights alone go into the layers that are there", async () => {
  const file = await writeModel("weights", model, "m");
  const target = { layers: model.experiment.layers, inputShape: [2] };
  const opened = await open([file], target);
  expect(values(opened.weights)).toEqual(values(model.weights));
  expect(opened.layers).toBe(target.layers);
  const without = await readModel([file]);
  expect(without).toMatchObject({ ok: false, error: [{ path: ["m.weights.h5"], message: { en: expect.stringContaining("holds weights and no layers") as string } }] });
});

test("the two files of a TensorFlow.js model open as a zip, side by side, and in a folder", async () => {
  const file = await writeModel("tfjs", model, "m");
  const entries = unzipSync(file.bytes);
  expect(Object.keys(entries)).toEqual(["model.json", "weights.bin"]);
  const loose = Object.entries(entries).map(([name, bytes]) => ({ name, bytes }));
  expect(values((await open(loose)).weights)).toEqual(values(model.weights));
  const alone = await readModel([loose[0]!]);
  expect(alone).toMatchObject({ ok: false, error: [{ message: { en: "this file holds the layers alone; choose it together with weights.bin" } }] });
});

test("an architecture file has the layers and no weights", async () => {
  const opened = await open([await writeModel("architecture", model, "Net")]);
  expect(opened.weights).toBeUndefined();
  expect(opened.name).toBe("Net");
  expect(opened.layers.map(({ kind, values: set }) => [kind, set])).toEqual(model.experiment.layers.map(({ kind, values: set }) => [kind, set]));
});

test("every format recognises its own file by the content, whatever it is called", async () => {
  for (const { kind } of formats.all.filter(({ read }) => read)) {
    const { bytes } = await writeModel(kind, model, "m");
    const read = await readModel([{ name: "download.tmp", bytes }], { layers: model.experiment.layers, inputShape: [2] });
    expect(read.ok, kind).toBe(true);
  }
});

test("no two formats share an extension, and all have words in both languages", () => {
  expect(new Set(formats.all.map(({ extension }) => extension)).size).toBe(formats.all.length);
  for (const { title, help } of formats.all) for (const words of [title, help]) expect([words.en, words.zh]).not.toContain("");
});

test("numbers that Keras wants as floats are floats, and a metric that it would count otherwise is left out", () => {
  const { experiment } = presets.find(({ id }) => id === "recipe")!;
  const several = kerasCompile({ ...experiment.compile, metrics: ["accuracy", "precision", "f1_score"] }, experiment.layers, [10]);
  expect(several.optimizer.config.learning_rate).toEqual(new Float(0.01));
  expect(several.metrics).toEqual(["accuracy", { module: "keras.metrics", class_name: "F1Score", config: { name: "f1_score", average: "macro" }, registered_name: null }]);
  const single = kerasCompile({ ...experiment.compile, loss: "hinge", metrics: ["accuracy", "precision"] }, experiment.layers.slice(0, 1), [1]);
  expect(single.metrics).toEqual([]);
});

test.each([
  ["Keras recipe, mended", "Keras-recipe-mended"],
  ["两个圆 2", "两个圆-2"],
  ["../../etc", "etc"],
  ["///", "model"],
])("a model called %s becomes the file %s", (title, stem) => {
  expect(fileStem(title)).toBe(stem);
});

test.each(["keras", "h5", "tfjs"] satisfies FormatName[])("a %s file whose own part is damaged opens as a plain model, with a note", async (kind) => {
  const damaged = { ...model, preprocessing: { ...model.preprocessing, sampleShape: [2], steps: [{ ...model.preprocessing.steps[0]!, statistics: { mean: [0], deviation: [1] } }] } };
  const opened = await open([await writeModel(kind, damaged, "m")]);
  expect(opened.layerloom).toBeUndefined();
  expect(values(opened.weights)).toEqual(values(model.weights));
  expect(opened.notes[0]?.en).toContain("preprocessing.steps[0].statistics.mean: expected 2 numbers, received 1");
});

test("a part by a newer Layerloom is left out by name, the model opens", async () => {
  const newer = { ...model, experiment: { ...model.experiment, version: 99 as 1 } };
  const opened = await open([await writeModel("keras", newer, "m")]);
  expect(opened.layerloom).toBeUndefined();
  expect(opened.notes[0]?.en).toContain("newer Layerloom (document version 99");
  expect(opened.notes[0]?.zh).toContain("99");
});

test("a part about other layers is left out", async () => {
  const other = { ...model, experiment: { ...model.experiment, layers: model.experiment.layers.slice(1) } };
  const config = await writeModel("keras", model, "m");
  const entries = { ...unzipSync(config.bytes), "metadata.json": unzipSync((await writeModel("keras", other, "m")).bytes)["metadata.json"]! };
  const { writeZip } = await import("./content/zip");
  const opened = await open([{ name: "m.keras", bytes: writeZip(entries) }]);
  expect(opened.layerloom).toBeUndefined();
  expect(opened.notes[0]?.en).toContain("the layers are not those of the model");
});

test("what is no model is refused by the file's name", async () => {
  const files = [
    { name: "photo.png", bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) },
    { name: "text.keras", bytes: new TextEncoder().encode("hello") },
    { name: "list.json", bytes: new TextEncoder().encode("[1, 2]") },
    { name: "other.json", bytes: new TextEncoder().encode('{"a": 1}') },
    { name: "data.h5", bytes: await writeHdf5({ members: { table: {} } }) },
  ];
  for (const file of files) {
    const read = await readModel([file]);
    expect(read).toMatchObject({ ok: false, error: [{ path: [file.name], message: { en: expect.stringContaining("this is not a model in a known format") as string } }] });
  }
  const named = async (name: string, bytes: Uint8Array): Promise<string> => {
    const read = await readModel([{ name, bytes }]);
    return read.ok ? "" : read.error[0]!.message.en;
  };
  expect(await named("empty.keras", new Uint8Array(0))).toBe("the file is empty");
  const words = new TextEncoder().encode("hello");
  expect(await named("text.keras", words)).toMatch(/The name ends in \.keras, but the content is not a zip archive$/);
  expect(await named("text.weights.h5", words)).toMatch(/The name ends in \.h5, but the content is not an HDF5 file$/);
  expect(await named("photo.png", words)).not.toMatch(/The name ends/);
});

test("two models at once are refused", async () => {
  const file = await writeModel("keras", model, "m");
  expect(await readModel([file, { ...file, name: "n.keras" }])).toMatchObject({ ok: false, error: [{ path: ["m.keras + n.keras"], message: { en: "open one model at a time" } }] });
});
