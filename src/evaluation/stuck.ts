import { text } from "../schema";
import type { LearningSigns } from "./collapse";
import { gentleRate, type Diagnosis, type Remedy } from "./diagnosis";

/** A gradient that is 0 but for rounding; and one that is too short to take back outputs that are far off. */
const noGradient = 1e-7;
const hardlyAny = 1e-4;

/** How near the end of its range an output is saturated. */
const saturation = 1e-4;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The loss of a model that knows nothing but how often each class occurs, all being equally frequent; of `outputs` outputs with
 * one-hot targets, of a single one with targets 0 and 1. Undefined for a loss that is not known here.
 */
export function chanceLoss(loss: string, outputs: number): number | undefined {
  const p = outputs === 1 ? 0.5 : 1 / outputs;
  const known: Readonly<Record<string, number>> = {
    categorical_crossentropy: Math.log(outputs),
    binary_crossentropy: -(p * Math.log(p) + (1 - p) * Math.log(1 - p)),
    mean_squared_error: p * (1 - p),
    mean_squared_logarithmic_error: p * (1 - p) * Math.LN2 ** 2,
    hinge: 1,
  };
  return known[loss];
}

const rateRemedy = (signs: Pick<LearningSigns, "learningRate">): readonly Remedy[] => (signs.learningRate > gentleRate ? ["learning-rate"] : []);

/** Whether the losses stand: the mean of the later half is within 5 % of the earlier half's. */
function stands(losses: ArrayLike<number>): boolean {
  const all = Array.from(losses);
  const half = Math.floor(all.length / 2);
  const [earlier, later] = [mean(all.slice(0, half)), mean(all.slice(half))];
  return Math.abs(later - earlier) <= 0.05 * earlier;
}

/**
 * Outputs of relu that are 0 for every sample, under a cross-entropy that clips them: neither hands a gradient back, and the
 * samples of such a class cost log(10⁷) each. Together the loss stands above what guessing costs.
 */
export function deadOutputs(signs: LearningSigns): Diagnosis | null {
  const { loss, activation, scores, outputs, losses, probeLoss } = signs;
  const chance = chanceLoss(loss, outputs);
  if (activation !== "relu" || !loss.endsWith("crossentropy") || signs.fromOutputs !== true) return null;
  if (probeLoss === undefined || chance === undefined || scores.length < 2 * outputs) return null;
  const level = mean(Array.from(losses));
  if (!(probeLoss > 1.05 * chance && level > 1.05 * chance && stands(losses))) return null;
  let dead = 0;
  for (let c = 0; c < outputs; c++) {
    let used = false;
    for (let row = 0; row < scores.length; row += outputs) if (scores[row + c] !== 0) used = true;
    if (!used) dead++;
  }
  if (!dead) return null;
  const [seen, guess] = [level.toFixed(4), chance.toFixed(4)];
  const single = outputs === 1;
  return {
    kind: "collapse",
    remedies: single ? rateRemedy(signs) : signs.learningRate > gentleRate ? ["both", "softmax", "learning-rate"] : ["softmax"],
    message: text(
      `${single ? "The relu output is" : `${dead} of the ${outputs} relu outputs are`} 0 for every sample that was looked at. A relu that gives 0 passes no gradient back, and ${loss} takes 0 for a probability of 10⁻⁷, which costs 16.1 for each sample of that class. The loss stays at ${seen} (the last ${losses.length} steps), above the ${guess} of mere guessing.`,
      `${single ? "relu 输出" : `${outputs} 个 relu 输出中有 ${dead} 个`}对所有抽查的样本都是 0。输出为 0 的 relu 不回传梯度，而 ${loss} 把 0 当作概率 10⁻⁷，该类别的每个样本因此损失 16.1。损失停在 ${seen}（最近 ${losses.length} 步），高于随意猜测的 ${guess}。`,
    ),
  };
}

/** Whether a row of outputs is at the end of its activation's range and on the wrong side. */
function wrongAtTheEnd(activation: string, row: readonly number[], target: readonly number[]): boolean {
  if (activation === "softmax") {
    const best = row.indexOf(Math.max(...row));
    return row[best]! > 1 - saturation && target[best]! < 0.5;
  }
  const lowest = activation === "tanh" ? -1 : 0;
  return row.some((value, c) => {
    const aim = lowest === -1 && target[c] === 0 ? -1 : target[c]!;
    return (value > 1 - saturation || value < lowest + saturation) && Math.abs(value - aim) > 0.5;
  });
}

