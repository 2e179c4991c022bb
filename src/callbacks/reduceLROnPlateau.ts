import { integer, number, text } from "../schema";
import { defineCallback } from "./define";
import { improves, monitorFields } from "./monitor";

interface State {
  readonly best: number | null;
  /** Epochs since the last improvement or reduction. */
  readonly wait: number;
  /** Epochs of rest that are left after a reduction. */
  readonly cooldown: number;
}

export const reduceLROnPlateau = defineCallback({
  kind: "ReduceLROnPlateau",
  title: text("Reduce the learning rate on a plateau", "指标停滞时降低学习率"),
  help: text(
    "Multiplies the learning rate by factor when the monitored metric has not improved for the number of epochs set by patience.",
    "当所监视的指标连续 patience 轮没有改善时，将学习率乘以 factor。",
  ),
  steersRate: true,
  brief: ({ monitor, factor, patience }) =>
    text(`learning rate × ${factor} on a plateau of ${monitor}, patience ${patience}`, `${monitor} 停滞时学习率 × ${factor}，patience ${patience}`),
  fields: {
    monitor: monitorFields.monitor,
    factor: number({ default: 0.1, min: 0.01, max: 0.99, step: 0.01, help: text("What the learning rate is multiplied by.", "学习率乘以该数。") }),
    patience: integer({ default: 10, min: 0, max: 1000, help: text("Epochs without improvement before the rate is reduced.", "降低学习率之前允许没有改善的轮数。") }),
    min_delta: number({ default: 1e-4, min: 0, max: 10, step: 1e-4, help: text("Smallest change that counts as an improvement.", "视为改善的最小变化量。") }),
    cooldown: integer({
      default: 0,
      min: 0,
      max: 1000,
      help: text("Epochs after a reduction that do not count towards patience.", "降低学习率之后暂不计数的轮数。"),
    }),
    min_lr: number({ default: 0, min: 0, max: 10, step: 1e-5, help: text("The learning rate never goes below this.", "学习率的下限。") }),
    mode: monitorFields.mode,
  },
  start: (): State => ({ best: null, wait: 0, cooldown: 0 }),
  /** Source: Keras callbacks/reduce_lr_on_plateau.py, `on_epoch_end`. */
  epochEnd({ monitor, factor, patience, min_delta, cooldown, min_lr, mode }, state, _epoch, logs, { learningRate }) {
    const value = logs[monitor];
    if (value === undefined) return [state, {}];
    // The last epoch of rest counts again, from nothing.
    const rest = Math.max(0, state.cooldown - 1);
    const wait = state.cooldown > 0 ? 0 : state.wait;
    if (improves({ monitor, mode }, value, state.best, min_delta)) return [{ best: value, wait: 0, cooldown: rest }, {}];
    if (rest > 0) return [{ ...state, wait, cooldown: rest }, {}];
    if (wait + 1 < patience || learningRate <= min_lr) return [{ ...state, wait: wait + 1, cooldown: 0 }, {}];
    // 0.1 · 0.1 lies a last bit above 0.01: a rate so near to the bound is the bound, and is not reduced to it once more.
    const reduced = learningRate * factor;
    return [{ ...state, wait: 0, cooldown }, { learningRate: reduced <= min_lr * (1 + 1e-9) ? min_lr : reduced }];
  },
  trainEnd: () => ({}),
});
