import { expect, test } from "vitest";
import { activations, layers as kinds, readLayer } from "../../layers";
import { defaultsOf } from "../../schema";
import { FileProblems } from "../refuse";
import { getConfigText, kerasConfig, kerasModelName, legacyConfig, tfjsConfig } from "./config";
import { readKerasConfig } from "./readConfig";
import { modelOf } from "../fixtures/sample";
import { pythonJson } from "../content/json";

const dense = (config: object) => ({ class_name: "Dense", config: { units: 3, ...config } });
const sequential = (...layers: object[]) => ({ class_name: "Sequential", config: { name: "m", layers } });

const read = (raw: unknown) => {
  const { layers, inputShape, places, notes } = readKerasConfig(raw, []);
  return { layers: layers.map(({ kind, values }) => [kind, values]), inputShape, fileNames: places.map(({ name }) => name), notes: notes.map(({ en }) => en) };
};

test("the shape of the input is found wherever Keras 2, Keras 3 and TensorFlow.js write it", () => {
  const input = (config: object) => ({ class_name: "InputLayer", config: { name: "input", ...config } });
  const forms = [
    sequential(input({ batch_shape: [null, 4] }), dense({ name: "d" })),
    sequential(input({ batch_input_shape: [null, 4] }), dense({ name: "d" })),
    sequential(dense({ name: "d", batch_input_shape: [null, 4] })),
    sequential(input({ batch_shape: [32, 4] }), dense({ name: "d" })),
    { class_name: "Sequential", config: { name: "m", layers: [dense({ name: "d" })], build_input_shape: [null, 4] } },
    { class_name: "Sequential", config: [dense({ name: "d", batch_input_shape: [null, 4] })] },
  ];
  for (const form of forms) {
    expect(read(form)).toEqual({ layers: [["Dense", { ...defaultsOf(kinds.get("Dense").fields), units: 3 }]], inputShape: [4], fileNames: ["d"], notes: [] });
  }
  expect(() => read(sequential(dense({})))).toThrow("does not say what shape its input has");
});

test("types, activations and initializers are read as strings and as objects", () => {
  const policy = { module: "keras", class_name: "DTypePolicy", config: { name: "float32" }, registered_name: null, shared_object_id: 1 };
  const activation = { module: "builtins", class_name: "function", config: "relu", registered_name: "function" };
  const initializer = { module: "keras.initializers", class_name: "HeNormal", config: { seed: null, input_axes: null }, registered_name: null };
  const scaling = { class_name: "VarianceScaling", config: { scale: 1, mode: "fan_avg", distribution: "normal", seed: null } };
  const { layers } = read(sequential(dense({ name: "a", batch_input_shape: [null, 2], dtype: policy, activation, kernel_initializer: initializer, bias_initializer: "Ones", quantization_config: null }), dense({ name: "b", kernel_initializer: scaling, activation: null })));
  expect(layers).toEqual([
    ["Dense", { units: 3, activation: "relu", use_bias: true, kernel_initializer: "he_normal", bias_initializer: "ones" }],
    ["Dense", { units: 3, activation: "linear", use_bias: true, kernel_initializer: "glorot_normal", bias_initializer: "zeros" }],
  ]);
});

test("what changes training only is told in a note", () => {
  const { notes } = read(sequential(dense({ name: "d", batch_input_shape: [null, 2], trainable: false, dtype: "mixed_float16" })));
  expect(notes).toEqual(['Layer "d" computes in mixed_float16 in the file, and in float32 here.', 'Layer "d" is frozen in the file; here every layer is trained.']);
});

test("normalization over the last axis is read in every way that Keras writes it, over another it is refused", () => {
  const net = (axis: unknown) => sequential({ class_name: "InputLayer", config: { batch_shape: [null, 8, 8, 3] } }, { class_name: "BatchNormalization", config: { name: "bn", axis } });
  for (const axis of [-1, 3, [3]]) expect(read(net(axis)).layers).toHaveLength(1);
  for (const axis of [1, [1], [1, 2]]) expect(() => read(net(axis))).toThrow('layer "bn": expected -1, the last axis');
});

