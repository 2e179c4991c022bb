import { describe, expect, it } from "vitest";
import { edits, presets, readExperiment, remedies, type Experiment } from "../experiment";
import { changes } from "./changes";

const preset = (id: string): Experiment => presets.find((entry) => entry.id === id)!.experiment;
const recipe = preset("recipe");
const english = (before: Experiment, after: Experiment): string[] => changes(before, after).map(({ en }) => en);

describe("what changed between two documents", () => {
  it("is nothing where only the name differs", () => {
    expect(english(recipe, edits.rename(recipe, "another"))).toEqual([]);
  });

  it("names both parts of a remedy", () => {
    expect(english(recipe, remedies.both.apply(recipe))).toEqual(["Activation sigmoid → softmax", "learning_rate 0.01 → 0.001"]);
  });

  it("names layers that came, went and moved", () => {
    const without = edits.removeLayer(recipe, "l3");
    expect(english(recipe, without)).toEqual(["− Dropout"]);
    expect(english(without, recipe)).toEqual(["+ Dropout"]);
    expect(english(recipe, edits.moveLayer(recipe, "l3", 0))).toEqual(["another order"]);
  });

  it("names the settings of fit, in one line each", () => {
    const after = edits.setSeed(edits.setFit(recipe, { epochs: 3, validation: { on: "split", share: 0.2 }, callbacks: [] }), 7);
    expect(english(recipe, after)).toEqual(["epochs 10 → 3", "validation_split 0.2", "− EarlyStopping", "seed 100 → 7"]);
  });

  it("names from_logits, and takes an absent one for false", () => {
    const on = edits.setCompile(recipe, { from_logits: true });
    expect(english(recipe, on)).toEqual(["from_logits false → true"]);
    expect(english({ ...recipe, compile: { ...recipe.compile, from_logits: false } }, recipe)).toEqual([]);
  });

  it("shows a list as a tuple", () => {
    expect(english(recipe, edits.setStepValues(recipe, "p1", { shape: [32, 96] }))).toEqual(["Reshape shape (3072,) → (32, 96)"]);
  });

  it("says what is no name of Keras in the page's language", () => {
    const first = preset("first-net");
    const noisier = { ...first, dataset: { kind: "circle", values: { ...first.dataset.values, noise: 0.5 } } } as Experiment;
    const still = { ...noisier, dataset: { kind: "circle", values: { ...noisier.dataset.values, noise: 0.1 } } } as Experiment;
    expect(changes(still, noisier)).toEqual([{ en: "Noise 0.1 → 0.5", zh: "噪声 0.1 → 0.5" }]);
    expect(changes(noisier, { ...noisier, dataset: { ...noisier.dataset, kind: "spiral" } } as Experiment)).toEqual([{ en: "Circle → Spiral", zh: "同心圆 → 螺旋" }]);
    expect(changes(first, edits.setSeed(first, first.seed + 1))).toEqual([{ en: `seed ${first.seed} → ${first.seed + 1}`, zh: `随机种子 ${first.seed} → ${first.seed + 1}` }]);
    const perAll = { ...first, preprocessing: [{ id: "p1", kind: "zscore", values: { per: "all" } }] } as Experiment;
    const perChannel = { ...first, preprocessing: [{ id: "p1", kind: "zscore", values: { per: "channel" } }] } as Experiment;
    const none = { ...first, preprocessing: [] };
    expect(changes(perAll, perChannel)).toEqual([{ en: "Z-score Statistics all values → per channel", zh: "Z-score 标准化 统计范围 全部 → 按通道" }]);
    expect(changes(none, perAll)).toEqual([{ en: "+ Z-score", zh: "+ Z-score 标准化" }]);
    expect(changes(perAll, none)).toEqual([{ en: "− Z-score", zh: "− Z-score 标准化" }]);
  });

  it("takes a window's step for what it comes to", () => {
    const convnet = preset("shapes-convnet");
    const { id } = convnet.layers.find(({ kind }) => kind === "MaxPooling2D")!;
    const set = (values: { readonly pool_size?: readonly number[]; readonly strides?: readonly number[] | null }) => edits.setLayerValues(convnet, id, values);
    const follows = set({ pool_size: [2, 2], strides: null });
    expect(english(follows, set({ pool_size: [2, 2], strides: [2, 2] }))).toEqual([]);
    expect(english(set({ strides: [3, 3] }), follows)).toEqual(["MaxPooling2D strides (3, 3) → (2, 2)"]);
    expect(english(follows, set({ pool_size: [3, 3], strides: null }))).toEqual(["MaxPooling2D pool_size (2, 2) → (3, 3)"]);
  });

  it("does not stumble over the order of keys", () => {
    const again = readExperiment(JSON.parse(JSON.stringify(recipe)));
    expect(again.ok && english(recipe, again.value)).toEqual([]);
  });
});
