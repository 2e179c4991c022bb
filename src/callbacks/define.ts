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
}

/** A callback kind: pure decisions over epoch logs. */
export interface CallbackKind<K extends string, F extends Fields, State> {
  readonly kind: K;
  readonly fields: F;
  readonly title: Text;
  readonly help: Text;
  /** What it watches and when it acts, in a few words: for the title of a run. */
  brief(values: Values<F>): Text;
  start(values: Values<F>): State;
  /** `epoch` counts from 0. Returns the next state and what is to be done. */
  epochEnd(values: Values<F>, state: State, epoch: number, logs: Logs): readonly [State, Decision];
  /** Once, when training has ended for whatever reason. */
  trainEnd(values: Values<F>, state: State): Decision;
}

export const defineCallback = <const K extends string, const F extends Fields, State>(
  definition: CallbackKind<K, F, State>,
): CallbackKind<K, F, State> => definition;
