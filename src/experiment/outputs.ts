import { inferStack, type Stack } from "../architecture";
import { datasets } from "../datasets";
import { insertStep, newLayer, setCompile } from "./edits";
import { examine } from "./examine";
import { flowOf } from "../preprocessing";
import { sameShape, showShape, text, type Text } from "../schema";
import type { Experiment } from "./experiment";

const stackOf = ({ dataset, preprocessing, layers }: Experiment): { readonly stack: Stack; readonly target: readonly number[]; readonly classes: number; readonly oneHot: boolean } => {
  const { sampleShape, classes } = datasets.get(dataset.kind);
  const flow = flowOf(preprocessing, sampleShape, classes.length);
  return { stack: inferStack(layers, flow.sampleShape), target: flow.targetShape, classes: classes.length, oneHot: flow.oneHot };
};

/** Why a model's outputs cannot be held against the labels of its data; undefined where they can. */
export function outputMisfit(experiment: Experiment): Text | undefined {
  const { stack, target, classes, oneHot } = stackOf(experiment);
  const { output } = stack;
  if (!output) return undefined;
  const { title } = datasets.get(experiment.dataset.kind);
  const single = output.length === 1 && output[0] === 1;
  if (sameShape(output, target) && (oneHot || !single || classes <= 2)) return undefined;
  if (output.length > 1) {
    const gives = showShape(output);
    return text(`The model gives ${gives}; the labels of ${title.en} are one of ${classes} classes.`, `模型输出 ${gives}；${title.zh} 的标签是 ${classes} 个类别之一。`);
  }
  return text(
    `The model has ${output[0]} ${single ? "output" : "outputs"}; ${title.en} has ${classes} classes.`,
    `模型有 ${output[0]} 个输出；${title.zh} 有 ${classes} 个类别。`,
  );
}

/**
 * The document with a layer at the end whose outputs fit its labels, and a loss that fits both: one unit behind sigmoid, or
 * one for each class behind softmax and one-hot labels.
 */
export function withOutputLayer(experiment: Experiment): Experiment {
  const { classes, oneHot } = stackOf(experiment);
  const labelled = classes > 2 && !oneHot ? insertStep(experiment, experiment.preprocessing.length, "onehot") : experiment;
  const { stack, target } = stackOf(labelled);
  const units = target[0] ?? 1;
  const add = (layers: Experiment["layers"], kind: "Flatten" | "Dense", values: object): Experiment["layers"] => {
    const layer = newLayer(layers, kind);
    return [...layers, { ...layer, values: { ...layer.values, ...values } } as Experiment["layers"][number]];
  };
  const flat = (stack.output?.length ?? 1) > 1 ? add(labelled.layers, "Flatten", {}) : labelled.layers;
  const longer = { ...labelled, layers: add(flat, "Dense", { units, activation: units === 1 ? "sigmoid" : "softmax" }) };
  // The new layer gives probabilities, and the loss was chosen for the outputs before it.
  const plain = setCompile(longer, { from_logits: false });
  return examine(plain).problems.some(({ path }) => path[0] === "compile") ? setCompile(plain, { loss: units === 1 ? "binary_crossentropy" : "categorical_crossentropy" }) : plain;
}
