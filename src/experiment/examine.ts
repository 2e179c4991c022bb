import { closingActivation, inferStack, outputActivation, type Stack } from "../architecture";
import { checkCompile, decisionThreshold, logitsIn, lossInput, type LogitActivation, type LossInput } from "../compile";
import { datasets } from "../datasets";
import { flowOf, type Flow } from "../preprocessing";
import { problem, text, type Problem } from "../schema";
import type { Experiment } from "./experiment";

/** An experiment seen through: shapes, parameters, and all that keeps it from training. */
export interface Examination {
  readonly flow: Flow;
  readonly stack: Stack;
  /** Why it cannot train; paths start with the step: `preprocessing`, `layers`, `compile`, `fit`. */
  readonly problems: readonly Problem[];
  /** What would train but is seldom meant. */
  readonly advice: readonly Problem[];
  /** Where a single output is split into two classes. */
  readonly threshold: number;
  /** What turns the outputs into probabilities, where they are logits. */
  readonly logits: LogitActivation | null;
}

/** What the loss of an experiment is computed from. */
export const lossInputOf = ({ compile, layers }: Pick<Experiment, "compile" | "layers">): LossInput => lossInput(compile, closingActivation(layers)?.activation);

/** How the outputs of an experiment are read: where a single one is split, and whether they are logits. */
export function readingOf({ compile, layers }: Pick<Experiment, "compile" | "layers">): Pick<Examination, "threshold" | "logits"> {
  const logits = logitsIn(compile, closingActivation(layers)?.activation);
  return { threshold: decisionThreshold(outputActivation(layers), compile.loss, logits), logits };
}

/** Paths of layers and preprocessing steps hold their id behind the step's name: `["layers", id]`. */
export function examine(experiment: Experiment): Examination {
  const dataset = datasets.get(experiment.dataset.kind);
  const classes = dataset.classes.length;
  const flow = flowOf(experiment.preprocessing, dataset.sampleShape, classes);
  const problems: Problem[] = [];
  for (const { id, after } of flow.rows) if (!after.ok) problems.push(problem(["preprocessing", id], after.error));
  const twice = experiment.preprocessing.filter(({ kind }) => kind === "onehot")[1];
  if (twice) problems.push(problem(["preprocessing", twice.id], text("the labels are already one-hot", "标签已经是独热编码")));

  const stack = inferStack(experiment.layers, flow.sampleShape);
  if (!experiment.layers.length) {
    problems.push(problem(["layers"], text("the stack is empty; add a Dense layer", "还没有任何层；请添加一个 Dense 层")));
  }
  for (const row of stack.rows) if (row.problem) problems.push(problem(["layers", row.id], row.problem));

  const activation = outputActivation(experiment.layers);
  let advice: readonly Problem[] = [];
  if (experiment.layers.length && stack.output && !problems.length) {
    const check = checkCompile(experiment.compile.loss, {
      output: stack.output,
      target: flow.targetShape,
      oneHot: flow.oneHot,
      classes,
      activation,
      fromLogits: experiment.compile.from_logits ?? false,
    });
    const last = experiment.layers.at(-1)!;
    problems.push(...check.refused.map((found) => (found.path[0] === "layers" ? { ...found, path: ["layers", last.id] } : found)));
    advice = check.advice;
  }
  if (experiment.layers.length && !stack.rows.some(({ trainable }) => trainable > 0) && !problems.length) {
    problems.push(problem(["layers"], text("no layer has weights, so there is nothing to train", "没有任何层带有权重，无可训练")));
  }
  return { flow, stack, problems, advice, ...readingOf(experiment) };
}
