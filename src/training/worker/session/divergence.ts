import { outputActivation, type LayerWeight } from "../../../architecture";
import { explainDivergence } from "../../../evaluation/collapse";
import type { Experiment } from "../../../experiment";
import { Diverged } from "./endings";

/** How a run stood when a number of it was none any more. */
export interface Circumstances {
  readonly learningRate: number;
  /** The losses before it, oldest first. */
  readonly before: readonly number[];
}

/** Why a run ends whose loss, validation loss or weights are no numbers: at a step of an epoch (from 0), or after it. */
export function diverged({ layers, compile }: Experiment, epoch: number, at: number | "validation" | "weights", value: number, { learningRate, before }: Circumstances): Diverged {
  return new Diverged(explainDivergence({ epoch, at, value, loss: compile.loss, activation: outputActivation(layers), learningRate, before }));
}

/** Whether all numbers of a model are numbers. */
export const allFinite = (weights: readonly LayerWeight[]): boolean => weights.every(({ values }) => values.every(Number.isFinite));
