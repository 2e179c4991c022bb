import fc from "fast-check";
import { expect, test } from "vitest";
import { edits, examine, presets, readExperiment, record, redo, remedies, startHistory, undo, type Experiment } from ".";
import { layers } from "../layers";

const preset = (id: string): Experiment => presets.find((found) => found.id === id)!.experiment;
const recipe = preset("recipe");

test("every preset can train, and passes its own reader unchanged", () => {
  for (const { experiment } of presets) {
    expect(examine(experiment).problems).toEqual([]);
    expect(readExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual({ ok: true, value: experiment });
  }
});

test("the recipe stands as its text has it", () => {
  expect(recipe.layers.map(({ kind, values }) => [kind, Object.values(values)[0]])).toEqual([
    ["Dense", 512],
    ["Activation", "relu"],
    ["Dropout", 0.4],
    ["Dense", 120],
    ["Activation", "relu"],
    ["Dropout", 0.2],
    ["Dense", 10],
    ["Activation", "sigmoid"],
  ]);
  expect(recipe.compile).toMatchObject({ optimizer: { kind: "Adam", values: { learning_rate: 0.01 } }, loss: "categorical_crossentropy" });
  expect(recipe.fit).toMatchObject({ batch_size: 1000, epochs: 10, validation: { on: "test" } });
  expect(recipe.fit.callbacks).toMatchObject([{ kind: "EarlyStopping", values: { patience: 2 } }]);
});

test("ten units against one-hot labels of another number of classes is named before training, at the last layer", () => {
  const moons = edits.setDataset(recipe, preset("first-net").dataset);
  const flat: Experiment = { ...moons, preprocessing: moons.preprocessing.filter(({ kind }) => kind !== "reshape") };
  const { problems } = examine(flat);
  expect(problems).toHaveLength(1);
  expect(problems[0]!.path).toEqual(["layers", "l8"]);
  expect(problems[0]!.message.en).toBe("the last layer gives 10 outputs, but the one-hot labels need 2, one per class");
});

test("categorical cross-entropy without one-hot labels is refused, behind sigmoid it is advised against", () => {
  const plain: Experiment = { ...recipe, preprocessing: recipe.preprocessing.filter(({ kind }) => kind !== "onehot") };
  expect(examine(plain).problems.map(({ path }) => path)).toEqual([["compile", "loss"]]);
  expect(examine(recipe).advice[0]!.message.en).toContain("Use softmax");
  expect(examine(preset("recipe-mended")).advice).toEqual([]);
});

test("an empty stack and a stack without weights say so", () => {
  const none = examine({ ...recipe, layers: [] });
  expect(none.problems[0]!.message.en).toContain("empty");
  const flattenOnly: Experiment = {
    ...preset("first-net"),
    layers: [edits.newLayer([], "Flatten")],
    compile: { ...recipe.compile, loss: "mean_squared_error" },
    preprocessing: [edits.newStep([], "onehot")],
  };
  expect(examine(flattenOnly).problems.map(({ message }) => message.en)).toEqual(["no layer has weights, so there is nothing to train"]);
});

test("the remedies turn the recipe into the mended one", () => {
  const mended = preset("recipe-mended");
  const both = remedies.both.apply(recipe);
  expect(both.compile).toEqual(mended.compile);
  expect(both.layers).toEqual(mended.layers);
  expect(remedies.softmax.apply(recipe).compile).toEqual(recipe.compile);
  expect(remedies["cross-entropy"].apply(recipe).compile.loss).toBe("binary_crossentropy");
  expect(remedies["cross-entropy"].apply(edits.setCompile(mended, { loss: "mean_squared_error" })).compile.loss).toBe("categorical_crossentropy");
  const norms = remedies.momentum.apply(preset("convnet")).layers.flatMap(({ values }) => ("momentum" in values ? [values.momentum] : []));
  expect(norms).toEqual([0.9, 0.9]);
});

test("the reader names path and value of what it refuses", () => {
  const broken = JSON.parse(JSON.stringify(recipe)) as { layers: { kind: string; values: Record<string, unknown> }[]; fit: { epochs: unknown } };
  broken.layers[0]!.values.units = -3;
  broken.layers[1]!.kind = "Attention";
  broken.layers[2]!.values.rat = 0.4;
  const read = readExperiment(broken);
  const told = read.ok ? [] : read.error.map(({ path, message }) => `${path.join(".")}: ${message.en}`);
  expect(told).toEqual([
    "layers.0.values.units: expected a whole number from 1 to 65536, received -3",
    `layers.1.kind: unknown kind "Attention"; known are ${layers.kinds.join(", ")}`,
    "layers.2.values.rat: unknown parameter; known are rate",
  ]);
});

test("a newer document is refused as newer, and nonsense is refused too", () => {
  const newer = readExperiment({ ...recipe, version: 2 });
  expect(newer.ok ? "" : newer.error[0]!.message.en).toContain("newer Layerloom (document version 2");
  for (const nonsense of [null, 7, "x", [], {}, { version: 1 }]) expect(readExperiment(nonsense).ok).toBe(false);
});

test("a document of an older, missing or unknown version is named as such, and what is wrong is told in both languages", () => {
  const said = (raw: unknown) => {
    const read = readExperiment(raw);
    return read.ok ? [] : read.error.map(({ path, message }) => [path.join("."), message.en, message.zh]);
  };
  expect(said({ ...recipe, version: 0, layers: "in another form" })).toEqual([
    ["version", "written by an older Layerloom (version 0), which this page can no longer read; expected version 1", "由较早版本的 Layerloom 写成（版本 0），本页已无法读取；应为版本 1"],
  ]);
  expect(said({ name: "x" })).toEqual([
    ["version", "expected version 1, received none: this was not written by Layerloom, or is damaged", "应为版本 1，但没有版本号：不是由 Layerloom 写成，或已损坏"],
  ]);
  expect(said({ ...recipe, version: "1" })[0]![2]).toContain('收到的是 "1"');
  expect(said({ ...recipe, seed: -1, fit: { ...recipe.fit, epochs: 2.5 }, extra: true })).toEqual([
    ["seed", "expected at least 0, received -1", "应为不小于 0，收到的是 -1"],
    ["fit.epochs", "expected a whole number, received 2.5", "应为一个整数，收到的是 2.5"],
    ["", "unknown here: extra", "此处不应有：extra"],
  ]);
  expect(said(null)).toEqual([["", "expected an object, received null", "应为一个对象，收到的是 null"]]);
});

test("duplicate ids are refused", () => {
  const twice = { ...recipe, layers: [recipe.layers[0]!, recipe.layers[0]!] };
  const read = readExperiment(twice);
  expect(read.ok ? [] : read.error[0]!.path).toEqual(["layers", 1, "id"]);
});

test("layers are inserted, moved, duplicated and removed, each under an id of its own", () => {
  let doc = edits.insertLayer(recipe, 1, "BatchNormalization");
  expect(doc.layers.map(({ kind }) => kind).slice(0, 3)).toEqual(["Dense", "BatchNormalization", "Activation"]);
  expect(doc.layers[1]!.id).toBe("l9");
  doc = edits.moveLayer(doc, "l9", 0);
  expect(doc.layers[0]!.id).toBe("l9");
  doc = edits.duplicateLayer(doc, "l1");
  expect(doc.layers[2]).toEqual({ ...doc.layers[1]!, id: "l10" });
  doc = edits.removeLayer(doc, "l9");
  expect(new Set(doc.layers.map(({ id }) => id)).size).toBe(doc.layers.length);
});

test("undo and redo walk through any series of edits and back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }), (places) => {
      let history = startHistory(recipe);
      for (const place of places) history = record(history, edits.insertLayer(history.present, place, "Dropout"));
      const last = history.present;
      for (const _ of places) history = undo(history);
      expect(history.present).toBe(recipe);
      for (const _ of places) history = redo(history);
      expect(history.present).toBe(last);
    }),
  );
});

