import { inferStack } from "../../architecture";
import { text } from "../../schema";
import { writeHdf5 } from "../content/hdf5Write";
import { defineFormat, type Target } from "../define";
import { readLegacyWeights } from "../keras/legacyWeights";
import { readWeightFile, weightTree } from "../keras/weightFile";
import { refuse } from "../refuse";

/** Weights alone, `model.save_weights("model.weights.h5")`: they need layers to go into. */
export const weightsFormat = defineFormat({
  kind: "weights",
  extension: ".weights.h5",
  mime: "application/x-hdf5",
  holds: "weights",
  title: text("Keras weights", "Keras 权重"),
  help: text(
    "The weights alone, for model.load_weights on the same layers. Opened here, they go into the present stack.",
    "只有权重，供具有相同层的模型用 model.load_weights 加载。在这里打开时会加载到当前各层。",
  ),
  write: (model, _modelName, advance) =>
    writeHdf5(weightTree(model.experiment.layers, model.preprocessing.sampleShape, model.weights), { checksums: true, advance }),
  recognise: (content) =>
    content.type === "hdf5" &&
    (content.root.keys.some((key) => key === "layers" || key === "_layer_checkpoint_dependencies") ||
      content.root.attributes.some((name) => /^layer_names0?$/.test(name))),
  async read(content, { stem, target }) {
    if (content.type !== "hdf5") return refuse([], "this is not HDF5", "这不是 HDF5");
    const { layers, inputShape } = fitting(target);
    const { root } = content;
    const legacy = root.strings("layer_names") !== undefined;
    // An old weights file names its layers as its model did, and this one may have other names: the order counts.
    const weights = legacy ? readLegacyWeights(root, layers, inputShape, undefined, "") : readWeightFile(root, layers, inputShape);
    return { name: stem, layers, inputShape, weights, notes: [] };
  },
});

/** The stack for a file without layers, or why it cannot be opened now. */
export function fitting(target: Target | undefined): Target {
  const broken = !target?.layers.length || !inferStack(target.layers, target.inputShape).output;
  if (!target || broken) {
    return refuse(
      [],
      "this file holds weights and no layers: define the same layers first, without problems, and open it again",
      "只含权重，不含层：请先定义相同的层（且无错误），再打开此文件",
    );
  }
  return target;
}
