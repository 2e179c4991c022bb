import { optimizers, readOptimizer, type OptimizerSpec } from "../../compile";
import type { Compile, StepSchedule } from "../../experiment";
import { defaultsOf, readField, shown, text, type Field, type Text } from "../../schema";
import { isDict, type Dict } from "../content/json";

export interface OptimizerRead {
  readonly optimizer?: OptimizerSpec;
  readonly schedule?: StepSchedule;
}

/** Keras stores 0.002 as the float32 nearest to it and prints that in full; the short number is what was meant. */
export function unrounded(value: number): number {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === Math.fround(value) ? short : value;
}

/**
 * Reads an optimizer as Keras 2, Keras 3 and their converters write it. What it is told that is not known here is named
 * with what stands in its place: `present` is what the document has.
 */
export function readKerasOptimizer(raw: unknown, notes: Text[], present?: Compile): OptimizerRead {
  const name = typeof raw === "string" ? raw : isDict(raw) && typeof raw.class_name === "string" ? raw.class_name : undefined;
  if (name === undefined) return {};
  const config: Dict = isDict(raw) && isDict(raw.config) ? raw.config : {};
  // Mixed precision wraps the optimizer.
  if (/LossScaleOptimizer/.test(name)) return readKerasOptimizer(config.inner_optimizer ?? config.optimizer, notes, present);
  // Keras 2.11 registered its own optimizers as `Custom>Adam`.
  const plain = name.replace(/^.*[>.]/, "");
  const kind = optimizers.all.find((candidate) => candidate.kind.toLowerCase() === plain.toLowerCase());
  if (!kind) {
    const known = optimizers.kinds.join(", ");
    const stays = present && `${present.optimizer.kind}, learning_rate ${present.optimizer.values.learning_rate}`;
    const [en, zh] = stays ? [`stays with ${stays}`, `保持为 ${stays}`] : ["was left out", "已略去"];
    notes.push(text(`The optimizer ${name} is not offered here (${known} are); the optimizer ${en}.`, `这里没有优化器 ${name}（可用：${known}），优化器${zh}。`));
    return {};
  }
  const values: Record<string, unknown> = { ...defaultsOf(kind.fields) };
  let schedule: StepSchedule | undefined;
  for (const [key, value] of Object.entries(config)) {
    // Keras 2 up to 2.2 called the learning rate so.
    const own = key === "lr" ? "learning_rate" : key;
    const field = Object.hasOwn(kind.fields, own) ? kind.fields[own as keyof typeof kind.fields] : undefined;
    if (own === "learning_rate" && isDict(value)) {
      const read = readSchedule(value, notes);
      if (read.rate !== undefined) values.learning_rate = nearest(field as Field<unknown>, unrounded(read.rate), `${kind.kind}.learning_rate`, notes);
      else notes.push(insteadOf(`${kind.kind}.${key} = ${shown(value)}`, values.learning_rate));
      schedule = read.schedule;
      continue;
    }
    const plainValue = typeof value === "number" ? unrounded(value) : value;
    if (field) {
      if (value !== null) values[own] = nearest(field, plainValue, `${kind.kind}.${key}`, notes);
    } else if (!harmless(key, value)) {
      const what = `${kind.kind}.${key} = ${shown(plainValue)}`;
      notes.push(text(`${what} is not offered here; training goes on without it.`, `这里不支持 ${what}，训练时不使用它。`));
    }
  }
  const read = readOptimizer(kind.kind, values, []);
  return { ...(read.ok ? { optimizer: read.value } : {}), ...(read.ok && schedule ? { schedule } : {}) };
}

const insteadOf = (what: string, stands: unknown): Text =>
  text(`${what} is not offered here; ${shown(stands)} stands in its place.`, `这里不支持 ${what}，改用 ${shown(stands)}。`);

/** The value where a field takes it; else the nearest that it takes, or its default, with a note. */
function nearest(field: Field<unknown>, value: unknown, name: string, notes: Text[]): unknown {
  if (readField(field, value, []).ok) return value;
  const { control } = field;
  const ranged = (control.type === "number" || control.type === "integer") && typeof value === "number" && Number.isFinite(value);
  const within = ranged ? Math.min(control.max, Math.max(control.min, value)) : undefined;
  const stands = within !== undefined && readField(field, within, []).ok ? within : field.default;
  notes.push(
    ranged
      ? text(`${name} = ${shown(value)} lies outside ${control.min} to ${control.max}; ${shown(stands)} stands in its place.`, `${name} = ${shown(value)} 超出 ${control.min} 到 ${control.max} 的范围，改用 ${shown(stands)}。`)
      : insteadOf(`${name} = ${shown(value)}`, stands),
  );
  return stands;
}

/** Keys that say how Keras computes, not what. */
const silent = new Set(["name", "ema_momentum", "jit_compile", "is_legacy_optimizer"]);

/** Keys that every Keras optimizer has, at values that change nothing. */
const harmless = (key: string, value: unknown): boolean =>
  value === null || value === false || silent.has(key) || (key === "epsilon" && value === 1e-7) || (key === "decay" && value === 0);

const numberIn = (config: Dict, ...keys: readonly string[]): number | undefined => {
  for (const key of keys) {
    const value = config[key];
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
};

/** The rate at which a schedule of Keras begins (or up to which it warms up), and the schedule where this page has one like it. */
function readSchedule(raw: Dict, notes: Text[]): { readonly rate?: number; readonly schedule?: StepSchedule } {
  const name = typeof raw.class_name === "string" ? raw.class_name.replace(/^.*[>.]/, "") : "?";
  const config: Dict = isDict(raw.config) ? raw.config : {};
  const steps = numberIn(config, "decay_steps");
  const target = numberIn(config, "warmup_target");
  const first = Array.isArray(config.values) && typeof config.values[0] === "number" ? config.values[0] : undefined;
  const rate = target ?? numberIn(config, "initial_learning_rate") ?? first;
  if (rate === undefined) return {};
  const decay = numberIn(config, "decay_rate");
  if (name === "ExponentialDecay" && steps !== undefined && steps > 0 && decay !== undefined && decay > 0 && decay <= 1) {
    return { rate, schedule: { className: name, kind: "exponential", steps, rate: unrounded(decay), staircase: config.staircase === true } };
  }
  if (name === "CosineDecay" && steps !== undefined && steps > 0) {
    return { rate, schedule: { className: name, kind: "cosine", steps, alpha: unrounded(numberIn(config, "alpha") ?? 0), warmup: target === undefined ? 0 : (numberIn(config, "warmup_steps") ?? 0) } };
  }
  notes.push(
    text(
      `The learning-rate schedule ${name} is not offered here; the rate at which it begins, ${unrounded(rate)}, stands in its place throughout.`,
      `这里没有学习率计划 ${name}；始终使用其初始学习率 ${unrounded(rate)}。`,
    ),
  );
  return { rate };
}
