import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { distance, predict } from "../../scripts/interop/judge";
import { writeHdf5, type H5Tree } from "./content/hdf5Write";
import { utf8, type Dict } from "./content/json";
import { writeZip } from "./content/zip";
import { readModel, type OpenedModel } from "./index";
import { refusedFile } from "../store/refused";

/* Files of other converters, versions and systems. Each holds the net k, 2 → 8 tanh → 8 tanh → 1 sigmoid, unless told otherwise. */

const load = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`fixtures/cases/${name}`, import.meta.url)));

/** Keras 3.15.1's predictions of k. */
const samples = Float32Array.of(0.3, 0.1, -2, 1.5, 1, -1, 0, 0, 20, -20);
const predicted = [0.4742383, 0.4760773, 0.5389038, 0.5, 0.6054463];

async function open(name: string, bytes = load(name), target?: Parameters<typeof readModel>[1]): Promise<OpenedModel> {
  const read = await readModel([{ name, bytes }], target);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(" ")}: ${message.en}`).join("\n"));
  return read.value;
}

async function refusal(name: string, bytes = load(name)): Promise<string> {
  const read = await readModel([{ name, bytes }]);
  return read.ok ? "opened" : read.error.map(({ path, message }) => `${path.join(" ")}: ${message.en}`).join("\n");
}

const away = async ({ layers, inputShape, weights }: OpenedModel): Promise<number> => distance(await predict(layers, inputShape, weights!, samples), predicted);
const notes = (model: OpenedModel): string[] => model.notes.map(({ en }) => en);

/** The layers of k, into which files of weights alone go. */
const k = await open("04-layers-for-weights.json");
const target = { layers: k.layers, inputShape: k.inputShape };

const matchedBy = (how: string, from: string) => `The weights have other names than the layers; they were matched by ${how} (${from} → dense/kernel).`;

test.each([
  ["01-control.tfjs.zip", []],
  ["01-real-h5.tfjs.zip", [matchedBy("the ends of their names", "sequential/dense/kernel")]],
  ["01-real-keras.tfjs.zip", [matchedBy("the class and number of their layers", "layers/dense/vars/0")]],
  ["01a-sequential-prefix.tfjs.zip", [matchedBy("the ends of their names", "sequential/dense/kernel")]],
  ["01b-layers-vars.tfjs.zip", [matchedBy("the class and number of their layers", "layers/dense/vars/0")]],
  ["01c-suffix.tfjs.zip", [matchedBy("the order of the numbers in their layers' names", "dense_5/kernel")]],
  ["01d-bare.tfjs.zip", [matchedBy("their order and their shapes", "kernel")]],
  ["17-float16.tfjs.zip", ["The weights are stored as float16 in the file; they are float32 here and as exact as they were there."]],
  ["09d-topology-null.tfjs.zip", ["The file holds weights and no layers: they went into the present layers."]],
  ["04-windows.keras", []],
  ["04-windows-layers.weights.h5", []],
  ["09b-functional-chain.h5", []],
  ["09c-nested.h5", []],
  ["29d-be-f4.weights.h5", []],
  ["29d-f2.weights.h5", []],
  ["02-foreign-points.keras", []],
] as const)("%s predicts what Keras does", async (name, wanted) => {
  const model = await open(name, load(name), target);
  expect(notes(model)).toEqual(wanted);
  expect(await away(model)).toBeLessThan(/f(loat)?(16|2)\./.test(name) ? 1e-3 : 1e-6);
});

test("converted models keep the compile settings that Keras gave them", async () => {
  for (const name of ["01-real-h5.tfjs.zip", "01-real-keras.tfjs.zip"]) {
    expect((await open(name)).compile).toMatchObject({ optimizer: { kind: "Adam", values: { learning_rate: 0.0005 } }, loss: "binary_crossentropy", metrics: ["accuracy"] });
  }
});

test("weights of eight bits are the nearest that eight bits can say", async () => {
  const [short, whole] = await Promise.all([open("17-uint8.tfjs.zip"), open("01-control.tfjs.zip")]);
  expect(notes(short)).toEqual(["The weights are stored as uint8 in the file; they are float32 here and as exact as they were there."]);
  // Half a step of the widest scale, 0.00575.
  short.weights!.forEach(({ values }, i) => expect(distance(values, whole.weights![i]!.values)).toBeLessThan(0.00288));
});

test("a normalization by the name that Keras 2 gave it opens", async () => {
  const { layers, weights } = await open("09a-batchnorm-v1.h5");
  expect(layers.map(({ kind }) => kind)).toEqual(["Dense", "BatchNormalization", "Dense"]);
  expect(weights!.filter(({ layer }) => layer === 1).map(({ name, values }) => [name, values.length])).toEqual([["gamma", 3], ["beta", 3], ["moving_mean", 3], ["moving_variance", 3]]);
});

test("of a model that branches the first layer with two inputs is named", async () => {
  expect(await refusal("09b-branched.keras")).toBe(
    '09b-branched.keras config.json config layers 3 inbound_nodes: layer "concatenate" (Concatenate) has 2 inputs (dense, dense_1); only models whose layers form a single chain can be opened here',
  );
});

test("a regularizer is refused with its layer, its setting and the reason, and without it the file opens", async () => {
  const name = "31-regularizer.keras";
  const read = await readModel([{ name, bytes: load(name) }]);
  const [problem, ...others] = read.ok ? [] : read.error;
  expect(others).toEqual([]);
  expect(problem!.path).toEqual([name, "config.json", "config", "layers", 1, "config", "kernel_regularizer"]);
  expect(problem!.message).toEqual({
    en: 'layer "dense" (Dense): kernel_regularizer is L2(l2=0.01); training with regularizers and constraints is not offered here, so only None can be opened',
    zh: "层“dense”（Dense）：kernel_regularizer 为 L2(l2=0.01)；这里不支持带正则化项或约束的训练，因此只能打开 None",
  });
  // What the page says.
  expect(refusedFile([problem!]).message).toEqual({
    en:
      "31-regularizer.keras cannot be opened. Not offered here: dense: kernel_regularizer (L2). Regularizers and constraints act in training only; without them " +
      "the model makes the same predictions. Remove them in Keras (for example layer.kernel_regularizer = None) and save the model again.",
    zh:
      "无法打开 31-regularizer.keras。这里没有：dense：kernel_regularizer（L2）。正则化项和约束只在训练时起作用，去掉后模型的预测不变。" +
      "请在 Keras 中去掉它们（例如 layer.kernel_regularizer = None），再重新保存模型。",
  });
  // The advice holds.
  const { "config.json": config, ...parts } = unzipSync(load(name));
  const removed = JSON.parse(new TextDecoder().decode(config), (key, value: unknown) => (key === "kernel_regularizer" ? null : value)) as unknown;
  expect(await away(await open(name, writeZip({ ...parts, "config.json": utf8(JSON.stringify(removed)) })))).toBeLessThan(1e-6);
});

test("regularizers and constraints of every place are refused alike, whether the layer has a setting of that name or not", async () => {
  const l2 = { class_name: "L2", config: { l2: 0.01 } };
  const layers = [
    { class_name: "InputLayer", config: { batch_shape: [null, 8, 8, 3], name: "i" } },
    { class_name: "Conv2D", config: { name: "c", filters: 1, kernel_size: [3, 3], bias_regularizer: l2, kernel_constraint: { class_name: "MaxNorm", config: { max_value: 2, axis: 0 } } } },
    { class_name: "BatchNormalization", config: { name: "b", gamma_regularizer: l2 } },
    { class_name: "Dense", config: { name: "d", units: 1, activity_regularizer: l2 } },
  ];
  const read = await readModel([{ name: "m.json", bytes: utf8(JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } })) }]);
  const problems = read.ok ? [] : read.error;
  expect(problems.map(({ path }) => path.at(-1))).toEqual(["bias_regularizer", "kernel_constraint", "gamma_regularizer", "activity_regularizer"]);
  expect(problems[1]!.message.en).toContain("kernel_constraint is MaxNorm(max_value=2, axis=0); training with");
  // One piece of advice for all.
  expect(refusedFile(problems).message.en.match(/Remove them in Keras/g)).toHaveLength(1);
});

test("optimizers of older files and their schedules come along", async () => {
  const rate = async (name: string) => {
    const { compile, schedule, notes: told } = await open(name);
    return [compile?.optimizer?.values.learning_rate, schedule, told.map(({ en }) => en)];
  };
  expect(await rate("05a-lr.h5")).toEqual([0.0005, undefined, []]);
  expect(await rate("05b-tiny-lr.h5")).toEqual([9e-7, undefined, []]);
  expect(await rate("05d-schedule.h5")).toEqual([0.01, { className: "ExponentialDecay", kind: "exponential", steps: 100, rate: 0.9, staircase: false }, []]);
  expect(await rate("05e-jit.h5")).toEqual([0.0005, undefined, []]);
});

/* The same manifest under other names and in another order. */

interface Entry {
  name: string;
  readonly shape: readonly number[];
}

/** k as a TensorFlow.js model, its weights renamed or reordered; the numbers follow their entries. */
function renamed(nameOf: (name: string, i: number) => string, order: (entries: readonly Entry[]) => readonly Entry[] = (same) => same, config: (json: string) => string = (same) => same): Uint8Array {
  const parts = unzipSync(load("01-control.tfjs.zip"));
  const json = JSON.parse(new TextDecoder().decode(parts["model.json"])) as Dict & { weightsManifest: [{ weights: Entry[] }] };
  const bytes = parts["group1-shard1of1.bin"]!;
  const entries = json.weightsManifest[0].weights;
  let at = 0;
  const own = new Map(entries.map((entry) => [entry, bytes.slice(at, (at += 4 * entry.shape.reduce((a, b) => a * b, 1)))]));
  entries.forEach((entry, i) => (entry.name = nameOf(entry.name, i)));
  const ordered = order(entries);
  json.weightsManifest[0].weights = [...ordered];
  const data = Uint8Array.from(ordered.flatMap((entry) => [...own.get(entry)!]));
  return writeZip({ "model.json": utf8(config(JSON.stringify(json))), "group1-shard1of1.bin": data });
}

const alphabetical = (entries: readonly Entry[]): readonly Entry[] => [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));

test("a list in alphabetical order is matched by its names", async () => {
  for (const nameOf of [
    (name: string) => `m/${name}:0`,
    (name: string) => name.replace(/^dense(_\d)?/, (_, n: string | undefined) => `dense_${9 + Number(n?.slice(1) ?? 0)}`),
    (name: string) => `layers/${name.replace("kernel", "vars/0").replace("bias", "vars/1")}`,
  ]) {
    expect(await away(await open("m.zip", renamed(nameOf, alphabetical)))).toBeLessThan(1e-6);
  }
});

test("a name that exists and belongs to another layer misleads nobody", async () => {
  // The file counts from 1 on: its dense_1 is the config's dense.
  const counted = renamed((name) => name.replace(/^dense(_\d)?/, (_, n: string | undefined) => `dense_${1 + Number(n?.slice(1) ?? 0)}`));
  expect(await away(await open("m.zip", counted))).toBeLessThan(1e-6);
  // The config calls the first layer dense_1 and the second dense; Keras files weights by their place among their like.
  const crossed = (json: string): string => json.replace('"name":"dense"', '"name":"x"').replace('"name":"dense_1"', '"name":"dense"').replace('"name":"x"', '"name":"dense_1"');
  const filed = renamed((name) => `layers/${name.replace("kernel", "vars/0").replace("bias", "vars/1")}`, undefined, crossed);
  expect(await away(await open("m.zip", filed))).toBeLessThan(1e-6);
});

test("weights that could be meant in several ways are refused with both lists", async () => {
  // Both hidden layers 2 → 2: nothing tells the kernels apart but an order that may be alphabetical.
  const dense = (name: string) => ({ class_name: "Dense", config: { name, units: 2, activation: "tanh" } });
  const layers = [{ class_name: "InputLayer", config: { batch_shape: [null, 2], name: "i" } }, dense("b"), dense("a")];
  const weights = [1, 2].flatMap(() => [{ name: "kernel", shape: [2, 2], dtype: "float32" }, { name: "bias", shape: [2], dtype: "float32" }]);
  const json = { modelTopology: { class_name: "Sequential", config: { name: "m", layers } }, weightsManifest: [{ paths: ["w.bin"], weights }] };
  const told = await refusal("m.zip", writeZip({ "model.json": utf8(JSON.stringify(json)), "w.bin": new Uint8Array(48) }));
  expect(told).toBe(
    "m.zip model.json weightsManifest: the weights could belong to the layers in several ways. In the file: kernel (2, 2), bias (2,), kernel (2, 2), bias (2,). Expected: dense/kernel (2, 2), dense/bias (2,), dense_1/kernel (2, 2), dense_1/bias (2,)",
  );
});

test("the optimizer's own weights are passed over, whatever their type", async () => {
  const parts = unzipSync(load("01-control.tfjs.zip"));
  const json = JSON.parse(new TextDecoder().decode(parts["model.json"])) as { weightsManifest: [{ weights: object[] }] };
  json.weightsManifest[0].weights.push({ name: "optimizer/vars/0", shape: [], dtype: "int32" }, { name: "dropout/seed_generator/seed_generator_state", shape: [2], dtype: "int32" });
  const bytes = Uint8Array.from([...parts["group1-shard1of1.bin"]!, ...new Uint8Array(12)]);
  expect(await away(await open("m.zip", writeZip({ "model.json": utf8(JSON.stringify(json)), "group1-shard1of1.bin": bytes })))).toBeLessThan(1e-6);
});

/* Models in models, and layers that go by other names. */

const input = { class_name: "InputLayer", config: { batch_shape: [null, 2], name: "in" } };
const sequential = (name: string, layers: readonly object[]) => ({ class_name: "Sequential", config: { name, layers } });
const normal = { class_name: "BatchNormalizationV2", config: { name: "bn", axis: [1] } };
const dense = (name: string) => ({ class_name: "Dense", config: { name, units: 2, activation: null } });
const numbers = (start: number, ...shape: number[]) => ({ shape, values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => start + i) });

test("the weights of a model in a model are found in both of Keras's layouts", async () => {
  const config = sequential("outer", [input, sequential("inner", [dense("a"), normal, dense("b")]), { class_name: "ReLU", config: { name: "r", max_value: null, negative_slope: 0, threshold: 0 } }, dense("c")]);
  const wanted = [[1, 5], [30, 32, 34, 36], [10, 14], [], [20, 24]];
  const list = (path: string, ...names: string[]): readonly string[] => names.map((name) => `${path}/${name}`);
  const legacy: H5Tree = {
    attributes: { model_config: JSON.stringify(config) },
    members: {
      model_weights: {
        attributes: { layer_names: ["inner", "r", "c"] },
        members: {
          // Keras lists what is trained first.
          inner: {
            attributes: { weight_names: list("w", "ak", "ab", "g", "be", "bk", "bb", "m", "v") },
            members: { w: { members: { ak: numbers(1, 2, 2), ab: numbers(5, 2), g: numbers(30, 2), be: numbers(32, 2), bk: numbers(10, 2, 2), bb: numbers(14, 2), m: numbers(34, 2), v: numbers(36, 2) } } },
          },
          r: { attributes: { weight_names: [] } },
          c: { attributes: { weight_names: list("w", "k", "b") }, members: { w: { members: { k: numbers(20, 2, 2), b: numbers(24, 2) } } } },
        },
      },
    },
  };
  const vars = (...held: ReturnType<typeof numbers>[]): H5Tree => ({ members: { vars: { members: Object.fromEntries(held.map((one, i) => [String(i), one])) } } });
  const inner: H5Tree = {
    members: {
      dense: vars(numbers(1, 2, 2), numbers(5, 2)),
      batch_normalization: vars(numbers(30, 2), numbers(32, 2), numbers(34, 2), numbers(36, 2)),
      dense_1: vars(numbers(10, 2, 2), numbers(14, 2)),
    },
  };
  const filed: H5Tree = { members: { layers: { members: { sequential: { members: { layers: inner } }, dense: vars(numbers(20, 2, 2), numbers(24, 2)) } } } };
  const files = [
    ["m.h5", await writeHdf5(legacy)],
    ["m.keras", writeZip({ "config.json": utf8(JSON.stringify(config)), "model.weights.h5": await writeHdf5(filed) })],
  ] as const;
  for (const [name, bytes] of files) {
    const { layers, weights } = await open(name, bytes);
    expect(layers.map(({ kind }) => kind)).toEqual(["Dense", "BatchNormalization", "Dense", "Activation", "Dense"]);
    expect(layers[3]!.values).toEqual({ activation: "relu" });
    expect(layers.map((_, layer) => weights!.filter((weight) => weight.layer === layer).map(({ values }) => values[0]))).toEqual(wanted);
  }
});

test("a graph as TensorFlow.js and Keras 2 write it opens where it is a chain, in any order", async () => {
  const node = (name: string, source: string | null, layer: object) => ({ ...layer, name, inbound_nodes: source === null ? [] : [[[source, 0, 0, {}]]] });
  const layers = [node("in", null, input), node("b", "a", dense("b")), node("a", "in", normal)];
  const graph = (list: readonly object[]) => ({ class_name: "Model", config: { name: "m", layers: list, input_layers: [["in", 0, 0]], output_layers: [["b", 0, 0]] } });
  expect((await open("m.json", utf8(JSON.stringify(graph(layers))))).layers.map(({ kind }) => kind)).toEqual(["BatchNormalization", "Dense"]);
  const told = (list: readonly object[]): Promise<string> => refusal("m.json", utf8(JSON.stringify(graph(list))));
  expect(await told([...layers, node("c", "a", dense("c"))])).toContain('layer "a" (BatchNormalizationV2) gives its output to 2 layers (b, c); only models');
  expect(await told([...layers, node("c", "z", dense("c"))])).toContain('layer "c" takes its input from "z", which the model does not have');
  expect(await told([layers[0]!, { ...dense("a"), name: "a", inbound_nodes: [[["in", 0, 0, {}]], [["b", 0, 0, {}]]] }])).toContain('layer "a" (Dense) is used 2 times');
  expect(await told([layers[0]!, { ...dense("a"), name: "a", inbound_nodes: [{ args: [{ class_name: "__keras_tensor__", config: { keras_history: ["in", 0, 0] } }], kwargs: { training: true, mask: null } }] }])).toContain('layer "a" is called with training = true');
});

test("registered names of Keras's own are known, and those of other packages are not", async () => {
  const net = (class_name: string) => utf8(JSON.stringify(sequential("m", [input, { class_name, config: { name: "d", units: 2 } }])));
  expect((await open("m.json", net("keras.layers>Dense"))).layers[0]!.kind).toBe("Dense");
  expect(await refusal("m.json", net("Addons>Dense"))).toContain('layer "d" is a Addons>Dense, which is not offered here');
});
