import { snakeCase } from "../../architecture";
import { losses, metrics, takesLogits, type MetricName } from "../../compile";
import type { Compile, StepSchedule } from "../../experiment";
import { shown, text, type Text } from "../../schema";
import { isDict, type Dict } from "../content/json";
import { readKerasOptimizer } from "./readOptimizer";

/** What a file says about compile, as far as this page knows it, and in notes what it does not. */
export interface CompileRead {
  readonly compile?: Partial<Compile>;
  /** By how the learning rate falls, in steps. */
  readonly schedule?: StepSchedule;
  readonly notes: readonly Text[];
}

/**
 * Reads `compile_config` of Keras 3 or `training_config` of a legacy file. A setting that is not known here is no reason
 * to refuse a model that predicts the same: it is named with what stands in its place. `present`: what the document has.
 */
export function readCompile(raw: unknown, present?: Compile): CompileRead {
  if (!isDict(raw)) return { notes: [] };
  const notes: Text[] = [];
  const { optimizer, schedule } = readKerasOptimizer(raw.optimizer ?? raw.optimizer_config, notes, present);
  const loss = readLoss(raw.loss, notes, present);
  const list = readMetrics(raw.metrics, notes);
  return {
    compile: { ...(optimizer ? { optimizer } : {}), ...loss, ...(list.length ? { metrics: list } : {}) },
    ...(schedule ? { schedule } : {}),
    notes,
  };
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : isDict(value) && typeof value.class_name === "string" ? value.class_name : undefined;

const shortNames: Readonly<Record<string, string>> = { mse: "mean_squared_error", msle: "mean_squared_logarithmic_error" };

/** Of both losses the numbers are the same; only the labels are written differently. */
const sparse = "sparse_categorical_crossentropy";

function readLoss(raw: unknown, notes: Text[], present?: Compile): Pick<Compile, "loss" | "from_logits"> | undefined {
  const name = nameOf(raw);
  if (name === undefined) {
    if (raw !== undefined && raw !== null) notes.push(text(`The loss ${shown(raw)} was left out.`, `损失 ${shown(raw)} 已略去。`));
    return undefined;
  }
  const snake = snakeCase(name);
  const kind = snake === sparse ? losses.get("categorical_crossentropy") : losses.find(shortNames[snake] ?? snake);
  if (!kind) {
    const known = losses.kinds.join(", ");
    const [en, zh] = present ? [`stays ${present.loss}`, `保持为 ${present.loss}`] : ["was left out", "已略去"];
    notes.push(text(`The loss ${name} is not offered here (${known} are); the loss ${en}.`, `这里没有损失函数 ${name}（可用：${known}），损失函数${zh}。`));
    return undefined;
  }
  if (snake === sparse) {
    notes.push(
      text(
        `The loss ${sparse} was read as ${kind.kind}: both give the same number, but here the labels have to be one-hot (“One-hot labels” in Preprocess).`,
        `损失 ${sparse} 已读作 ${kind.kind}：两者数值相同，但这里的标签须为独热编码（“预处理”中的“标签独热编码”）。`,
      ),
    );
  }
  const config: Dict = isDict(raw) && isDict(raw.config) ? raw.config : {};
  const from_logits = config.from_logits === true && takesLogits(kind.kind);
  for (const [key, off] of [["from_logits", from_logits], ["label_smoothing", 0], ["ignore_class", null]] as const) {
    const value = config[key];
    if (value === undefined || value === off || value === false || value === null) continue;
    const what = `${name}.${key} = ${shown(value)}`;
    notes.push(text(`${what} is not offered here and was left out.`, `这里不支持 ${what}，已略去。`));
  }
  return { loss: kind.kind, ...(from_logits ? { from_logits } : {}) };
}

/** Keras's names of the one accuracy that is meant by all of them, depending on the targets. */
const accuracies = ["acc", "accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"];

/** Settings of Keras's metrics with which they are what they are here: one number, a decision at 0.5. */
const plainMetric: Readonly<Record<string, readonly unknown[]>> = { threshold: [0.5], thresholds: [0.5], average: ["macro"] };

/** Keras nests the metrics of a model with one output in lists of any depth. */
function readMetrics(raw: unknown, notes: Text[]): MetricName[] {
  if (raw === null || raw === undefined) return [];
  const name = nameOf(raw);
  if (name === undefined) {
    const items = Array.isArray(raw) ? raw : isDict(raw) ? Object.values(raw) : [];
    return [...new Set(items.flatMap((item) => readMetrics(item, notes)))];
  }
  const snake = snakeCase(name);
  const kind = accuracies.includes(snake) ? metrics.get("accuracy") : metrics.find(snake);
  if (kind) {
    const config: Dict = isDict(raw) && isDict(raw.config) ? raw.config : {};
    for (const [key, value] of Object.entries(config)) {
      if (["name", "dtype"].includes(key) || value === null || plainMetric[key]?.includes(value)) continue;
      const what = `${name}.${key} = ${shown(value)}`;
      notes.push(text(`${what} is not offered here and was left out.`, `这里不支持 ${what}，已略去。`));
    }
    return [kind.kind];
  }
  notes.push(text(`The metric ${name} is not offered here and was left out.`, `这里没有指标 ${name}，已略去。`));
  return [];
}
