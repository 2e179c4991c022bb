import { weightBytes, type Stack } from "../architecture";
import { optimizers } from "../compile";
import { datasets } from "../datasets";
import { layers, type LayerSpec } from "../layers";
import { sizeOf, text, type Text } from "../schema";
import { examine } from "./examine";
import type { Experiment } from "./experiment";

/** Bytes of one 32-bit number. */
const float = 4;

/** What the engine takes before the first layer: constants, and room for its matrix products. */
const engineBase = 1.5 * 2 ** 20;
/** What the page takes before anything is trained: its scripts, its workers and what it draws. Measured in Chromium, as `npm run measure:recipe` does. */
const pageBase = 110e6;
/** WebAssembly memory of the engine ends here. */
const engineLimit = 2 * 2 ** 30;
/** A tab that takes more is ended by most browsers. */
const pageLimit = 4 * 2 ** 30;
/** Part of the machine's memory that is taken without a second thought, and what is taken so where the browser does not tell. */
const easyShare = 0.5;
const easyWhereUnknown = 1.5 * 2 ** 30;

/** No checkpoint of more bytes is kept: writing it would take longer than it is worth. */
export const largestCheckpoint = 512e6;

export interface MemoryPart {
  readonly label: Text;
  readonly bytes: number;
}

export interface MemoryEstimate {
  readonly parts: readonly MemoryPart[];
  readonly total: number;
  /** What the engine holds, without the data and the page. */
  readonly engine: number;
}

/** Copies of the weights that are put aside: two to go back to when the loss becomes NaN, and one for each callback that keeps the best. */
const copiesKept = ({ fit }: Experiment): number =>
  2 + fit.callbacks.filter(({ kind, values }) => kind === "ModelCheckpoint" || ("restore_best_weights" in values && values.restore_best_weights)).length;

/** Bytes of the weights and of what the optimizer remembers: most of a checkpoint. */
export function checkpointBytes(experiment: Experiment): number {
  const { stack } = examine(experiment);
  const { kind, values } = experiment.compile.optimizer;
  return weightBytes(stack) + optimizers.get(kind).fused.slots(values).length * float * stack.trainable;
}

/**
 * Numbers that one sample leaves behind in all layers together: every output with its gradient. Pictures twice: with a rim
 * of zeros for the convolution, and spread out for its gradient. Reshaping only looks at the same numbers in another way.
 */
function valuesPerSample({ rows }: Stack, specs: readonly LayerSpec[]): number {
  const sizes = rows.map(({ output }, i) => {
    if (!output || layers.get(specs[i]!.kind).family === "reshaping") return 0;
    return sizeOf(output) * (output.length > 1 ? 4 : 2);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Bytes that a run takes, in parts. What passes through and is not yet cleared away comes on top: at its most a third again, where
 * an archive is read. `samples` are those of both parts of the data. An experiment with problems has no stack to count. */
export function memoryEstimate(experiment: Experiment, samples: number): MemoryEstimate {
  const { dataset, compile, fit } = experiment;
  const { flow, stack } = examine(experiment);
  const { sampleShape, view } = datasets.get(dataset.kind);
  // Pictures stay the bytes that they came as; each sample has a label of one byte.
  const data = samples * (sizeOf(sampleShape) * (view === "images" ? 1 : float) + 1);
  const weights = weightBytes(stack);
  const gradients = float * stack.trainable;
  const slots = optimizers.get(compile.optimizer.kind).fused.slots(compile.optimizer.values).length * gradients;
  const activations = float * fit.batch_size * valuesPerSample(stack, experiment.layers);
  const batch = float * fit.batch_size * (sizeOf(flow.sampleShape) + sizeOf(flow.targetShape));
  const kept = copiesKept(experiment) * weights;
  // Collected, and once more while it is written; too large a one is not collected at all.
  const checkpoint = weights + slots > largestCheckpoint ? 0 : 2 * (weights + slots);
  const parts = [
    { label: text("data", "数据"), bytes: data },
    { label: text("weights and gradients", "权重和梯度"), bytes: weights + gradients },
    { label: text("the optimizer's memory", "优化器状态"), bytes: slots },
    { label: text("values behind each layer", "各层的输出值"), bytes: activations },
    // Gathered and preprocessed in one place, trained on in another.
    { label: text("the batch", "批次"), bytes: 2 * batch },
    { label: text("copies of the weights", "权重副本"), bytes: kept + checkpoint },
    { label: text("the page itself", "页面本身"), bytes: pageBase },
  ];
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  return { parts, total, engine: weights + gradients + slots + activations + batch + engineBase };
}

/**
 * Whether that much can be had. `deviceMemory` in GiB, as browsers tell it (8 at most); undefined where they do not. On a
 * graphics card (`onCard`) the engine's limit does not count.
 */
export function verdictOn({ total, engine }: MemoryEstimate, deviceMemory: number | undefined, onCard = false): "fine" | "tight" | "too much" {
  if ((!onCard && engine > engineLimit) || total > pageLimit) return "too much";
  return total > (deviceMemory === undefined ? easyWhereUnknown : deviceMemory * 2 ** 30 * easyShare) ? "tight" : "fine";
}
