import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { distance, predict } from "../../scripts/interop/judge";
import { writeHdf5 } from "./content/hdf5Write";
import { snakeCase } from "../architecture";
import { isDict, parseJson, utf8, type Dict } from "./content/json";
import { writeZip } from "./content/zip";
import { getConfigText, readModel, type NamedBytes, type OpenedModel } from "./index";
import { showPath } from "../schema";

/* Files by real Keras, and tfjs as the judge of what comes out of them. */

interface Told {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
const folders = readdirSync(fixtures)
  .filter((version) => version.startsWith("keras-"))
  .flatMap((version) => readdirSync(`${fixtures}/${version}`).map((model) => `${version}/${model}`));

const load = (path: string): NamedBytes => ({ name: path.split("/").at(-1), bytes: new Uint8Array(readFileSync(path)) });

async function opened(path: string, into?: OpenedModel): Promise<OpenedModel> {
  const read = await readModel([load(path)], into);
  if (!read.ok) throw new Error(read.error.map(({ path: where, message }) => `${showPath(where)}: ${message.en}`).join("\n"));
  return read.value;
}

test.each(folders.flatMap((folder) => ["model.keras", "model.h5", "model.weights.h5"].map((file) => [folder, file] as const)))(
  "%s/%s predicts here what it predicts in Keras",
  async (folder, file) => {
    const at = `${fixtures}/${folder}`;
    const told = JSON.parse(readFileSync(`${at}/data.json`, "utf8")) as Told;
    const layers = await opened(`${at}/model.json`);
    const model = await opened(`${at}/${file}`, layers);
    const scores = await predict(model.layers, model.inputShape, model.weights!, Float32Array.from(told.x));
    expect(distance(scores, told.y)).toBeLessThan(1e-5);
  },
);

test.each(["keras-3.0.5", "keras-3.15.1"])("the compile settings of %s come along under Keras's names", async (version) => {
  const folder = `${fixtures}/${version}`;
  for (const file of ["model.keras", "model.h5", "model.json"]) {
    expect((await opened(`${folder}/mlp/${file}`)).compile).toEqual({
      optimizer: { kind: "Adam", values: { learning_rate: 0.002, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false } },
      loss: "categorical_crossentropy",
      metrics: ["accuracy"],
    });
    expect((await opened(`${folder}/convnet/${file}`)).compile).toEqual({
      optimizer: { kind: "SGD", values: { learning_rate: 0.05, momentum: 0.9, nesterov: true } },
      loss: "mean_squared_error",
    });
  }
});

/** Keras's own values in the short form that every Keras 3 reads too: a type and an initializer by their names. */
const brief = (value: unknown): unknown => {
  if (!isDict(value)) return value;
  if (value.class_name === "DTypePolicy") return (value.config as Dict).name;
  return value.module === "keras.initializers" ? snakeCase(value.class_name as string) : value;
};

test.each(folders)("get_config of %s is what Keras gives, without what is not offered here", async (folder) => {
  const at = `${fixtures}/${folder}`;
  const told = parseJson(readFileSync(`${at}/model.json`), []) as { readonly config: Dict & { readonly layers: readonly Dict[] } };
  const { layers, inputShape } = await opened(`${at}/model.json`);
  const shown = parseJson(getConfigText(layers, told.config.name as string, inputShape), []) as typeof told.config;
  expect(Object.keys(shown)).toEqual(Object.keys(told.config));
  const { layers: ours, ...outer } = shown;
  const { layers: theirs, ...theirOuter } = told.config;
  expect(outer).toEqual(Object.fromEntries(Object.entries(theirOuter).map(([key, value]) => [key, brief(value)])));
  expect(ours).toHaveLength(theirs.length);
  for (const [i, layer] of ours.entries()) {
    const wanted = theirs[i]!;
    expect([layer.module, layer.class_name, layer.registered_name]).toEqual([wanted.module, wanted.class_name, wanted.registered_name]);
    const config = layer.config as Dict;
    for (const [key, value] of Object.entries(config)) {
      const want = brief((wanted.config as Dict)[key]);
      // Layers bear Keras's automatic names here, masks are drawn from the seed of the document, and Keras writes the last
      // axis by its number at times; for the initializer see the next test.
      if (["name", "seed", "axis"].includes(key) || String(want).startsWith("orthogonal")) continue;
      expect(value, `${config.name as string}.${key}`).toEqual(want);
    }
  }
});

test("an initializer that is not offered gives way, with a note", async () => {
  const { notes, layers } = await opened(`${fixtures}/keras-3.15.1/mlp/model.keras`);
  expect(notes.map(({ en }) => en)).toEqual(['dense_2.kernel_initializer = "Orthogonal" is not offered here. New initial weights use glorot_uniform.']);
  expect(layers.find(({ kind, values }) => kind === "Dense" && values.units === 5)?.values).toMatchObject({ kernel_initializer: "glorot_uniform", use_bias: false });
});

/* Models with layers that this page does not have. Where a collection of further real files lies beside the repository,
   it is read too; the same cases are made here, in Keras's layout. */

const collection = fileURLToPath(new URL("../../../shared/data/keras-files", import.meta.url));
const further = existsSync(collection)
  ? readdirSync(collection, { recursive: true, encoding: "utf8" }).filter((name) => /\.(keras|h5)$/.test(name)).map((name) => load(`${collection}/${name}`))
  : [];

const made: NamedBytes[] = [];
beforeAll(async () => {
  for (const [class_name, config] of [
    ["LSTM", { units: 3 }],
    ["Embedding", { input_dim: 4, output_dim: 2 }],
    ["Masking", { mask_value: 0 }],
    ["Rescaling", { scale: 0.5, offset: 0 }],
  ] as const) {
    const layer = { module: "keras.layers", class_name, config: { name: class_name.toLowerCase(), trainable: true, dtype: "float32", ...config }, registered_name: null };
    const input = { module: "keras.layers", class_name: "InputLayer", config: { batch_shape: [null, 5, 2], dtype: "float32", name: "input" }, registered_name: null };
    const model = { module: "keras", class_name: "Sequential", config: { name: "m", layers: [input, layer] }, registered_name: null };
    const weights = await writeHdf5({ members: { vars: {}, layers: {} } });
    made.push({ name: `${class_name}.keras`, bytes: writeZip({ "config.json": utf8(JSON.stringify(model)), "model.weights.h5": weights }) });
    made.push({ name: `${class_name}.h5`, bytes: await writeHdf5({ attributes: { model_config: JSON.stringify(model) }, members: { model_weights: { attributes: { layer_names: [] } } } }) });
  }
});

test("a layer or an option that is not offered is refused by the layer's name", async () => {
  const files = [...made, ...further];
  expect(files.length).toBeGreaterThanOrEqual(8);
  for (const file of files) {
    const read = await readModel([file]);
    expect(read.ok, file.name).toBe(false);
    if (read.ok) continue;
    for (const { path, message } of read.error) {
      expect(path[0]).toBe(file.name);
      expect(showPath(path)).toMatch(/layers\[\d+\]/);
      expect(message.en).toMatch(/^layer "[a-z0-9_]+" (is a \w+, which is not offered here|\(\w+\): )/);
      expect(message.zh).toMatch(/^层“/);
    }
  }
});
