import { text } from "../schema";
import { gentleRate, type Diagnosis } from "./diagnosis";
import { deadOutputs, overshooting, saturated, stuck } from "./stuck";

/** What a run shows of itself when it is asked whether it still learns. */
export interface LearningSigns {
  /** Keras's names. */
  readonly loss: string;
  readonly activation: string;
  /** Loss of the latest steps, oldest first. */
  readonly losses: ArrayLike<number>;
  /** Outputs for a few different samples, rows of `outputs` numbers. */
  readonly scores: ArrayLike<number>;
  readonly outputs: number;
  /** Euclidean length of the loss's gradient over all weights on those samples. */
  readonly gradientNorm: number;
  /** The same over the weights in front of the last layer that has any; absent where there are none. */
  readonly innerGradientNorm?: number;
  readonly learningRate: number;
  /** Targets of those samples, rows of `outputs` numbers. */
  readonly targets?: ArrayLike<number>;
  /** Mean loss of those samples, with the model as it predicts. */
  readonly probeLoss?: number;
  /** That loss at the latest looks between epochs, oldest first, this one included; absent within an epoch. */
  readonly probes?: readonly number[];
  /** Whether the loss is computed from the outputs rather than from logits. */
  readonly fromOutputs?: boolean;
  /** Of the moving averages that the model predicts with; absent where there are none. */
  readonly averages?: Averages;
}

/** How far moving averages are. */
export interface Averages {
  /** The part of an average that stays at each step. */
  readonly momentum: number;
  /** Steps so far, and planned in all. */
  readonly steps: number;
  readonly planned: number;
}

/** Fewer steps than this say nothing about a loss that stands still. */
export const fewestSteps = 20;

/** How far a loss may be from ln C, a share from 1/C, and how long a gradient may be, to be taken for equal and for none. */
const lossTolerance = 2e-3;
const shareTolerance = 2e-3;
const noGradient = 1e-3;

/** A gradient that is 0 but for rounding. */
const deadGradient = 1e-7;

const spread = (values: ArrayLike<number>): { readonly least: number; readonly most: number; readonly mean: number } => {
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
    sum += values[i]!;
  }
  return { least, most, mean: sum / values.length };
};

/**
 * Whether the loss of the latest steps has stood at ln C, the cross-entropy of equal shares: the cheap half of the
 * question, asked before outputs and gradients are looked at.
 */
export function standsAtChance(losses: ArrayLike<number>, classes: number): boolean {
  if (losses.length < fewestSteps) return false;
  const { least, most } = spread(losses);
  return Math.abs(least - Math.log(classes)) < lossTolerance && Math.abs(most - Math.log(classes)) < lossTolerance;
}

/**
 * Outputs that are not a distribution (anything but softmax), divided by their sum inside the loss, have become equal:
 * growing together changes no share, so nothing pulls them apart again.
 */
function collapsed(signs: LearningSigns): Diagnosis | null {
  const { loss, activation, losses, scores, outputs: classes, gradientNorm } = signs;
  if (loss !== "categorical_crossentropy" || activation === "softmax") return null;
  if (!standsAtChance(losses, classes) || !(gradientNorm < noGradient)) return null;
  for (let row = 0; row < scores.length; row += classes) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += scores[row + c]!;
    for (let c = 0; c < classes; c++) if (!(Math.abs(scores[row + c]! / sum - 1 / classes) < shareTolerance)) return null;
  }
  const { mean } = spread(scores);
  const [level, share, chance] = [mean.toFixed(3), (1 / classes).toPrecision(3), Math.log(classes).toFixed(4)];
  const seen = spread(losses).mean.toFixed(4);
  const gradient = gradientNorm === 0 ? "0" : gradientNorm.toExponential(1);
  return {
    kind: "collapse",
    remedies: signs.learningRate > gentleRate ? ["both", "softmax", "learning-rate"] : ["softmax"],
    message: text(
      `All ${classes} ${activation} outputs have been driven to ${level}, for every sample alike. The loss divides them by their sum, so each class gets ${share}, and the loss stays at ln ${classes} = ${chance} (the last ${losses.length} steps: ${seen}). The gradient is ${gradient}: nothing is left to learn from.`,
      `全部 ${classes} 个 ${activation} 输出都被推到了 ${level}，对每个样本都一样。损失函数把它们除以总和，于是每个类别都得到 ${share}，损失停在 ln ${classes} = ${chance}（最近 ${losses.length} 步：${seen}）。梯度为 ${gradient}，已经没有可学的东西了。`,
    ),
  };
}

