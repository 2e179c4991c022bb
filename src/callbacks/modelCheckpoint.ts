import { text } from "../schema";
import { defineCallback } from "./define";
import { improves, monitorFields } from "./monitor";

interface State {
  readonly best: number | null;
  readonly bestEpoch: number;
}

export const modelCheckpoint = defineCallback({
  kind: "ModelCheckpoint",
  title: text("Keep the best model", "保留最佳模型"),
  help: text(
    "Keeps the weights of the best epoch as well as those of the last one, like save_best_only in Keras. The run continues with its own weights.",
    "除最后一轮的权重外，另外保留最佳一轮的权重，相当于 Keras 的 save_best_only。训练本身继续使用自己的权重。",
  ),
  brief: ({ monitor }) => text(`keeps the best model by ${monitor}`, `按 ${monitor} 保留最佳模型`),
  fields: monitorFields,
  start: (): State => ({ best: null, bestEpoch: 0 }),
  epochEnd(values, state, epoch, logs) {
    const value = logs[values.monitor];
    if (value === undefined || !improves(values, value, state.best)) return [state, {}];
    return [{ best: value, bestEpoch: epoch }, { keepWeights: true }];
  },
  keeps: (_values, { best, bestEpoch }) => (best === null ? undefined : bestEpoch),
  trainEnd: () => ({}),
});
