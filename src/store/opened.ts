import { inferStack } from "../architecture";
import { datasets } from "../datasets";
import { edits, notScheduled, outputMisfit, scheduled, stepsFor, trainedCount, type Experiment } from "../experiment";
import type { OpenedModel } from "../models/types";
import { flowOf } from "../preprocessing";
import { sameShape, showShape, text, type Text } from "../schema";

export interface Adapted {
  readonly experiment: Experiment;
  /** What of the document had to change, and what does not fit. */
  readonly notes: readonly Text[];
  /** Why the weights cannot be used with the document's data; undefined where they can. */
  readonly unfit?: Text;
}

/**
 * The document with a model from a file in place: its layers, what the file knew of compile, and Preprocess changed where
 * only that lets the model take the data. `samples`: those of the training part, where the data are there.
 */
export function adapted(opened: OpenedModel, present: Experiment, samples: number | undefined): Adapted {
  const { name, layers, inputShape, compile } = opened;
  // A loss from the file brings its own from_logits.
  const named = edits.setCompile({ ...present, name, layers }, { ...(compile?.loss ? { from_logits: false } : {}), ...compile });
  const { steps, notes: changes } = stepsFor(named, inputShape, inferStack(layers, inputShape).output);
  const { sampleShape, classes } = datasets.get(named.dataset.kind);
  const flow = flowOf(steps, sampleShape, classes.length);
  if (!sameShape(flow.sampleShape, inputShape)) {
    const [wants, gives] = [showShape(inputShape), showShape(flow.sampleShape)];
    const unfit = text(
      `The model expects input ${wants}, the present preprocessing gives ${gives}: change Load or Preprocess and open the file again to use its weights.`,
      `模型需要输入 ${wants}，而当前预处理给出 ${gives}：请调整“加载”或“预处理”后重新打开文件以使用其权重。`,
    );
    return { experiment: named, notes: [], unfit };
  }
  const prepared: Experiment = { ...named, preprocessing: steps };
  const { experiment, notes: rate } = withSchedule(prepared, opened, samples);
  const misfit = outputMisfit(experiment);
  return { experiment, notes: [...(misfit ? [misfit] : []), ...changes, ...rate] };
}

function withSchedule(experiment: Experiment, { schedule }: OpenedModel, samples: number | undefined): Pick<Adapted, "experiment" | "notes"> {
  if (!schedule) return { experiment, notes: [] };
  const { fit, compile } = experiment;
  const count = samples === undefined ? 0 : trainedCount(fit.validation, samples);
  if (!count) return { experiment, notes: [notScheduled(schedule, compile.optimizer.values.learning_rate)] };
  const { callback, note } = scheduled(schedule, Math.ceil(count / fit.batch_size));
  const callbacks = [...fit.callbacks.filter(({ kind }) => kind !== callback.kind), callback];
  return { experiment: { ...experiment, fit: { ...fit, callbacks } }, notes: [note] };
}
