import { losses, takesLogits, type LossName } from "../../compile";
import { edits, type Examination, type Experiment } from "../../experiment";
import { activations, type ActivationKind, type LayerSpec } from "../../layers";
import { text } from "../../schema";
import type { Fix } from "./fix";

const hasOneHot = (doc: Experiment): boolean => doc.preprocessing.some(({ kind }) => kind === "onehot");

const addOneHot = (doc: Experiment): Experiment => edits.insertStep(doc, doc.preprocessing.length, "onehot");

const withoutOneHot = (doc: Experiment): Experiment => ({ ...doc, preprocessing: doc.preprocessing.filter(({ kind }) => kind !== "onehot") });

const lastWith = (layers: readonly LayerSpec[], name: string): LayerSpec | undefined => layers.findLast(({ values }) => name in values);

function withUnits(doc: Experiment, units: number): Experiment {
  const layer = lastWith(doc.layers, "units");
  return layer ? edits.setLayerValues(doc, layer.id, { units }) : doc;
}

function withActivation(doc: Experiment, activation: ActivationKind): Experiment {
  const layer = lastWith(doc.layers, "activation");
  return layer ? edits.setLayerValues(doc, layer.id, { activation }) : doc;
}

/** Flatten before the last layer that has units, or at the end with such a layer behind it. */
function flattened(doc: Experiment): Experiment {
  const at = doc.layers.findLastIndex(({ values }) => "units" in values);
  if (at >= 0) return edits.insertLayer(doc, at, "Flatten");
  const end = edits.insertLayer(doc, doc.layers.length, "Flatten");
  return edits.insertLayer(end, end.layers.length, "Dense");
}

/** Those that are usual behind a last layer come first: of several that help only a few are offered. */
const outputActivations: readonly ActivationKind[] = [...new Set<ActivationKind>(["softmax", "sigmoid", "tanh", ...activations.kinds])];

/** A Dense at the end, with one unit per target. */
function withOutputLayer(doc: Experiment, units: number): Experiment {
  const longer = edits.insertLayer(doc, doc.layers.length, "Dense");
  return edits.setLayerValues(longer, longer.layers.at(-1)!.id, { units, activation: units === 1 ? "sigmoid" : "softmax" });
}

/** Every change that might make output, labels and loss fit together, the smallest first. */
export function outputFixes(doc: Experiment, { flow, stack }: Examination, classes: number): Fix[] {
  const target = flow.oneHot ? classes : 1;
  const oneHot = text("Add one-hot labels", "加入“标签独热编码”");
  return [
    {
      id: "units",
      title: text(`Set units to ${target}`, `神经元数设为 ${target}`),
      apply: (old) => withUnits(old, target),
    },
    // Only where no layer has units that could be set.
    ...(lastWith(doc.layers, "units")
      ? []
      : [
          {
            id: "add-output",
            title: target === 1 ? text("Add a Dense layer with 1 unit", "添加含 1 个神经元的 Dense 层") : text(`Add a Dense layer with ${target} units`, `添加含 ${target} 个神经元的 Dense 层`),
            apply: (old: Experiment) => withOutputLayer(old, target),
          },
        ]),
    ...outputActivations.map((kind): Fix => ({ id: `activation-${kind}`, title: text(`Use ${kind}`, `改用 ${kind}`), apply: (old) => withActivation(old, kind) })),
    ...(takesLogits(doc.compile.loss)
      ? [
          doc.compile.from_logits
            ? { id: "no-from-logits", title: text("Turn from_logits off", "关闭 from_logits"), apply: (old: Experiment) => edits.setCompile(old, { from_logits: false }) }
            : { id: "from-logits", title: text("Turn from_logits on", "打开 from_logits"), apply: (old: Experiment) => edits.setCompile(old, { from_logits: true }) },
        ]
      : []),
    ...(hasOneHot(doc) ? [] : [{ id: "one-hot", title: oneHot, apply: addOneHot }]),
    ...(flow.oneHot
      ? [
          {
            id: "no-one-hot",
            title: text("Remove one-hot, use 1 unit", "去掉“标签独热编码”，改用 1 个神经元"),
            apply: (old: Experiment) => withUnits(withoutOneHot(old), 1),
          },
        ]
      : [
          {
            id: "one-hot-units",
            title: text(`Add one-hot labels, set units to ${classes}`, `加入“标签独热编码”，神经元数设为 ${classes}`),
            apply: (old: Experiment) => withUnits(addOneHot(old), classes),
          },
        ]),
    ...losses.kinds.map((loss: LossName): Fix => ({ id: `loss-${loss}`, title: text(`Use ${loss}`, `改用 ${loss}`), apply: (old) => edits.setCompile(old, { loss }) })),
    ...((stack.output?.length ?? 1) > 1
      ? [
          {
            id: "flatten",
            title: text("Add Flatten before the last Dense", "在最后的 Dense 之前加入 Flatten"),
            apply: (old: Experiment) => withUnits(flattened(old), target),
          },
        ]
      : []),
    ...(classes === 2 && !flow.oneHot
      ? [
          {
            id: "sigmoid-head",
            title: text("1 unit, sigmoid, binary_crossentropy", "1 个神经元、sigmoid、binary_crossentropy"),
            apply: (old: Experiment) => edits.setCompile(withActivation(withUnits(old, 1), "sigmoid"), { loss: "binary_crossentropy" }),
          },
        ]
      : []),
    {
      id: "softmax-head",
      title: text(`One-hot labels, ${classes} units, softmax`, `标签独热编码、${classes} 个神经元、softmax`),
      apply: (old) =>
        edits.setCompile(withActivation(withUnits(hasOneHot(old) ? old : addOneHot(old), classes), "softmax"), { loss: "categorical_crossentropy" }),
    },
  ];
}
