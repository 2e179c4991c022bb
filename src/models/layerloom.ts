import { readExperiment, type Experiment } from "../experiment";
import { readFitted, type FittedPreprocessing } from "../preprocessing";
import { sameShape, showPath, text, type Problem, type Shape, type Text } from "../schema";
import type { LayerSpec } from "../layers";
import type { ModelData } from "../training/protocol";
import { isDict } from "./content/json";
import { sameStack } from "./keras/config";
import { ownPart } from "./trainingState";

/** The key under which a file of ours carries the whole document. The experiment has a version of its own. */
export const layerloomKey = "layerloom";

/** Layerloom's own part of a file: what Keras's formats have no place for. */
export const layerloomPart = (model: ModelData): object => ({ experiment: model.experiment, preprocessing: model.preprocessing, ...ownPart(model) });

export interface PartRead {
  readonly layerloom?: { readonly experiment: Experiment; readonly preprocessing: FittedPreprocessing };
  /** As it stands in the file; see `joinTraining`. */
  readonly training?: unknown;
  readonly notes: readonly Text[];
}

/**
 * Reads Layerloom's part, if there is one. The model itself stands on its own: a part that is damaged, of a newer version
 * or no longer about these layers is left out, and a note says why.
 */
export function readPart(raw: unknown, layers: readonly LayerSpec[], inputShape: Shape): PartRead {
  if (raw === undefined || raw === null) return { notes: [] };
  if (!isDict(raw)) return left([], text("not an object", "不是对象"));
  const experiment = readExperiment(raw.experiment);
  if (!experiment.ok) return leftOf("experiment", experiment.error);
  const preprocessing = readFitted(raw.preprocessing);
  if (!preprocessing.ok) return leftOf("preprocessing", preprocessing.error);
  if (!sameStack(experiment.value.layers, layers, inputShape)) {
    return left(["experiment", "layers"], text("the layers are not those of the model", "其中的层与模型不符"));
  }
  if (!sameShape(preprocessing.value.sampleShape, inputShape)) {
    return left(["preprocessing", "sampleShape"], text("not the input of the model", "与模型的输入不符"));
  }
  const specs = preprocessing.value.steps.map(({ spec }) => spec);
  if (JSON.stringify(specs.map(sorted)) !== JSON.stringify(experiment.value.preprocessing.map(sorted))) {
    return left(["preprocessing", "steps"], text("not the steps of the experiment", "与实验的预处理步骤不符"));
  }
  return { layerloom: { experiment: experiment.value, preprocessing: preprocessing.value }, training: raw.training, notes: [] };
}

/** The same values in one order of keys, so that two of them can be compared as text. */
const sorted = (values: object): unknown =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, isDict(value) ? sorted(value) : (value as unknown)]);

const leftOf = (key: string, problems: readonly Problem[]): PartRead => left([key, ...problems[0]!.path], problems[0]!.message);

function left(path: Problem["path"], why: Text): PartRead {
  const at = path.length ? `${showPath(path)}: ` : "";
  return {
    notes: [
      text(
        `The model is open, but Layerloom's own part of the file (data, preprocessing, fit settings) was left out: ${at}${why.en}`,
        `模型已打开，但文件中 Layerloom 自己的部分（数据、预处理、训练设置）已略去：${at}${why.zh}`,
      ),
    ],
  };
}
