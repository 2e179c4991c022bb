import type { Fields, Text, Values } from "../schema";

/** What is known at the end of an epoch: `loss`, `accuracy`, `val_loss` … Absent keys were not measured. */
export type Logs = Readonly<Record<string, number>>;

/** What a callback wants after an epoch. The session carries it out; the callback itself touches nothing. */
export interface Decision {
  /** Keep a copy of the present weights as the best ones so far. */
  readonly keepWeights?: boolean;
  /** Ends the run after this epoch, with the reason to show. */
  readonly stop?: Text;
  /** Put the kept weights back: those of this epoch (counted from 0). */
  readonly restoreFrom?: number;
  /** From here on the optimizer takes this learning rate. */
  readonly learningRate?: number;
  /**
   * Where a schedule stands: the learning rate is multiplied by it for this epoch. Kept apart from the rate itself, so that
   * a rate that a person or another callback sets in mid-run stretches the rest of the schedule instead of being undone.
   */
  readonly rateFactor?: number;
}

/** What a callback may know of the run besides the figures. */
export interface Standing {
  /** Counts from 0. */
  readonly epoch: number;
  /** Epochs that are planned; may change while the run goes on. */
  readonly epochs: number;
  /** The learning rate in force. */
  readonly learningRate: number;
}

/** A callback kind: pure decisions over epoch logs. States are plain JSON: they go into checkpoints. */
export interface CallbackKind<K extends string, F extends Fields, State> {
  readonly kind: K;
  readonly fields: F;
  readonly title: Text;
  readonly help: Text;
  /** It may move the learning rate: then the rate is among every epoch's figures. */
  readonly steersRate?: true;
  /** Fields that nobody reads beside these values: a form leaves them out. */
  idle?(values: Values<F>): readonly (keyof F)[];
  /** What it watches and when it acts, in a few words: for the title of a run. */
  brief(values: Values<F>): Text;
  start(values: Values<F>): State;
  /** Before an epoch's first step. Returns the next state and what is to be done. */
  epochBegin?(values: Values<F>, state: State, at: Standing): readonly [State, Decision];
  /** `epoch` counts from 0. Returns the next state and what is to be done. */
  epochEnd(values: Values<F>, state: State, epoch: number, logs: Logs, at: Standing): readonly [State, Decision];
  /** The epoch (from 0) whose kept weights are handed out as the best ones when training has ended. */
  keeps?(values: Values<F>, state: State): number | undefined;
  /** Once, when training has ended for whatever reason. */
  trainEnd(values: Values<F>, state: State): Decision;
}

export const defineCallback = <const K extends string, const F extends Fields, State>(
  definition: CallbackKind<K, F, State>,
): CallbackKind<K, F, State> => definition;
