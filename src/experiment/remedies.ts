import type { Remedy } from "../evaluation/diagnosis";
import { text, type Text } from "../schema";
import type { LayerSpec } from "../layers";
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

/** What each remedy does to the document, and its words. */
export const remedies: Readonly<Record<Remedy, RemedyWords>> = {
  softmax: { title: text("Use softmax", "改用 softmax"), apply: withSoftmax },
  "learning-rate": { title: text("Use a learning rate of 0.001", "学习率改为 0.001"), apply: (doc) => withRate(doc, 0.001) },
  both: {
    title: text("Softmax and a rate of 0.001", "softmax 加学习率 0.001"),
    apply: (doc) => withRate(withSoftmax(doc), 0.001),
  },
};
