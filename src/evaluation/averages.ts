import { text } from "../schema";
import type { LearningSigns } from "./collapse";
import type { Diagnosis } from "./diagnosis";
import { chanceLoss } from "./stuck";

/** The momentum that the remedy sets; layers that have it or less are not offered it. */
const quickMomentum = 0.9;

/** Of how many steps the training loss is taken. */
const recent = 5;

/**
 * Whether a run learns but predicts with moving averages that have hardly left their first values: after n steps with
 * momentum m they have taken up 1 − mⁿ. Only where the planned steps are too few for them, and where the same training
 * samples cost far more with the averages than with the batch's own figures.
 */
export function laggingAverages({ losses, loss, outputs, probeLoss, averages }: LearningSigns): Diagnosis | null {
  const chance = chanceLoss(loss, outputs);
  if (!averages || probeLoss === undefined || chance === undefined || losses.length < recent) return null;
  const { momentum, steps, planned } = averages;
  if (!(momentum ** planned > 0.1)) return null;
  const latest = Array.from(losses).slice(-recent);
  const training = latest.reduce((sum, value) => sum + value, 0) / latest.length;
  if (!(probeLoss > 1.5 * training && probeLoss - training > 0.1 * chance)) return null;
  const part = `${(100 * (1 - momentum ** steps)).toFixed(0)} %`;
  const [seen, trained] = [probeLoss.toFixed(4), training.toFixed(4)];
  const quicker = momentum > quickMomentum;
  return {
    kind: "averages",
    remedies: quicker ? ["momentum"] : [],
    message: text(
      `In training BatchNormalization uses each batch's own mean and variance; validation and prediction use moving averages. With momentum ${momentum} these have taken up 1 − ${momentum}^${steps} = ${part} after ${steps} steps, and the run plans no more than ${planned}. So training samples cost ${seen} with the averages, but ${trained} with the batch's own figures. More steps help${quicker ? `, or a momentum of ${quickMomentum}` : ""}.`,
      `训练时 BatchNormalization 使用每个批次自身的均值和方差；验证和预测使用移动平均。momentum 为 ${momentum} 时，${steps} 步之后移动平均只吸收了 1 − ${momentum}^${steps} = ${part}，而本次训练总共只有 ${planned} 步。因此训练样本用移动平均时损失为 ${seen}，用批次自身的统计量时为 ${trained}。增加步数会有帮助${quicker ? `，或把 momentum 改为 ${quickMomentum}` : ""}。`,
    ),
  };
}
