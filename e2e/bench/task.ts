/** A map of 50 × 50 values to be painted beside the training. */
export type Paint = (values: Float32Array) => void;

/** Something that can be run for a number of steps and timed. */
export interface Task {
  /** What does the mathematics: `WASM SIMD · 2 threads`. */
  readonly label: string;
  /** Resolves when the last of the steps is really done. */
  run(steps: number): Promise<void>;
  /** Waits for what a run leaves behind and does not count. */
  settle?(): Promise<void>;
  /** Mean loss of the probe, without dropout and without learning; absent where nothing is trained. */
  loss?(): Promise<number>;
}

/** Takes a workload's batches in turn, going on where it stopped. */
export function inTurn<B>(batches: readonly B[]): () => B {
  let next = 0;
  return () => batches[next++ % batches.length]!;
}
