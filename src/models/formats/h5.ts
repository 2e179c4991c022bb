import { inferStack } from "../../architecture";
import { text } from "../../schema";
import { writeHdf5 } from "../content/hdf5Write";
import { parseJson, pythonJson } from "../content/json";
import { defineFormat } from "../define";
import { kerasCompile, trainingConfig } from "../keras/compile";
import { legacyConfig } from "../keras/config";
import { legacyTree, legacyVersion, readLegacyWeights } from "../keras/legacyWeights";
import { editedCompile } from "../keras/editedCompile";
import { legacyOptimizerTree, ownOptimizerGroup, readOptimizerVariables, storedLegacyVariables } from "../keras/optimizerState";
import { readCompile } from "../keras/readCompile";
import { readKerasConfig } from "../keras/readConfig";
import { layerloomKey, layerloomPart, readPart } from "../layerloom";
import { refuse } from "../refuse";
import { joinTraining } from "../trainingState";

/** The whole model in one HDF5 file: what `model.save("model.h5")` makes. */
export const h5Format = defineFormat({
  kind: "h5",
  extension: ".h5",
  mime: "application/x-hdf5",
  holds: "model",
  title: text("Keras HDF5 model", "Keras HDF5 模型"),
  help: text(
    'What model.save("model.h5") writes: the same model in the older format, for Keras 2, tf.keras and Keras 3 alike.',
    '即 model.save("model.h5") 的格式：同一模型的旧格式，Keras 2、tf.keras 和 Keras 3 都能打开。',
  ),
  write(model, modelName, advance) {
    const { layers, compile } = model.experiment;
    const input = model.preprocessing.sampleShape;
    const output = inferStack(layers, input).output ?? [];
    const optimizer = legacyOptimizerTree(model);
    const tree = {
      attributes: {
        keras_version: legacyVersion,
        backend: "tensorflow",
        model_config: pythonJson(legacyConfig(layers, modelName, input)),
        training_config: pythonJson(trainingConfig(kerasCompile(compile, layers, output))),
        [layerloomKey]: JSON.stringify(layerloomPart(model)),
      },
      members: { model_weights: legacyTree(layers, input, model.weights), ...(optimizer ? { [ownOptimizerGroup]: optimizer } : {}) },
    };
    return writeHdf5(tree, { checksums: true, advance });
  },
  recognise: (content) => content.type === "hdf5" && content.root.attributes.includes("model_config"),
  async read(content, { stem, target }) {
    if (content.type !== "hdf5") return refuse([], "this is not HDF5", "这不是 HDF5");
    const { root } = content;
    const attribute = (name: string): unknown => {
      const value = root.string(name);
      return value === undefined ? undefined : parseJson(value, [name]);
    };
    const { layers, places, inputShape, notes } = readKerasConfig(attribute("model_config"), ["model_config"]);
    const group = root.group("model_weights");
    if (!group) return refuse(["model_weights"], "the group is missing: the file has no weights", "缺少该组：文件中没有权重");
    const weights = readLegacyWeights(group, layers, inputShape, places, "model_weights");
    const compileRaw = attribute("training_config");
    const { compile, schedule, notes: compileNotes } = readCompile(compileRaw, target?.present);
    const part = readPart(attribute(layerloomKey), layers, inputShape);
    const optimizer = part.layerloom?.experiment.compile.optimizer ?? compile?.optimizer;
    const state = optimizer ? readOptimizerVariables(storedLegacyVariables(root), optimizer, layers, inputShape) : { notes: [] };
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
        ...(part.layerloom ? editedCompile(compileRaw, part.layerloom.experiment, inputShape, trainingConfig) : [...compileNotes, ...part.notes]),
        ...state.notes,
      ],
    };
  },
});
