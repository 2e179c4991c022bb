import { inferStack } from "../../architecture";
import { text, timestamp } from "../../schema";
import { readHdf5 } from "../content/hdf5";
import { writeHdf5 } from "../content/hdf5Write";
import { isDict, parseJson, pythonJson, utf8 } from "../content/json";
import { limits, writeZip } from "../content/zip";
import { defineFormat } from "../define";
import { compileConfig, kerasCompile } from "../keras/compile";
import { kerasConfig } from "../keras/config";
import { editedCompile } from "../keras/editedCompile";
import { optimizerTree, readOptimizerVariables, storedVariables } from "../keras/optimizerState";
import { readCompile } from "../keras/readCompile";
import { readKerasConfig } from "../keras/readConfig";
import { readWeightFile, weightTree } from "../keras/weightFile";
import { layerloomKey, layerloomPart, readPart } from "../layerloom";
import { inEntry, refuse } from "../refuse";
import { joinTraining } from "../trainingState";

/** The form of the file is that of the first Keras 3, so that every later one opens it. */
const kerasVersion = "3.0.0";

const pad = (value: number): string => String(value).padStart(2, "0");

/** `2025-03-01@09:05:00`, local time, as Keras dates its files. */
const stamp = (date: Date): string =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}@${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;

/**
 * The `.keras` archive. At most three entries: with more, Keras unpacks the whole of it to disk. Keras never reads
 * `metadata.json`, which makes it the place for Layerloom's own part.
 */
export const kerasFormat = defineFormat({
  kind: "keras",
  extension: ".keras",
  mime: "application/zip",
  holds: "model",
  title: text("Keras model", "Keras 模型"),
  help: text(
    "Layers, weights and compile settings for keras.models.load_model in every Keras 3. Opens here again with its data, preprocessing and fit settings.",
    "包含各层、权重和编译设置，任何 Keras 3 都能用 keras.models.load_model 打开。在这里重新打开时，数据、预处理和训练设置也会恢复。",
  ),
  async write(model, modelName, advance) {
    const { layers, compile } = model.experiment;
    const input = model.preprocessing.sampleShape;
    const output = inferStack(layers, input).output ?? [];
    const config = kerasConfig(layers, modelName, input, compileConfig(kerasCompile(compile, layers, output)));
    const metadata = { keras_version: kerasVersion, date_saved: stamp(new Date(timestamp())), [layerloomKey]: layerloomPart(model) };
    return writeZip({
      "metadata.json": utf8(JSON.stringify(metadata)),
      "config.json": utf8(pythonJson(config)),
      "model.weights.h5": await writeHdf5(weightTree(layers, input, model.weights, optimizerTree(model)), { advance }),
    });
  },
  recognise: (content) => content.type === "archive" && content.archive.names.includes("config.json"),
  async read(content, { stem, target, advance }) {
    if (content.type !== "archive") return refuse([], "this is not an archive", "这不是压缩包");
    const { archive } = content;
    const raw = parseJson(archive.read("config.json", limits.json), ["config.json"]);
    const { layers, places, inputShape, notes } = readKerasConfig(raw, ["config.json"]);
    const compileRaw = isDict(raw) ? raw.compile_config : undefined;
    const { compile, schedule, notes: compileNotes } = readCompile(compileRaw, target?.present);
    const metadata = archive.names.includes("metadata.json") ? parseJson(archive.read("metadata.json", limits.json), ["metadata.json"]) : null;
    const part = readPart(isDict(metadata) ? metadata[layerloomKey] : undefined, layers, inputShape);
    const optimizer = part.layerloom?.experiment.compile.optimizer ?? compile?.optimizer;
    // The arrays of Keras 2 have another order.
    const readable = optimizer && !(isDict(metadata) && String(metadata.keras_version).startsWith("2."));
    const { weights, state } = await readHdf5(archive.read("model.weights.h5", limits.weights), (root) => ({
      weights: readWeightFile(root, layers, inputShape, places),
      state: readable ? readOptimizerVariables(storedVariables(root), optimizer, layers, inputShape) : { notes: [] },
    }), advance).catch((thrown: unknown) => inEntry(thrown, "model.weights.h5"));
    const training = optimizer && joinTraining(part.training, state.optimizer, { layers, compile: { optimizer } }, inputShape);
    return {
      name: part.layerloom?.experiment.name ?? stem,
      layers: part.layerloom?.experiment.layers ?? layers,
      inputShape,
      weights,
      ...(compile ? { compile } : {}),
      ...(schedule ? { schedule } : {}),
      ...(part.layerloom ? { layerloom: part.layerloom } : {}),
      ...(training ? { training } : {}),
      notes: [
        ...notes,
        ...(part.layerloom ? editedCompile(compileRaw, part.layerloom.experiment, inputShape, compileConfig) : [...compileNotes, ...part.notes]),
        ...state.notes,
      ],
    };
  },
});
