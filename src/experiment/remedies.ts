import { outputActivation } from "../architecture";
import { losses } from "../compile";
import type { Remedy } from "../evaluation/diagnosis";
import { text, type Text } from "../schema";
import type { LayerSpec } from "../layers";
import { setCompile } from "./edits";
import type { Experiment } from "./experiment";

interface RemedyWords {
  readonly title: Text;
  apply(doc: Experiment): Experiment;
}

/** Makes the last layer that has an activation end in softmax. */
function withSoftmax(doc: Experiment): Experiment {
  const at = doc.layers.findLastIndex((layer) => "activation" in layer.values);
  if (at < 0) return doc;
  const layers = doc.layers.map((layer, i) =>
    i === at ? ({ ...layer, values: { ...layer.values, activation: "softmax" } } as LayerSpec) : layer,
  );
  return { ...doc, layers };
}

function withRate(doc: Experiment, learning_rate: number): Experiment {
  const optimizer = { ...doc.compile.optimizer, values: { ...doc.compile.optimizer.values, learning_rate } } as Experiment["compile"]["optimizer"];
  return { ...doc, compile: { ...doc.compile, optimizer } };
}

/** The cross-entropy that belongs to the outputs' activation: it is computed from the values before it. */
function withCrossEntropy(doc: Experiment): Experiment {
  const found = losses.all.find(({ fromLogits }) => fromLogits?.activation === outputActivation(doc.layers));
  return found ? setCompile(doc, { loss: found.kind, from_logits: false }) : doc;
}

/** A momentum with which moving averages catch up in some tens of steps. */
const withMomentum = (doc: Experiment): Experiment => ({
  ...doc,
  layers: doc.layers.map((layer) => ("momentum" in layer.values ? ({ ...layer, values: { ...layer.values, momentum: 0.9 } } as LayerSpec) : layer)),
});

/** What each remedy does to the document, and its words. */
export const remedies: Readonly<Record<Remedy, RemedyWords>> = {
  softmax: { title: text("Use softmax", "改用 softmax"), apply: withSoftmax },
  "learning-rate": { title: text("Use a learning rate of 0.001", "学习率改为 0.001"), apply: (doc) => withRate(doc, 0.001) },
  both: {
    title: text("Softmax and a rate of 0.001", "softmax 加学习率 0.001"),
    apply: (doc) => withRate(withSoftmax(doc), 0.001),
  },
  "cross-entropy": { title: text("Use the matching cross-entropy", "改用对应的交叉熵"), apply: withCrossEntropy },
  momentum: { title: text("Use a momentum of 0.9", "momentum 改为 0.9"), apply: withMomentum },
};
