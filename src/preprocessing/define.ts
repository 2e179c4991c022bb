import type { Fields, Result, Shape, Text, Values } from "../schema";

/** Statistics that a step took from the training part: short lists under textbook names. */
export type Statistics = Readonly<Record<string, readonly number[]>>;

/** Walks over the training samples as the steps before have left them; `values` is reused between calls. */
export type EachBatch = (visit: (values: Float32Array) => void) => void;

interface Common<K extends string, F extends Fields> {
  readonly kind: K;
  readonly title: Text;
  readonly help: Text;
  readonly fields: F;
  /** The few values worth showing behind the title: `÷ 255`. Empty where the title says everything. */
  brief(values: Values<F>): Text;
  /**
   * The fitted step in Python, for a NumPy array of float32 samples `x` or of class numbers `y`, batch first; `classes` is
   * their number.
   */
  toPython(values: Values<F>, statistics: Statistics, classes: number): string;
}

/** A step on the samples. */
export interface SampleStep<K extends string, F extends Fields> extends Common<K, F> {
  readonly target: "samples";
  /** Whether it gives the numbers other values, or only another order of axes and sides. */
  readonly changes: "values" | "shape";
  outputShape(values: Values<F>, input: Shape): Result<Shape, Text>;
  /** Reads what it needs from the training part only. `shape` is that of one sample. */
  fit(values: Values<F>, shape: Shape, eachBatch: EachBatch): Statistics;
  /** Changes a batch in place; only the shape that `outputShape` gives may differ. */
  apply(values: Values<F>, statistics: Statistics, batch: Float32Array, shape: Shape): void;
}

/** A step on the labels. */
export interface LabelStep<K extends string, F extends Fields> extends Common<K, F> {
  readonly target: "labels";
  /** Whether its targets have one column for each class. */
  readonly oneHot: boolean;
  /** Shape of one target. */
  outputShape(values: Values<F>, classes: number): Shape;
  /** Class numbers to targets, one row after another. */
  encode(values: Values<F>, labels: Uint8Array, classes: number): Float32Array;
}

export type StepKind<K extends string, F extends Fields> = SampleStep<K, F> | LabelStep<K, F>;

export const defineSampleStep = <const K extends string, const F extends Fields>(
  definition: Omit<SampleStep<K, F>, "target">,
): SampleStep<K, F> => ({ target: "samples", ...definition });

export const defineLabelStep = <const K extends string, const F extends Fields>(
  definition: Omit<LabelStep<K, F>, "target">,
): LabelStep<K, F> => ({ target: "labels", ...definition });
