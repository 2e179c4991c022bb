import { boolean, integer, number, text } from "../schema";
import { defineCallback } from "./define";
import { improves, monitorFields } from "./monitor";

interface State {
  readonly best: number | null;
  readonly bestEpoch: number;
  /** Epochs since the last improvement. */
  readonly wait: number;
}

const epochs = (count: number): string => `${count} ${count === 1 ? "epoch" : "epochs"}`;

export const earlyStopping = defineCallback({
  kind: "EarlyStopping",
  title: text("Early stopping", "早停"),
  help: text(
    "Stops the run when the monitored metric has not improved for the number of epochs set by patience.",
    "当所监视的指标连续 patience 轮没有改善时停止训练。",
  ),
  brief: ({ monitor, patience }) => text(`early stopping on ${monitor}, patience ${patience}`, `早停：监视 ${monitor}，patience ${patience}`),
  fields: {
    monitor: monitorFields.monitor,
    patience: integer({
      default: 0,
      min: 0,
      max: 1000,
      help: text(
        "Epochs without improvement before it stops. 0 stops at the first epoch without improvement; 2 to 10 is usual.",
        "允许连续多少轮没有改善：0 表示一轮不如之前最好的就停止，通常取 2 到 10。",
      ),
    }),
    min_delta: number({ default: 0, min: 0, max: 10, step: 0.001, help: text("Smallest change that counts as an improvement.", "视为改善的最小变化量。") }),
    mode: monitorFields.mode,
    restore_best_weights: boolean({ default: false, help: text("Restores the weights of the best epoch at the end.", "结束时恢复最佳一轮的权重。") }),
  },
  start: (): State => ({ best: null, bestEpoch: 0, wait: 0 }),
  epochEnd({ monitor, patience, min_delta, mode, restore_best_weights }, state, epoch, logs) {
    const value = logs[monitor];
    if (value === undefined) return [state, {}];
    if (improves({ monitor, mode }, value, state.best, min_delta)) {
      return [{ best: value, bestEpoch: epoch, wait: 0 }, restore_best_weights ? { keepWeights: true } : {}];
    }
    const next = { ...state, wait: state.wait + 1 };
    // Keras stops at wait ≥ patience, and never in the first epoch.
    if (next.wait < patience || epoch === 0) return [next, {}];
    if (state.best === null) {
      return [next, { stop: text(`Early stopping: ${monitor} was not a finite number for ${epochs(next.wait)}`, `早停：${monitor} 已连续 ${next.wait} 轮不是有限的数`) }];
    }
    const best = `${monitor} ${state.best.toPrecision(4)}`;
    return [
      next,
      {
        stop: text(
          `Early stopping: ${epochs(next.wait)} without improvement on ${best} of epoch ${state.bestEpoch + 1}`,
          `早停：已有 ${next.wait} 轮没有优于第 ${state.bestEpoch + 1} 轮的 ${best}`,
        ),
      },
    ];
  },
  trainEnd: ({ restore_best_weights }, state) =>
    restore_best_weights && state.best !== null ? { restoreFrom: state.bestEpoch } : {},
});
