import type { LayerWeight } from "../../architecture";
import { namesOf, showBytes, shown, sizeOf, text } from "../../schema";
import { isDict, parseJson, pythonJson, utf8, type Dict } from "../content/json";
import { limits, writeZip, type Archive } from "../content/zip";
import { defineFormat } from "../define";
import { tfjsConfig } from "../keras/config";
import { readKerasConfig } from "../keras/readConfig";
import { checkShape, wantedWeights } from "../keras/weightFile";
import { layerloomKey, layerloomPart, readPart } from "../layerloom";
import { bytesOf } from "../npy";
import { refuse } from "../refuse";

const weightFile = "weights.bin";

/**
 * TensorFlow.js's layers model, the two files in one zip. Compile settings go into Layerloom's part only: tfjs's
 * optimizers have other names and parameters, and a model that is loaded to predict needs none.
 * Source: tfjs-core `io/types.ts`.
 */
export const tfjsFormat = defineFormat({
  kind: "tfjs",
  extension: ".tfjs.zip",
  mime: "application/zip",
  holds: "model",
  title: text("TensorFlow.js model", "TensorFlow.js 模型"),
  help: text(
    "model.json and weights.bin in one zip: unpack them on a server for tf.loadLayersModel. Opens here again as it is.",
    "model.json 与 weights.bin 打包为一个 zip：解压到服务器上即可用 tf.loadLayersModel 载入。也可直接在这里重新打开。",
  ),
  async write(model, modelName) {
    const { layers } = model.experiment;
    const ordered = [...model.weights].sort((a, b) => a.layer - b.layer);
    const topology = {
      modelTopology: { ...tfjsConfig(layers, modelName, model.preprocessing.sampleShape), keras_version: "tfjs-layers 4.22.0", backend: "tensor_flow.js" },
      format: "layers-model",
      generatedBy: "Layerloom",
      convertedBy: null,
      weightsManifest: [
        { paths: [weightFile], weights: ordered.map(({ layerName, name, shape }) => ({ name: `${layerName}/${name}`, shape, dtype: "float32" })) },
      ],
      userDefinedMetadata: { [layerloomKey]: layerloomPart(model) },
    };
    return writeZip({ "model.json": utf8(pythonJson(topology)), [weightFile]: joined(ordered.map(({ values }) => bytesOf(values))) });
  },
  recognise: (content) =>
    (content.type === "archive" && content.archive.names.some(isModelJson)) ||
    (content.type === "json" && isDict(content.value) && "modelTopology" in content.value),
  async read(content, { stem }) {
    if (content.type === "json") {
      const files = manifestOf(content.value, []).flatMap(({ paths }) => paths);
      const list = namesOf(files.length ? files : [weightFile]);
      return refuse([], `this file holds the layers alone; choose it together with ${list.en}`, `该文件只含各层；请与 ${list.zh} 一起选择`);
    }
    if (content.type !== "archive") return refuse([], "this is not an archive", "这不是压缩包");
    const { archive } = content;
    const entry = archive.names.find(isModelJson);
    if (!entry) return refuse(["model.json"], "this part is missing", "缺少这一部分");
    const raw = parseJson(archive.read(entry, limits.json), [entry]);
    const topology = isDict(raw) ? raw.modelTopology : undefined;
    // TensorFlow.js's own files hold the model object as it is, converted ones wrap it.
    const wrapped = isDict(topology) && isDict(topology.model_config);
    const path = wrapped ? [entry, "modelTopology", "model_config"] : [entry, "modelTopology"];
    const { layers, fileNames, inputShape, notes } = readKerasConfig(wrapped ? topology.model_config : topology, path);
    const found = readManifest(archive, entry, raw);
    const weights = wantedWeights(layers, inputShape).flatMap((list) =>
      list.map(({ layer, layerName, name, shape, trainable }): LayerWeight => {
        const key = `${fileNames[layer]}/${name}`;
        const held = found.get(key) ?? refuse([entry, "weightsManifest"], `the weight ${key} is missing`, `缺少权重 ${key}`);
        found.delete(key);
        checkShape(key, shape, held.shape, `${entry}.weightsManifest`);
        return { layer, layerName, name, shape, trainable, values: held.values };
      }),
    );
    const [further] = found.keys();
    if (further !== undefined) refuse([entry, "weightsManifest"], `the weight ${further} belongs to no layer of the model`, `权重 ${further} 不属于模型的任何一层`);
    const training = isDict(raw) ? raw.trainingConfig : undefined;
    const metadata = isDict(raw) && isDict(raw.userDefinedMetadata) ? raw.userDefinedMetadata[layerloomKey] : undefined;
    const part = readPart(metadata, layers, inputShape);
    return {
      name: part.layerloom?.experiment.name ?? stem,
      layers: part.layerloom?.experiment.layers ?? layers,
      inputShape,
      weights,
      ...(part.layerloom ? { layerloom: part.layerloom } : {}),
      notes: part.layerloom ? notes : [...notes, ...(training ? [trainingLeftOut] : []), ...part.notes],
    };
  },
});

