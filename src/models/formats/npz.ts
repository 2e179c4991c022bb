import { text } from "../../schema";
import { writeZip } from "../content/zip";
import { defineFormat } from "../define";
import { npyBytes } from "../npy";

/** Every weight as an array of its own, for NumPy. Only written: the arrays say nothing of the layers that they are from. */
export const npzFormat = defineFormat({
  kind: "npz",
  extension: ".npz",
  mime: "application/zip",
  holds: "weights",
  title: text("Weights for NumPy", "NumPy 权重"),
  help: text(
    'All weights as arrays under their names, for numpy.load: weights["dense/kernel"].',
    '所有权重按名称存为数组，用 numpy.load 打开：weights["dense/kernel"]。',
  ),
  write: async (model) =>
    writeZip(Object.fromEntries(model.weights.map(({ layerName, name, shape, values }) => [`${layerName}/${name}.npy`, npyBytes(shape, values)]))),
});
