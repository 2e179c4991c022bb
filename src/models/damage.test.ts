import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { writeHdf5, type H5Tree } from "./content/hdf5Write";
import { utf8 } from "./content/json";
import { writeZip } from "./content/zip";
import { modelOf } from "./fixtures/sample";
import { readModel, writeModel } from "./index";
import { legacyConfig } from "./keras/config";
import { legacyTree } from "./keras/legacyWeights";
import { weightTree } from "./keras/weightFile";

/** dense [2, 8] + [8], dense_1 [8, 8] + [8], dense_2 [8, 1] + [1]. */
const model = modelOf("first-net");
const { layers } = model.experiment;

const keras = unzipSync((await writeModel("keras", model, "m")).bytes);
const tfjs = unzipSync((await writeModel("tfjs", model, "m")).bytes);
const h5 = (await writeModel("h5", model, "m")).bytes;

type Dict = Record<string, unknown>;
type Entries = Record<string, Uint8Array>;

/** What a reading refuses, as `path: message`. */
async function refusal(name: string, bytes: Uint8Array): Promise<string> {
  const read = await readModel([{ name, bytes }], { layers, inputShape: [2] });
  if (read.ok) return "opened";
  for (const { message } of read.error) expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
  return read.error.map(({ path, message }) => `${path.join(" › ")}: ${message.en}`).join("\n");
}

const kerasWith = (change: Partial<Entries>): Uint8Array => writeZip(Object.fromEntries(Object.entries({ ...keras, ...change }).filter(([, bytes]) => bytes)) as Entries);
const tfjsWith = (change: Partial<Entries>): Uint8Array => writeZip(Object.fromEntries(Object.entries({ ...tfjs, ...change }).filter(([, bytes]) => bytes)) as Entries);

/** The config with one change made to it. */
function changed(bytes: Uint8Array, change: (config: { config: { layers: { class_name: string; config: Dict }[] } } & Dict) => void): Uint8Array {
  const config = JSON.parse(new TextDecoder().decode(bytes)) as Parameters<typeof change>[0];
  change(config);
  return utf8(JSON.stringify(config));
}

/** A `.weights.h5` with one change made to its tree. */
async function weightsWith(change: (groups: Record<string, { members: { vars: { members: Record<string, unknown> } } }>) => void): Promise<Uint8Array> {
  const tree = weightTree(layers, [2], model.weights) as { members: { layers: { members: Parameters<typeof change>[0] } } };
  change(tree.members.layers.members);
  return writeHdf5(tree as H5Tree);
}

const one = { shape: [1], values: Float32Array.of(1) };

