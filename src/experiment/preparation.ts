import { datasets } from "../datasets";
import { flowOf, steps as stepKinds, type StepSpec } from "../preprocessing";
import { sameShape, sizeOf, text, type Shape, type Text } from "../schema";
import { newStep } from "./edits";
import type { Experiment } from "./experiment";

/** How the inputs of a model may have been prepared whose file does not say so. */
export const preparations = ["plain", "bytes", "signed", "document"] as const;
export type PreparationName = (typeof preparations)[number];

/** The preparations with the least loss, once all have been tried; several where they come to the same. A loss that is not a number is never the least. */
export function bestPreparations(scores: { readonly [K in PreparationName]?: { readonly loss: number } }): readonly PreparationName[] {
  const tried = preparations.flatMap((name) => (scores[name] ? [{ name, loss: scores[name].loss }] : []));
  if (tried.length < preparations.length) return [];
  const least = Math.min(...tried.map(({ loss }) => loss).filter((loss) => !Number.isNaN(loss)));
  return tried.filter(({ loss }) => loss === least).map(({ name }) => name);
}

const changesValues = ({ kind }: StepSpec): boolean => {
  const step = stepKinds.get(kind);
  return step.target === "samples" && step.changes === "values";
};
const changesShape = ({ kind }: StepSpec): boolean => {
  const step = stepKinds.get(kind);
  return step.target === "samples" && step.changes === "shape";
};

/**
 * The steps of a preparation. What gives samples their shape and labels their form stays as `document` has it; the numbers are
 * left as they are, divided by 255, brought to −1…1, or prepared as in `document`. `largest`: the greatest value that a raw
 * sample can have, for −1…1; of bytes it is 255, whose middle becomes 0.
 */
export function preparedBy(name: PreparationName, document: readonly StepSpec[], bytes: boolean, largest: number): readonly StepSpec[] {
  if (name === "document") return document;
  const others = document.filter((step) => !changesValues(step));
  if (name === "plain") return others;
  const values = name === "bytes" ? { divisor: 255, offset: 0 } : bytes ? { divisor: 127.5, offset: -1 } : { divisor: largest > 0 ? Number(largest.toPrecision(3)) : 1, offset: 0 };
  const step = newStep(document, "rescale");
  return [{ ...step, values: { ...step.values, ...values } } as StepSpec, ...others];
}

/** The document's steps changed so that a model with such an input and output can take its samples and be held against its labels, with a note on each change. */
export function stepsFor(experiment: Experiment, input: Shape, output: Shape | undefined): { readonly steps: readonly StepSpec[]; readonly notes: readonly Text[] } {
  const { sampleShape, classes } = datasets.get(experiment.dataset.kind);
  const notes: Text[] = [];
  let steps = experiment.preprocessing;
  if (!sameShape(flowOf(steps, sampleShape, classes.length).sampleShape, input) && sizeOf(sampleShape) === sizeOf(input)) {
    steps = steps.filter((step) => !changesShape(step));
    if (!sameShape(sampleShape, input)) {
      const reshape = newStep(experiment.preprocessing, "reshape");
      steps = [{ ...reshape, values: { shape: input } } as StepSpec, ...steps];
    }
    const want = `(${input.join(", ")}${input.length === 1 ? "," : ""})`;
    notes.push(text(`Preprocess now gives the samples the shape ${want} that the model takes.`, `“预处理”现在把样本变为模型所需的形状 ${want}。`));
  }
  const onLabels = (step: StepSpec): boolean => stepKinds.get(step.kind).target === "labels";
  const coded = steps.some(onLabels);
  if (!coded && output?.length === 1 && output[0] === classes.length && classes.length > 1) {
    steps = [...steps, newStep(steps, "onehot")];
    notes.push(text(`One-hot labels were added in Preprocess: the model has one output for each of the ${classes.length} classes.`, `已在“预处理”中加入标签独热编码：模型为 ${classes.length} 个类别各有一个输出。`));
  } else if (coded && output?.length === 1 && output[0] === 1 && classes.length === 2) {
    steps = steps.filter((step) => !onLabels(step));
    notes.push(text("One-hot labels were taken out of Preprocess: the model has one output for two classes.", "已从“预处理”中去掉标签独热编码：模型用一个输出区分两个类别。"));
  }
  return { steps, notes };
}

