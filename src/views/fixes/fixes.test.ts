import { expect, test } from "vitest";
import { edits, examine, presets, type Experiment } from "../../experiment";
import type { Problem } from "../../schema";
import { fixesFor } from "./fixes";

const preset = (id: string): Experiment => presets.find((found) => found.id === id)!.experiment;
const ids = (doc: Experiment, place?: Problem["path"]): string[] => fixesFor(doc, place).map(({ id }) => id);

test("a document in order needs no fix", () => {
  expect(fixesFor(preset("first-net"))).toEqual([]);
  expect(fixesFor(preset("recipe-mended"))).toEqual([]);
});

test("ten units against one number: one unit, as the 2-D presets have it, comes first", () => {
  const doc = edits.setLayerValues(preset("first-net"), "l3", { units: 10 });
  const fixes = fixesFor(doc);
  expect(fixes[0]!.title.en).toBe("Set units to 1");
  const mended = fixes[0]!.apply(doc);
  expect(mended.layers.at(-1)!.values).toMatchObject({ units: 1, activation: "sigmoid" });
});

test("three units against ten classes: units 10, though an Activation stands behind the Dense", () => {
  const doc = edits.setLayerValues(preset("recipe-mended"), "l7", { units: 3 });
  const [first] = fixesFor(doc);
  expect(first!.title.en).toBe("Set units to 10");
  expect(first!.apply(doc).layers[6]!.values).toMatchObject({ units: 10 });
});

test("the recipe as written is advised to use softmax", () => {
  expect(ids(preset("recipe"))[0]).toBe("activation-softmax");
});

test("categorical cross-entropy on labels that are numbers: one-hot labels", () => {
  const doc = edits.removeStep(preset("recipe-mended"), "p3");
  expect(ids(doc)).toContain("one-hot");
});

test("pictures that reach the labels unflattened get a Flatten", () => {
  const doc = edits.removeLayer(preset("convnet"), "l9");
  expect(ids(doc)[0]).toBe("flatten");
});

test("one unit behind softmax: sigmoid first, and tanh where the loss is hinge", () => {
  const doc = edits.setLayerValues(preset("first-net"), "l3", { activation: "softmax" });
  for (const loss of ["binary_crossentropy", "mean_squared_error"] as const) {
    const [first] = fixesFor(edits.setCompile(doc, { loss }));
    expect(first!.title).toEqual({ en: "Use sigmoid", zh: "改用 sigmoid" });
    expect(first!.apply(doc).layers.at(-1)!.values).toMatchObject({ units: 1, activation: "sigmoid" });
  }
  expect(ids(edits.setCompile(doc, { loss: "hinge" }))[0]).toBe("activation-tanh");
});

test("one unit against ten classes without one-hot labels: both at once", () => {
  const numbered = edits.removeStep(edits.setLayerValues(preset("recipe"), "l7", { units: 1 }), "p3");
  const doc = edits.setCompile(numbered, { loss: "mean_squared_error" });
  const [first] = fixesFor(doc);
  expect(first!.title.en).toBe("Add one-hot labels, set units to 10");
  expect(examine(first!.apply(doc))).toMatchObject({ problems: [], stack: { output: [10] }, flow: { oneHot: true } });
});

test("every fix that is offered leaves a document that can be trained", () => {
  const broken = [
    edits.setLayerValues(preset("first-net"), "l3", { units: 10 }),
    edits.setCompile(preset("first-net"), { loss: "categorical_crossentropy" }),
    edits.setLayerValues(preset("recipe"), "l7", { units: 1 }),
    edits.removeStep(preset("convnet"), "p2"),
    edits.setLayerValues(preset("first-net"), "l3", { activation: "softmax" }),
  ];
  for (const doc of broken) {
    expect(examine(doc).problems).not.toEqual([]);
    const fixes = fixesFor(doc);
    expect(fixes).not.toEqual([]);
    for (const fix of fixes) expect(examine(fix.apply(doc)).problems).toEqual([]);
  }
});

test("linear outputs behind a cross-entropy: sigmoid or softmax, or from_logits; behind sigmoid it is turned off again", () => {
  const linear = edits.setLayerValues(preset("first-net"), "l3", { activation: "linear" });
  expect(ids(linear).slice(0, 2)).toEqual(["activation-sigmoid", "from-logits"]);
  const on = fixesFor(linear)[1]!.apply(linear);
  expect(on.compile.from_logits).toBe(true);
  expect(fixesFor(on)).toEqual([]);
  expect(ids(edits.setCompile(preset("first-net"), { from_logits: true }))).toContain("no-from-logits");
  expect(ids(edits.setLayerValues(preset("recipe-mended"), "l8", { activation: "linear" })).slice(0, 2)).toEqual(["activation-softmax", "from-logits"]);
});

