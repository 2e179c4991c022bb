import type { Experiment } from "../experiment";
import { text, type Text } from "../schema";
import type { ModelData, OptimizerState, StartOptions, TrainingState } from "../training/protocol";

/** What is known of a model's training, without the numbers of its optimizer. */
export interface Trained {
  /** Epochs that it has been trained for. */
  readonly epochs: number;
  /** The learning rate in force at the end; absent where the state of the optimizer is not known. */
  readonly learningRate?: number;
}

const valueOf = ({ base, factor }: OptimizerState["rate"]): number => base * factor;

export const trainedOf = ({ training }: Pick<ModelData, "training">): Trained => ({
  epochs: training?.epochs ?? 0,
  ...(training?.optimizer ? { learningRate: valueOf(training.optimizer.rate) } : {}),
});

/** How more epochs of a trained model begin, by the present document. */
export interface GoingOn {
  /** Epochs that the model has been trained for. */
  readonly epochs: number;
  /**
   * `kept`: the optimizer goes on as if training had not ended. Otherwise a fresh one starts: `unknown`, the state of the
   * old one is not there; `changed`, the document names another optimizer, other settings of it or another loss, for which
   * Keras would compile the model anew.
   */
  readonly optimizer: "kept" | "unknown" | "changed";
  /** At the beginning. */
  readonly learningRate: number;
}

const rateIn = ({ compile }: Experiment): number => compile.optimizer.values.learning_rate;

/** Two documents compile a model alike: the learning rate, which may be set at any time, and the metrics aside. */
function compiledAlike(a: Experiment, b: Experiment): boolean {
  const told = ({ compile: { optimizer, loss, from_logits = false } }: Experiment): string => {
    const { learning_rate: _, ...values } = optimizer.values;
    return JSON.stringify([optimizer.kind, loss, from_logits, Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))]);
  };
  return told(a) === told(b);
}

/** How the training of a model goes on: with the rate that was in force at the end, unless the document's rate has changed since. */
export function goingOn(model: { readonly experiment: Experiment; readonly trained: Trained }, doc: Experiment): GoingOn {
  const { experiment, trained } = model;
  const { epochs } = trained;
  if (trained.learningRate === undefined) return { epochs, optimizer: "unknown", learningRate: rateIn(doc) };
  if (!compiledAlike(experiment, doc)) return { epochs, optimizer: "changed", learningRate: rateIn(doc) };
  return { epochs, optimizer: "kept", learningRate: rateIn(doc) === rateIn(experiment) ? trained.learningRate : rateIn(doc) };
}

/** What a run of the document begins with, to go on from a model. */
export const beginningFrom = (model: ModelData, doc: Experiment): Pick<StartOptions, "weights" | "training"> => ({
  weights: model.weights,
  ...(model.training ? { training: takenOver(model.experiment, model.training, doc) } : {}),
});

function takenOver(experiment: Experiment, training: TrainingState, doc: Experiment): TrainingState {
  const { epochs, masks, optimizer } = training;
  const { optimizer: how, learningRate } = goingOn({ experiment, trained: trainedOf({ training }) }, doc);
  const sameLayers = experiment.layers.length === doc.layers.length && experiment.layers.every(({ kind }, i) => kind === doc.layers[i]!.kind);
  const rate = rateIn(doc) === rateIn(experiment) ? optimizer?.rate : { base: learningRate, factor: 1 };
  return {
    epochs,
    ...(masks && sameLayers ? { masks } : {}),
    ...(optimizer && rate && how === "kept" ? { optimizer: { ...optimizer, rate } } : {}),
  };
}

/** The same in words. */
export function goingOnWords(model: { readonly experiment: Experiment; readonly trained: Trained; readonly title: Text }, doc: Experiment): Text {
  const { optimizer, learningRate, epochs } = goingOn(model, doc);
  const { kind } = doc.compile.optimizer;
  const rate = Number(learningRate.toPrecision(4));
  const { en, zh } = model.title;
  const fresh = (why: Text): Text =>
    text(`Training goes on with epoch ${epochs + 1}, and a fresh ${kind} starts at learning rate ${rate}: ${why.en}`, `从第 ${epochs + 1} 轮接着训练，并使用新的 ${kind}，学习率从 ${rate} 开始：${why.zh}`);
  return {
    kept: text(
      `Training goes on with epoch ${epochs + 1}: the state of ${kind} is kept, and the learning rate is ${rate}.`,
      `从第 ${epochs + 1} 轮接着训练：沿用 ${kind} 的状态，学习率为 ${rate}。`,
    ),
    changed: fresh(text(`the optimizer or the loss in Compile has changed since “${en}” was trained.`, `“${zh}”训练之后，“编译”中的优化器或损失函数已更改。`)),
    unknown: fresh(text(`the state of the optimizer of “${en}” is not known.`, `没有“${zh}”的优化器状态。`)),
  }[optimizer];
}