const table: readonly (readonly [what: string, name: string, make: () => Uint8Array | Promise<Uint8Array>, expected: string])[] = [
  ["a zip that was cut off", "m.keras", () => kerasWith({}).slice(0, 2000), "m.keras: the zip archive is damaged or cut off: its list of entries is missing"],
  ["a weight file that was cut off", "m.keras", () => kerasWith({ "model.weights.h5": keras["model.weights.h5"]!.slice(0, 3000) }), "m.keras › model.weights.h5: the HDF5 file is damaged or cut off"],
  ["a weight file that is none", "m.keras", () => kerasWith({ "model.weights.h5": utf8("no") }), "m.keras › model.weights.h5: the HDF5 file is damaged or cut off"],
  ["no weight file", "m.keras", () => kerasWith({ "model.weights.h5": undefined }), "m.keras › model.weights.h5: this part is missing; there are metadata.json, config.json"],
  ["a config that is not JSON", "m.keras", () => kerasWith({ "config.json": utf8("{") }), "m.keras › config.json: this is not valid JSON"],
  ["another kind of model", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.class_name = "MyNet")) }), 'm.keras › config.json › class_name: expected a Sequential or Functional model; this one is "MyNet"'],
  ["a graph without its connections", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.class_name = "Functional")) }), "m.keras › config.json › config › layers: the model has 4 inputs (input_layer, dense, dense_1, dense_2); only models with one input can be opened here"],
  [
    "a layer of a kind that is not offered",
    "m.keras",
    () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[2]!.class_name = "LSTM")) }),
    'm.keras › config.json › config › layers › 2 › class_name: layer "dense_1" is a LSTM, which is not offered here; known are',
  ],
  [
    "an option of a wrong type",
    "m.keras",
    () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[2]!.config.units = "8")) }),
    'm.keras › config.json › config › layers › 2 › config › units: layer "dense_1" (Dense): expected a whole number from 1 to 65536, received "8"',
  ],
  [
    "an activation that is not offered",
    "m.keras",
    () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[1]!.config.activation = "mish")) }),
    'layers › 1 › config › activation: layer "dense" (Dense): expected one of linear, relu',
  ],
  [
    "an option that changes what a layer computes",
    "m.keras",
    () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[1]!.config.lora_rank = 4)) }),
    'layers › 1 › config › lora_rank: layer "dense" (Dense): lora_rank is 4; only None can be opened here',
  ],
  [
    "another precision",
    "m.keras",
    () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[1]!.config.dtype = { class_name: "DTypePolicy", config: { name: "float16" } })) }),
    'layers › 1 › config › dtype: layer "dense" (Dense): expected float32, received "float16"',
  ],
  ["an input of unknown size", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[0]!.config.batch_shape = [null, null])) }), "layers › 0 › config: expected an input shape with all sides known, such as [null, 32, 32, 3]; received [null,null]"],
  ["layers that do not fit together", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => c.config.layers.splice(2, 0, { class_name: "Reshape", config: { name: "r", target_shape: [5] } })) }), 'layers › 2: layer "r": the 8 values of shape (8,) do not fit the shape (5,)'],
  ["more layers than anyone has", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers = Array.from({ length: 501 }, () => c.config.layers[1]!))) }), "layers: expected 1 to 500 layers, received 501"],
  ["a weight of another shape", "m.keras", () => kerasWith({ "config.json": changed(keras["config.json"]!, (c) => (c.config.layers[2]!.config.units = 9)) }), "m.keras › model.weights.h5 › layers/dense_1/vars/0: the weight dense_1/kernel has shape (8, 8); expected (8, 9)"],
  ["a missing weight", "m.weights.h5", () => weightsWith((groups) => delete groups.dense_1!.members.vars.members["1"]), "m.weights.h5 › layers/dense_1/vars/1: the weight dense_1/bias (8,) is missing"],
  ["a missing layer", "m.weights.h5", () => weightsWith((groups) => delete groups.dense_2), "m.weights.h5 › layers/dense_2/vars/0: the weight dense_2/kernel (8, 1) is missing"],
  ["one weight too many", "m.weights.h5", () => weightsWith((groups) => (groups.dense!.members.vars.members["2"] = one)), "m.weights.h5 › layers/dense/vars: layer dense has 3 weights in the file; expected 2"],
  ["a layer too many", "m.weights.h5", () => weightsWith((groups) => (groups.dense_3 = { members: { vars: { members: { 0: one } } } })), "m.weights.h5 › layers/dense_3: these are weights of a layer that the model does not have; its layers are dense, dense_1, dense_2"],
  ["a whole .h5 that was cut off", "m.h5", () => h5.slice(0, h5.length - 100), "m.h5: the HDF5 file is damaged or cut off"],
  ["an .h5 without weights", "m.h5", () => writeHdf5({ attributes: { model_config: JSON.stringify(legacyConfig(layers, "m", [2])) } }), "m.h5 › model_weights: the group is missing"],
  [
    "an .h5 with a weight missing",
    "m.h5",
    () => {
      const tree = legacyTree(layers, [2], model.weights.filter(({ layer, name }) => layer !== 1 || name !== "bias"));
      return writeHdf5({ attributes: { model_config: JSON.stringify(legacyConfig(layers, "m", [2])) }, members: { model_weights: tree } });
    },
    "m.h5 › model_weights/dense_1/dense_1/bias:0: the weight dense_1/bias (8,) is missing",
  ],
  [
    "an .h5 with a weight too many",
    "m.h5",
    () => {
      const tree = legacyTree(layers, [2], [...model.weights, { ...model.weights[0]!, name: "extra" }]);
      return writeHdf5({ attributes: { model_config: JSON.stringify(legacyConfig(layers, "m", [2])) }, members: { model_weights: tree } });
    },
    "m.h5 › model_weights/dense: layer dense has 3 weights in the file (dense/kernel:0, dense/bias:0, dense/extra:0); expected 2",
  ],
  ["no weights.bin", "m.zip", () => tfjsWith({ "weights.bin": undefined }), "m.zip › weights.bin: this part is missing; there are model.json"],
  ["a weights.bin that was cut off", "m.zip", () => tfjsWith({ "weights.bin": tfjs["weights.bin"]!.slice(0, 380) }), "m.zip › weights.bin: the data end inside the weight dense_1/bias: 380 bytes, expected at least 384"],
  ["a weights.bin that is too long", "m.zip", () => tfjsWith({ "weights.bin": new Uint8Array(500) }), "m.zip › weights.bin: 500 bytes; the manifest describes 420"],
  [
    "a weight that the manifest lacks",
    "m.zip",
    () =>
      tfjsWith({
        "model.json": changed(tfjs["model.json"]!, (c) => {
          const [group] = c.weightsManifest as [{ weights: { name: string }[] }];
          group.weights[3]!.name = "dense_1/other";
        }),
      }),
    "m.zip › model.json › weightsManifest: the weight dense_1/bias is missing",
  ],
  [
    "a weight of another shape in the manifest",
    "m.zip",
    () =>
      tfjsWith({
        "model.json": changed(tfjs["model.json"]!, (c) => {
          const [group] = c.weightsManifest as [{ weights: { shape: number[] }[] }];
          group.weights[0]!.shape = [8, 2];
        }),
      }),
    "m.zip › model.json.weightsManifest: the weight dense/kernel has shape (8, 2); expected (2, 8)",
  ],
  [
    "a weight stored in a way that is not known",
    "m.zip",
    () =>
      tfjsWith({
        "model.json": changed(tfjs["model.json"]!, (c) => {
          const [group] = c.weightsManifest as [{ weights: Dict[] }];
          group.weights[0]!.quantization = { dtype: "int8", scale: 1, min: 0 };
        }),
      }),
    "quantization: weight dense/kernel: expected float32, or uint8, uint16 or float16 in its place, received",
  ],
];