test("an image layer on points: a Dense of the same size instead, or nothing; no layer is named that is not there", () => {
  const doc = edits.insertLayer(preset("first-net"), 1, "Conv2D");
  const { id } = doc.layers[1]!;
  const fixes = fixesFor(doc, ["layers", id]);
  expect(fixes.map(({ title }) => title.en)).toEqual(["Use Dense instead", "Remove Conv2D"]);
  // Conv2D begins with 32 filters.
  expect(fixes[0]!.apply(doc).layers.map(({ kind, values }) => [kind, (values as { units: number }).units])).toEqual([["Dense", 8], ["Dense", 32], ["Dense", 8], ["Dense", 1]]);
  for (const fix of fixes) expect(examine(fix.apply(doc)).problems).toEqual([]);
  const { message } = examine(doc).problems[0]!;
  expect(message.en).toBe("needs an image of shape (height, width, channels), received (8,)");
  expect(`${message.en} ${message.zh}`).not.toMatch(/Flatten|Reshape/);
});

test("an image layer behind Flatten: before that Flatten", () => {
  const net = preset("convnet");
  const flatten = net.layers.findIndex(({ kind }) => kind === "Flatten");
  const doc = edits.insertLayer(net, flatten + 1, "MaxPooling2D");
  const [first] = fixesFor(doc, ["layers", doc.layers[flatten + 1]!.id]);
  expect(first!.title).toEqual({ en: `Move before Flatten, layer ${flatten + 1}`, zh: `移到第 ${flatten + 1} 层 Flatten 之前` });
  expect(first!.apply(doc).layers.slice(flatten, flatten + 2).map(({ kind }) => kind)).toEqual(["MaxPooling2D", "Flatten"]);
});

test("a window larger than its image: padding, which is a parameter, not another stack", () => {
  const doc = edits.setLayerValues(preset("convnet"), preset("convnet").layers.find(({ kind }) => kind === "Conv2D")!.id, { kernel_size: [40, 40], padding: "valid" });
  const broken = examine(doc).stack.rows.find(({ problem }) => problem)!;
  expect(fixesFor(doc, ["layers", broken.id])[0]!.title.en).toBe('Set padding to "same"');
});

test("pictures that Preprocess has flattened: an image layer offers to take the Reshape away", () => {
  const doc = edits.insertLayer(preset("recipe-mended"), 0, "MaxPooling2D");
  const titles = fixesFor(doc, ["layers", doc.layers[0]!.id]).map(({ title }) => title.en);
  expect(titles).toEqual(["Remove MaxPooling2D"]);
  const conv = edits.insertLayer(edits.insertLayer(preset("recipe-mended"), 0, "Flatten"), 0, "Conv2D");
  expect(fixesFor(conv, ["layers", conv.layers[0]!.id]).map(({ title }) => title.en)).toContain("Remove “Reshape” from Preprocess");
});

test("of two broken layers the first can be removed though the second is then in the way", () => {
  const doc = edits.insertLayer(edits.insertLayer(preset("first-net"), 1, "Conv2D"), 3, "Conv2D");
  expect(ids(doc, ["layers", doc.layers[1]!.id])).toEqual(["dense", "remove"]);
});

test("without layers, or without a layer that learns: an output layer is added", () => {
  const empty = { ...preset("first-net"), layers: [] };
  expect(fixesFor(empty)[0]!.title.en).toBe("Add a Dense layer with 1 unit");
  expect(examine(fixesFor(empty)[0]!.apply(empty)).problems).toEqual([]);
  const bare = edits.insertLayer({ ...preset("recipe-mended"), layers: [] }, 0, "Dropout");
  expect(fixesFor(bare)[0]!.title.en).toBe("Add a Dense layer with 10 units");
});

test("a preprocessing step that does not fit the samples: flattened instead, or removed", () => {
  const doc = edits.insertStep(preset("first-net"), 0, "reshape");
  const broken = edits.setStepValues(doc, doc.preprocessing[0]!.id, { shape: [32, 32, 3] });
  const fixes = fixesFor(broken, ["preprocessing", doc.preprocessing[0]!.id]);
  expect(fixes.map(({ title }) => title.en)).toEqual(["Set shape to (-1,)", "Remove “Reshape”"]);
  for (const fix of fixes) expect(examine(fix.apply(broken)).problems).toEqual([]);
});
