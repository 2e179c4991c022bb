import { expect, test } from "vitest";
import { edits, examine, presets, type Experiment } from "../../experiment";
import { fixesFor } from "./fixes";

const preset = (id: string): Experiment => presets.find((found) => found.id === id)!.experiment;
const ids = (doc: Experiment, classes: number): string[] => fixesFor(doc, classes).map(({ id }) => id);

test("a document in order needs no fix", () => {
  expect(fixesFor(preset("first-net"), 2)).toEqual([]);
  expect(fixesFor(preset("recipe-mended"), 10)).toEqual([]);
});

test("ten units against one number: one unit, as the 2-D presets have it, comes first", () => {
  const doc = edits.setLayerValues(preset("first-net"), "l3", { units: 10 });
  const fixes = fixesFor(doc, 2);
  expect(fixes[0]!.title.en).toBe("Set units to 1");
  const mended = fixes[0]!.apply(doc);
  expect(mended.layers.at(-1)!.values).toMatchObject({ units: 1, activation: "sigmoid" });
});

test("three units against ten classes: units 10, though an Activation stands behind the Dense", () => {
  const doc = edits.setLayerValues(preset("recipe-mended"), "l7", { units: 3 });
  const [first] = fixesFor(doc, 10);
  expect(first!.title.en).toBe("Set units to 10");
  expect(first!.apply(doc).layers[6]!.values).toMatchObject({ units: 10 });
});

test("the recipe as written is advised to use softmax", () => {
  expect(ids(preset("recipe"), 10)[0]).toBe("activation-softmax");
});

test("categorical cross-entropy on labels that are numbers: one-hot labels", () => {
  const doc = edits.removeStep(preset("recipe-mended"), "p3");
  expect(ids(doc, 10)).toContain("one-hot");
});

test("pictures that reach the labels unflattened get a Flatten", () => {
  const doc = edits.removeLayer(preset("convnet"), "l9");
  expect(ids(doc, 10)[0]).toBe("flatten");
});

test("one unit behind softmax: sigmoid first, and tanh where the loss is hinge", () => {
  const doc = edits.setLayerValues(preset("first-net"), "l3", { activation: "softmax" });
  for (const loss of ["binary_crossentropy", "mean_squared_error"] as const) {
    const [first] = fixesFor(edits.setCompile(doc, { loss }), 2);
    expect(first!.title).toEqual({ en: "Use sigmoid", zh: "改用 sigmoid" });
    expect(first!.apply(doc).layers.at(-1)!.values).toMatchObject({ units: 1, activation: "sigmoid" });
  }
  expect(ids(edits.setCompile(doc, { loss: "hinge" }), 2)[0]).toBe("activation-tanh");
});

test("one unit against ten classes without one-hot labels: both at once", () => {
  const numbered = edits.removeStep(edits.setLayerValues(preset("recipe"), "l7", { units: 1 }), "p3");
  const doc = edits.setCompile(numbered, { loss: "mean_squared_error" });
  const [first] = fixesFor(doc, 10);
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
    const fixes = fixesFor(doc, doc.dataset.kind === "circle" ? 2 : 10);
    expect(fixes).not.toEqual([]);
    for (const fix of fixes) expect(examine(fix.apply(doc)).problems).toEqual([]);
  }
});

test("linear outputs behind a cross-entropy: sigmoid or softmax, or from_logits; behind sigmoid it is turned off again", () => {
  const linear = edits.setLayerValues(preset("first-net"), "l3", { activation: "linear" });
  expect(ids(linear, 2).slice(0, 2)).toEqual(["activation-sigmoid", "from-logits"]);
  const on = fixesFor(linear, 2)[1]!.apply(linear);
  expect(on.compile.from_logits).toBe(true);
  expect(fixesFor(on, 2)).toEqual([]);
  expect(ids(edits.setCompile(preset("first-net"), { from_logits: true }), 2)).toContain("no-from-logits");
  expect(ids(edits.setLayerValues(preset("recipe-mended"), "l8", { activation: "linear" }), 10).slice(0, 2)).toEqual(["activation-softmax", "from-logits"]);
});