test.each(table)("%s is refused by file and key", async (_what, name, make, expected) => {
  expect(await refusal(name, await make())).toContain(expected);
});

test("a huge dataset in a small file is refused by its shape, before it is read", async () => {
  const { File, ready } = await import("h5wasm");
  const { FS } = (await ready) as unknown as { FS: { readFile(name: string): Uint8Array; unlink(name: string): void } };
  const file = new File("huge.h5", "w");
  const vars = file.create_group("layers").create_group("dense").create_group("vars");
  // Chunks that were never written take no room: 4 TB in a few kilobytes.
  vars.create_dataset({ name: "0", data: new Float32Array(4), shape: [2, 2], maxshape: [null, null], chunks: [2, 2] }).resize([1_000_000, 1_000_000]);
  file.close();
  const bytes = FS.readFile("huge.h5");
  FS.unlink("huge.h5");
  expect(bytes.length).toBeLessThan(20_000);
  expect(await refusal("m.weights.h5", bytes)).toBe("m.weights.h5 › layers/dense/vars/0: the weight dense/kernel has shape (1000000, 1000000); expected (2, 8)");
});

test("a failed reading leaves the next one untouched", async () => {
  await refusal("m.h5", h5.slice(0, 4000));
  expect(await refusal("m.h5", h5)).toBe("opened");
});
