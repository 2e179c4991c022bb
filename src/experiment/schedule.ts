import type { CallbackSpec } from "../callbacks";
import { callbacks } from "../callbacks";
import { defaultsOf, text, type Text } from "../schema";

/** A learning-rate schedule that goes by steps, as Keras's do. */
export type StepSchedule = { readonly className: string; /** Until the rate has been multiplied by `rate`, or to the end of the fall. */ readonly steps: number } & (
  | { readonly kind: "exponential"; readonly rate: number; /** In stairs instead of evenly. */ readonly staircase: boolean }
  | { readonly kind: "cosine"; /** The share of the rate that is left at the end. */ readonly alpha: number; /** Steps before the fall in which the rate rises. */ readonly warmup: number }
);

const exact = (value: number): number => Number(value.toPrecision(6));

/**
 * The callback that comes nearest to a schedule where an epoch has so many steps, and in words what it is. Ours goes by
 * epochs: within one the rate stays.
 */
export function scheduled(schedule: StepSchedule, stepsPerEpoch: number): { readonly callback: CallbackSpec; readonly note: Text } {
  const { className, steps } = schedule;
  const epochs = steps / stepsPerEpoch;
  const spec = (values: object): CallbackSpec =>
    ({ kind: "LearningRateScheduler", values: { ...defaultsOf(callbacks.get("LearningRateScheduler").fields), ...values } }) as CallbackSpec;
  const said = (en: string, zh: string): Text =>
    text(`${className} is a learning-rate schedule in Fit now, by epochs of ${stepsPerEpoch} steps: ${en}.`, `${className} 已成为“训练”中的学习率计划，按每轮 ${stepsPerEpoch} 步换算：${zh}。`);
  if (schedule.kind === "cosine") {
    const { alpha, warmup } = schedule;
    const rise = Math.min(1000, Math.round(warmup / stepsPerEpoch));
    const words = exact(epochs);
    return {
      callback: spec({ schedule: "cosine", alpha: Math.min(1, Math.max(0, alpha)), warmup_epochs: rise }),
      note: said(`it falls until the last planned epoch, in the file for ${steps} steps, which are ${words} epochs`, `在此下降到计划的最后一轮，文件中为 ${steps} 步，即 ${words} 轮`),
    };
  }
  if (schedule.staircase) {
    const each = Math.min(1000, Math.max(1, Math.round(epochs)));
    return {
      callback: spec({ schedule: "step", step_epochs: each, step_factor: Math.max(0.01, schedule.rate) }),
      note: said(`× ${Math.max(0.01, schedule.rate)} every ${each} epochs (${exact(epochs)} in the file)`, `每 ${each} 轮 × ${Math.max(0.01, schedule.rate)}（文件中为 ${exact(epochs)} 轮）`),
    };
  }
  const rate = Math.max(0.01, exact(schedule.rate ** (1 / epochs)));
  return { callback: spec({ schedule: "exponential", decay_rate: rate }), note: said(`× ${rate} from each epoch to the next`, `每过一轮 × ${rate}`) };
}

/** What is said where it is not known how many steps an epoch has. */
export const notScheduled = ({ className }: StepSchedule, rate: number): Text =>
  text(
    `${className} was left out, because without data it is not known how many steps an epoch has; the learning rate stays ${rate}.`,
    `已略去 ${className}：没有数据就不知道一轮有多少步；学习率保持为 ${rate}。`,
  );