test("every problem of a file is named, not only the first", () => {
  const net = sequential(dense({ name: "a", batch_input_shape: [null, 2], units: 0 }), { class_name: "GRU", config: { name: "g" } });
  let problems: readonly { path: readonly (string | number)[] }[] = [];
  try {
    read(net);
  } catch (thrown) {
    if (thrown instanceof FileProblems) problems = thrown.problems;
  }
  expect(problems.map(({ path }) => path)).toEqual([
    ["config", "layers", 0, "config", "units"],
    ["config", "layers", 1, "class_name"],
  ]);
});

test("a model that would fill the memory is refused by its parameters", () => {
  expect(() => read(sequential(dense({ batch_input_shape: [null, 65_536], units: 65_536 })))).toThrow("4,295,032,832 parameters");
});

test("keys that JavaScript's own objects have are no kinds", () => {
  for (const class_name of ["constructor", "__proto__", "toString"]) {
    expect(() => read(sequential({ class_name, config: { batch_input_shape: [null, 2] } }))).toThrow("is not offered here");
  }
});

test.each(["recipe", "convnet", "first-net"])("the configs of %s read back as they were written", (preset) => {
  const { experiment, preprocessing } = modelOf(preset);
  const input = preprocessing.sampleShape;
  for (const write of [kerasConfig, legacyConfig, tfjsConfig]) {
    const back = readKerasConfig(JSON.parse(pythonJson(write(experiment.layers, "m", input))), []);
    expect(back.inputShape).toEqual(input);
    expect(back.layers.map(({ kind, values }) => [kind, values])).toEqual(experiment.layers.map(({ kind, values }) => [kind, values]));
    expect(back.notes).toEqual([]);
  }
});

test("a Dense layer stands in a Keras 3 config as Keras itself writes it, in short", () => {
  const { experiment } = modelOf("recipe");
  const { config, ...outer } = kerasConfig(experiment.layers.slice(0, 1), "recipe", [3072]) as { config: { layers: unknown[] } };
  expect(outer).toEqual({ module: "keras", class_name: "Sequential", registered_name: null });
  expect(JSON.parse(JSON.stringify(config))).toEqual({
    name: "recipe",
    trainable: true,
    dtype: "float32",
    layers: [
      { module: "keras.layers", class_name: "InputLayer", config: { batch_shape: [null, 3072], dtype: "float32", name: "input_layer" }, registered_name: null },
      {
        module: "keras.layers",
        class_name: "Dense",
        config: { name: "dense", trainable: true, dtype: "float32", units: 512, activation: "linear", use_bias: true, kernel_initializer: "glorot_uniform", bias_initializer: "zeros" },
        registered_name: null,
      },
    ],
    build_input_shape: [null, 3072],
  });
});

test("get_config shows the inner config alone", () => {
  const layers = [readLayer("a", "Dense", { units: 3 }, [])].flatMap((layer) => (layer.ok ? [layer.value] : []));
  const shown = getConfigText(layers, "sequential", [2]);
  expect(shown).toMatch(/^\{\n {2}"name": "sequential",\n {2}"trainable": true,\n {2}"dtype": "float32",\n {2}"layers": \[\n/);
  expect(shown).toMatch(/\n {2}\],\n {2}"build_input_shape": \[null, 2\]\n\}$/);
});

test("a rate is printed as a float, a count of units as an integer", () => {
  const layers = [readLayer("a", "Dropout", { rate: 0 }, []), readLayer("b", "Dense", { units: 3 }, [])].flatMap((layer) => (layer.ok ? [layer.value] : []));
  const text = pythonJson(kerasConfig(layers, "m", [2]));
  expect(text).toContain('"rate": 0.0,');
  expect(text).toContain('"units": 3,');
});

test("activations have the names that both Keras and TensorFlow.js resolve", () => {
  for (const { kind, tfjs } of activations.all) expect(kind).toBe(tfjs);
});

test.each([
  ["Keras recipe, mended", "keras_recipe_mended"],
  ["a/b", "a_b"],
  ["两个圆", "sequential"],
  ["2 circles", "sequential"],
  ["", "sequential"],
])("a model called %j is %s to Keras", (title, name) => {
  expect(kerasModelName(title)).toBe(name);
});