const trainingLeftOut = text(
  "TensorFlow.js's compile settings were left out: its optimizers have other parameters than Keras's.",
  "TensorFlow.js 的编译设置已略去：其优化器的参数与 Keras 不同。",
);

const isModelJson = (name: string): boolean => /(^|\/)[^/]*\.json$/.test(name) && !name.startsWith("__MACOSX/") && !/(^|\/)(config|metadata)\.json$/.test(name);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Dict[];
}

/** The groups of the manifest: which files, and which weights lie in them one after another. */
function manifestOf(raw: unknown, at: readonly string[]): readonly Group[] {
  const manifest = isDict(raw) ? raw.weightsManifest : undefined;
  if (!Array.isArray(manifest)) return refuse([...at, "weightsManifest"], `expected a list, received ${shown(manifest)}`, `应为列表，收到的是 ${shown(manifest)}`);
  return manifest.map((group: unknown, i) => {
    const { paths, weights } = isDict(group) ? group : {};
    const whole = Array.isArray(paths) && paths.every((path) => typeof path === "string") && Array.isArray(weights) && weights.every(isDict);
    if (!whole) return refuse([...at, "weightsManifest", i], `expected paths and weights, received ${shown(group)}`, `应含 paths 和 weights，收到的是 ${shown(group)}`);
    return { paths: paths, weights: weights };
  });
}

/** Every weight of the manifest by name. Names, shapes, types and byte counts must agree with the files. */
function readManifest(archive: Archive, entry: string, raw: unknown): Map<string, { shape: readonly number[]; values: Float32Array }> {
  const found = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  const folder = entry.slice(0, entry.lastIndexOf("/") + 1);
  const named = new Set<string>();
  manifestOf(raw, [entry]).forEach(({ paths, weights }, g) => {
    const bytes = joined(readPaths(archive, paths.map((path) => folder + path.replace(/^\.\//, "")), named));
    let at = 0;
    weights.forEach((weight, i) => {
      const path = [entry, "weightsManifest", g, "weights", i];
      const { name, shape, dtype, quantization, group } = weight;
      if (typeof name !== "string" || found.has(name)) return refuse([...path, "name"], `expected a name of its own, received ${shown(name)}`, `应为不重复的名称，收到的是 ${shown(name)}`);
      const sides = Array.isArray(shape) && shape.every((side): side is number => Number.isInteger(side) && (side as number) >= 0) ? (shape) : undefined;
      if (!sides) return refuse([...path, "shape"], `weight ${name}: expected a list of whole numbers, received ${shown(shape)}`, `权重 ${name}：应为整数列表，收到的是 ${shown(shape)}`);
      if (quantization !== undefined) return refuse([...path, "quantization"], `weight ${name} is stored in fewer bits (${shown(quantization)}); expected float32`, `权重 ${name} 以较少位数存储（${shown(quantization)}）；应为 float32`);
      const isOptimizer = group === "optimizer";
      if (!isOptimizer && dtype !== "float32") return refuse([...path, "dtype"], `weight ${name}: expected float32, received ${shown(dtype)}`, `权重 ${name}：应为 float32，收到的是 ${shown(dtype)}`);
      const size = sizeOf(sides) * (dtype === "bool" ? 1 : 4);
      if (at + size > bytes.length) return tooShort(paths, name, at + size, bytes.length);
      // The optimizer's own state is not taken over: training goes on with a fresh one.
      if (!isOptimizer) found.set(name, { shape: sides, values: new Float32Array(bytes.slice(at, at + size).buffer) });
      at += size;
    });
    if (at !== bytes.length) refuse(paths, `${bytes.length} bytes; the manifest describes ${at}`, `${bytes.length} 字节；清单描述了 ${at} 字节`);
  });
  return found;
}

/** The files of one group. `named` has those of all groups: a small manifest could name one file any number of times. */
function readPaths(archive: Archive, paths: readonly string[], named: Set<string>): readonly Uint8Array[] {
  let size = 0;
  for (const path of paths) {
    if (named.has(path)) refuse([path], "the manifest names this file twice", "清单两次列出该文件");
    named.add(path);
    size += archive.size(path);
  }
  if (size > limits.weights) refuse([...paths.slice(0, 1)], `the files of this group have ${showBytes(size)}; at most ${showBytes(limits.weights)} are opened`, `该组文件共 ${showBytes(size)}；最多打开 ${showBytes(limits.weights)}`);
  return paths.map((path) => archive.read(path, limits.weights));
}

const tooShort = (paths: readonly string[], name: string, wanted: number, received: number): never =>
  refuse(paths, `the data end inside the weight ${name}: ${received} bytes, expected at least ${wanted}`, `数据在权重 ${name} 处中断：共 ${received} 字节，至少应有 ${wanted}`);
