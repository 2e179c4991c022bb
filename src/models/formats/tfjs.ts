import { namesOf, text } from "../../schema";
import { isDict, parseJson, pythonJson, utf8 } from "../content/json";
import { limits, writeZip } from "../content/zip";
import { defineFormat } from "../define";
import { tfjsConfig } from "../keras/config";
import { matchWeights } from "../keras/matchWeights";
import { readCompile } from "../keras/readCompile";
import { readKerasConfig } from "../keras/readConfig";
import { layerloomKey, layerloomPart, readPart } from "../layerloom";
import { bytesOf } from "../npy";
import { refuse } from "../refuse";
import { joined, manifestOf, readManifest } from "./tfjsManifest";
import { fitting } from "./weights";

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
    "model.json 与 weights.bin 打包为一个 zip：解压到服务器上即可用 tf.loadLayersModel 加载。也可直接在这里重新打开。",
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
  async read(content, { stem, target }) {
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
    const manifest = readManifest(archive, entry, raw);
    const list = [entry, "weightsManifest"];
    if (isDict(raw) && (topology === null || topology === undefined)) {
      // Weights alone, as `saveWeights` of some converters leaves them.
      const { layers, inputShape } = fitting(target);
      const { weights, note } = matchWeights(manifest.weights, layers, inputShape, undefined, list);
      return { name: stem, layers, inputShape, weights, notes: [weightsOnly, ...(note ? [note] : []), ...manifest.notes] };
    }
    // TensorFlow.js's own files hold the model object as it is, converted ones wrap it.
    const wrapped = isDict(topology) && isDict(topology.model_config);
    const path = wrapped ? [entry, "modelTopology", "model_config"] : [entry, "modelTopology"];
    const config = wrapped ? topology.model_config : topology;
    const { layers, places, inputShape, notes } = readKerasConfig(config, path);
    const { weights, note } = matchWeights(manifest.weights, layers, inputShape, places, list);
    // Converters keep what Keras itself was told; TensorFlow.js has other parameters under other names.
    const training = isDict(raw) ? raw.trainingConfig : undefined;
    const { compile, schedule, notes: compileNotes } = readCompile((wrapped ? topology.training_config : undefined) ?? (isDict(config) ? config.compile_config : undefined), target?.present);
    const metadata = isDict(raw) && isDict(raw.userDefinedMetadata) ? raw.userDefinedMetadata[layerloomKey] : undefined;
    const part = readPart(metadata, layers, inputShape);
    return {
      name: part.layerloom?.experiment.name ?? stem,
      layers: part.layerloom?.experiment.layers ?? layers,
      inputShape,
      weights,
      ...(compile ? { compile } : {}),
      ...(schedule ? { schedule } : {}),
      ...(part.layerloom ? { layerloom: part.layerloom } : {}),
      notes: [...(note ? [note] : []), ...manifest.notes, ...notes, ...(part.layerloom ? [] : [...compileNotes, ...(training ? [trainingLeftOut] : []), ...part.notes])],
    };
  },
});

const weightsOnly = text("The file holds weights and no layers: they went into the present layers.", "文件只含权重，不含层：已加载到当前各层。");

const trainingLeftOut = text(
  "TensorFlow.js's compile settings were left out: its optimizers have other parameters than Keras's.",
  "TensorFlow.js 的编译设置已略去：其优化器的参数与 Keras 不同。",
);

const isModelJson = (name: string): boolean => /(^|\/)[^/]*\.json$/.test(name) && !name.startsWith("__MACOSX/") && !/(^|\/)(config|metadata)\.json$/.test(name);