test("edits under one key, as of a slider being dragged, are one step of undo", () => {
  let history = startHistory(recipe);
  for (const units of [10, 20, 30]) history = record(history, edits.setLayerValues(history.present, "l1", { units }), "l1.units");
  history = record(history, edits.rename(history.present, "x"), "name");
  expect(undo(undo(history)).present).toBe(recipe);
});

test("from_logits goes with a loss that takes none, and is refused from outside with such a loss", () => {
  const on = edits.setCompile(recipe, { from_logits: true });
  expect(on.compile.from_logits).toBe(true);
  expect(readExperiment(JSON.parse(JSON.stringify(on)))).toEqual({ ok: true, value: on });
  const squared = edits.setCompile(on, { loss: "mean_squared_error" });
  expect("from_logits" in squared.compile).toBe(false);
  const read = readExperiment({ ...squared, compile: { ...squared.compile, from_logits: true } });
  expect(!read.ok && read.error.map(({ path, message }) => [path.join("."), message.en])).toEqual([
    ["compile.from_logits", "mean_squared_error is not computed from logits; expected false, received true"],
  ]);
});

test("outputs count as logits where from_logits is on and no activation of the loss's own stands before it", () => {
  const first = preset("first-net");
  const linear = edits.setLayerValues(first, "l3", { activation: "linear" });
  const on = { from_logits: true };
  expect(examine(first)).toMatchObject({ threshold: 0.5, logits: null });
  expect(examine(edits.setCompile(linear, on))).toMatchObject({ threshold: 0, logits: "sigmoid", problems: [], advice: [] });
  const behindSigmoid = examine(edits.setCompile(first, on));
  expect(behindSigmoid).toMatchObject({ threshold: 0.5, logits: null });
  expect(behindSigmoid.advice.map(({ message }) => message.en)).toEqual([
    "from_logits is on, but the outputs have gone through sigmoid and are no logits any more; turn from_logits off, or use linear outputs",
  ]);
  expect(examine(edits.setCompile(edits.setLayerValues(preset("recipe-mended"), "l8", { activation: "linear" }), on))).toMatchObject({ logits: "softmax", advice: [] });
});
