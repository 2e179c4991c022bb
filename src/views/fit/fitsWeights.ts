import { inferStack, type Stack } from "../../architecture";
import type { Experiment } from "../../experiment";
import type { TrainedModel } from "../../store";
import { examinationOf } from "../useExamination";

const form = (stack: Stack): string => JSON.stringify(stack.rows.map(({ weights }) => weights.map(({ name, shape }) => [name, shape])));

/** Whether the document can go on with the weights of a trained model: the same weights of the same shapes in the same order. */
export function fitsWeights(
  model: { readonly experiment: Experiment; readonly preprocessing: Pick<TrainedModel["preprocessing"], "sampleShape"> },
  doc: Experiment,
): boolean {
  const { stack, problems } = examinationOf(doc);
  return problems.length === 0 && form(inferStack(model.experiment.layers, model.preprocessing.sampleShape)) === form(stack);
}