/** Outputs at the end of their activation's range, where its slope is 0, and on the wrong side: nothing takes them back. */
export function saturated(signs: LearningSigns): Diagnosis | null {
  const { loss, activation, scores, outputs, targets, probeLoss, gradientNorm, losses } = signs;
  const chance = chanceLoss(loss, outputs);
  if (!["sigmoid", "tanh", "softmax"].includes(activation) || !targets || targets.length !== scores.length) return null;
  if (probeLoss === undefined || chance === undefined || !(probeLoss > 0.1 * chance)) return null;
  // From logits the gradient takes them back.
  if (signs.fromOutputs !== true) return null;
  let wrong = 0;
  const rows = scores.length / outputs;
  for (let row = 0; row < rows; row++) {
    const of = (list: ArrayLike<number>): number[] => Array.from({ length: outputs }, (_, c) => list[row * outputs + c]!);
    if (wrongAtTheEnd(activation, of(scores), of(targets))) wrong++;
  }
  // Of most samples that is enough, where the loss stands: a few at the border may still have a gradient.
  if (!(wrong >= rows / 2 && stands(losses)) && !(wrong >= rows / 4 && gradientNorm < hardlyAny)) return null;
  const part = `${Math.round((100 * wrong) / rows)} %`;
  const gradient = gradientNorm === 0 ? "0" : gradientNorm.toExponential(1);
  const matching = activation === "sigmoid" ? "binary_crossentropy" : activation === "softmax" ? "categorical_crossentropy" : null;
  const helps = matching !== null && loss !== matching;
  return {
    kind: "collapse",
    remedies: [...(helps ? (["cross-entropy"] as const) : []), ...rateRemedy(signs)],
    message: text(
      `${part} of the samples that were checked have outputs at the end of ${activation}, on the wrong side. There ${activation} is flat: the gradient over all samples is ${gradient}, and the loss stays at ${probeLoss.toFixed(4)}. The weights before it are too large. Train again from new initial weights.${helps ? ` With ${matching} the gradient would not vanish, because the loss is computed from the values before ${activation}.` : ""}`,
      `在抽查的样本中，${part} 的输出处于 ${activation} 的一端，而且方向是错的。${activation} 在那里是平的：全部样本的梯度为 ${gradient}，损失停在 ${probeLoss.toFixed(4)}。前面的权重过大：请用新的初始权重重新开始。${helps ? `改用 ${matching} 时梯度不会消失，因为它由 ${activation} 之前的值计算。` : ""}`,
    ),
  };
}

/** No gradient at all, while the loss is far from its end: whatever the cause, further steps change nothing. */
export function stuck(signs: LearningSigns): Diagnosis | null {
  const { loss, outputs, probeLoss, gradientNorm, losses } = signs;
  const chance = chanceLoss(loss, outputs);
  if (probeLoss === undefined || chance === undefined || !(gradientNorm < noGradient) || !(probeLoss > 0.1 * chance)) return null;
  const gradient = gradientNorm === 0 ? "0" : gradientNorm.toExponential(1);
  return {
    kind: "collapse",
    remedies: rateRemedy(signs),
    message: text(
      `The loss has stopped at ${probeLoss.toFixed(4)} (guessing costs ${chance.toFixed(4)}), and the gradient is ${gradient}: after ${losses.length} more steps the weights would be where they are. Units that are 0 or saturated for every sample pass nothing back; smaller steps and fresh weights help.`,
      `损失停在 ${probeLoss.toFixed(4)}（随意猜测为 ${chance.toFixed(4)}），梯度为 ${gradient}：再走 ${losses.length} 步，权重也不会改变。对所有样本都为 0 或已饱和的神经元不回传任何梯度；更小的步长和新的初始权重会有帮助。`,
    ),
  };
}

/** Looks between epochs after which a loss that jumps above chance is no beginning any more. */
export const looksForOvershoot = 8;

/** A loss that jumps up and down above what guessing costs, for epochs: the steps are too large to come to rest anywhere better. */
export function overshooting({ loss, outputs, probes, learningRate }: LearningSigns): Diagnosis | null {
  const chance = chanceLoss(loss, outputs);
  if (chance === undefined || !probes || probes.length < looksForOvershoot || !(learningRate > gentleRate)) return null;
  const latest = probes.slice(-looksForOvershoot);
  const half = looksForOvershoot / 2;
  const rises = latest.filter((value, i) => i > 0 && value > 1.05 * latest[i - 1]!).length;
  if (!latest.every((value) => value > 1.5 * chance) || rises < 2 || mean(latest.slice(half)) < 0.8 * mean(latest.slice(0, half))) return null;
  const [least, most, guess] = [Math.min(...latest), Math.max(...latest), chance].map((value) => value.toFixed(4));
  return {
    kind: "collapse",
    remedies: rateRemedy({ learningRate }),
    message: text(
      `At the last ${looksForOvershoot} looks between epochs the loss jumped between ${least} and ${most}. Guessing costs ${guess}. With a learning rate of ${learningRate} each step goes too far. Try a smaller one.`,
      `最近 ${looksForOvershoot} 次轮间检查中，损失在 ${least} 与 ${most} 之间跳动，而随意猜测的损失为 ${guess}。学习率 ${learningRate} 使每一步都走得过远。请改用更小的学习率。`,
    ),
  };
}