/** The outputs no longer depend on the sample, and no gradient comes through to the layers in front. */
function cutOff(signs: LearningSigns): Diagnosis | null {
  const { scores, outputs, losses, innerGradientNorm } = signs;
  if (innerGradientNorm === undefined || !(innerGradientNorm < deadGradient) || losses.length < fewestSteps) return null;
  if (scores.length < 2 * outputs) return null;
  for (let c = 0; c < outputs; c++) {
    for (let row = outputs; row < scores.length; row += outputs) {
      if (!(Math.abs(scores[row + c]! - scores[c]!) < 1e-6)) return null;
    }
  }
  const seen = spread(losses).mean.toFixed(4);
  return {
    kind: "collapse",
    remedies: signs.learningRate > gentleRate ? ["learning-rate"] : [],
    message: text(
      `Every sample gets the same outputs, and the layers in front of the last one receive no gradient: their units are all 0 or saturated, whatever comes in. Only the last layer's bias still learns, which is how often each class occurs (loss of the last ${losses.length} steps: ${seen}).`,
      `每个样本得到的输出都一样，最后一层之前的各层收不到梯度：无论输入什么，它们的神经元全为 0 或已饱和。只有最后一层的偏置还在学习，也就是各类别出现的频率（最近 ${losses.length} 步的损失：${seen}）。`,
    ),
  };
}

/** Whether a run has stopped learning for good, and why; null when it has not, or not for a reason known here. */
export const findCollapse = (signs: LearningSigns): Diagnosis | null =>
  collapsed(signs) ?? cutOff(signs) ?? (signs.losses.length < fewestSteps ? null : (deadOutputs(signs) ?? saturated(signs) ?? stuck(signs) ?? overshooting(signs)));

/** What a loss that is no longer a number most likely came from. */
export function explainDivergence(o: {
  readonly epoch: number;
  /** A step, counted from 1; or what was found to be no number after the epoch, though every step's loss was one. */
  readonly at: number | "validation" | "weights";
  readonly value: number;
  readonly loss: string;
  readonly activation: string;
  readonly learningRate: number;
  /** The last losses before, oldest first. */
  readonly before: ArrayLike<number>;
}): Diagnosis {
  const name = Number.isNaN(o.value) ? "NaN" : o.value > 0 ? "∞" : "−∞";
  const [enWhere, zhWhere] =
    typeof o.at === "number"
      ? [`The loss became ${name} in epoch ${o.epoch + 1}, step ${o.at}.`, `损失在第 ${o.epoch + 1} 轮第 ${o.at} 步变为 ${name}。`]
      : o.at === "validation"
        ? [`The loss on the validation samples became ${name} after epoch ${o.epoch + 1}.`, `验证损失在第 ${o.epoch + 1} 轮之后变为 ${name}。`]
        : [`Some weights are no numbers any more after epoch ${o.epoch + 1}.`, `第 ${o.epoch + 1} 轮之后，部分权重不再是有限的数。`];
  const dividesByZero = o.loss === "categorical_crossentropy" && o.activation !== "softmax" && o.activation !== "sigmoid";
  const last = Array.from(o.before).slice(-3).map((value) => value.toPrecision(3)).join(", ");
  const [enBefore, zhBefore] = last ? [` ${typeof o.at === "number" ? "It" : "The training loss"} was ${last} just before.`, `此前${typeof o.at === "number" ? "" : "训练损失"}依次为 ${last}。`] : ["", ""];
  if (!dividesByZero && typeof o.at === "number" && o.before.length === 0) {
    return {
      kind: "diverged",
      remedies: [],
      message: text(
        `${enWhere} It was the first step of the run: the weights or the data held values that are not finite before anything was learnt, so no learning rate helps. Train from new initial weights, or look at the data in Preprocess.`,
        `${zhWhere}这是本次训练的第一步：在开始学习之前，权重或数据中就有不是有限数的值，因此调整学习率没有用。请用新的初始权重训练，或在“预处理”中检查数据。`,
      ),
    };
  }
  const [en, zh] = dividesByZero
    ? [
        `The likely cause: categorical_crossentropy divides the outputs by their sum, and behind ${o.activation} that sum can be 0. softmax cannot.`,
        `很可能的原因：categorical_crossentropy 会把输出除以总和，而使用 ${o.activation} 时总和可能为 0；softmax 不会。`,
      ]
    : [
        `The likely cause: with a learning rate of ${o.learningRate} the weights grew without bound. Try a smaller one.`,
        `很可能的原因：学习率 ${o.learningRate} 使权重无限增大。请改用更小的学习率。`,
      ];
  return {
    kind: "diverged",
    remedies: dividesByZero ? ["softmax"] : o.learningRate > gentleRate ? ["learning-rate"] : [],
    message: text(`${enWhere}${enBefore} ${en}`, `${zhWhere}${zhBefore}${zh}`),
  };
}
