import type * as tfjs from "@tensorflow/tfjs";
import { text, type Shape, type Text } from "../../schema";

export type Tf = typeof tfjs;

/** Which of two figures is the better one. */
export type Direction = "larger" | "smaller";

/** What a metric is taken of, where a file has to name it: the model's output and where a single one is split. */
export interface KerasSetting {
  readonly output: Shape;
  readonly threshold: number;
}

/** A metric in a Keras file: a name that `compile` resolves, or a class of `keras.metrics`. */
export type KerasMetric = string | { readonly class_name: string; readonly config: Readonly<Record<string, unknown>> };

/** What the fused engine counts over a batch: all that the metrics need, per class (one column for a single output). */
export interface BatchCounts {
  readonly samples: number;
  readonly right: number;
  readonly truePositives: ArrayLike<number>;
  readonly decided: ArrayLike<number>;
  readonly truths: ArrayLike<number>;
}

/**
 * A metric as sums that add up over batches: what is counted on the device is a short vector, and the figure follows
 * from its total. So nothing is read back per step, and a whole epoch is exact.
 */
export interface MetricKind<K extends string = string> {
  /** Keras's name of the metric, and its key in the logs (`val_` in front for validation). */
  readonly kind: K;
  /** In a sentence or over a chart: `accuracy`, `准确率`. */
  readonly title: Text;
  readonly help: Text;
  /** Which figure is the better one. */
  readonly better: Direction;
  /** The sums of one batch, shape [k] with k fixed by the number of outputs. `threshold` splits a single output. */
  count(tf: Tf, target: tfjs.Tensor, output: tfjs.Tensor, threshold: number): tfjs.Tensor1D;
  /** The same sums out of the fused engine's counts. */
  fused(counts: BatchCounts): readonly number[];
  /** The figure, from the totals of `count`. */
  result(totals: ArrayLike<number>): number;
  /** What gives the very same figure in Keras; undefined where nothing does: rather no figure than another one by this name. */
  keras(setting: KerasSetting): KerasMetric | undefined;
  /** Why nothing does, where `keras` gives nothing; goes on behind the metric's name and a colon. */
  whyNotInKeras(setting: KerasSetting): Text;
}

export const defineMetric = <const K extends string>(definition: MetricKind<K>): MetricKind<K> => definition;

export const splitElsewhere = ({ threshold }: KerasSetting): Text =>
  text(`Keras splits a single output at 0.5, here it is split at ${threshold}`, `Keras 以 0.5 划分单个输出，而这里以 ${threshold} 划分`);

/** Keras's class with `top_k=1` takes the largest output for the decision, as is done here. */
export const meanOverClasses = (className: string): Text =>
  text(
    `it is the mean over the classes, for which Keras has no metric; of one class keras.metrics.${className}(top_k=1, class_id=0) is the same`,
    `这里是各类的平均，Keras 没有这样的指标；单独一类可用 keras.metrics.${className}(top_k=1, class_id=0)，结果相同`,
  );

/** 0 where nothing was counted, as Keras has it. */
export const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
