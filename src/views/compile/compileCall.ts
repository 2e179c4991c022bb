import { kerasLoss, metrics as metricKinds, optimizers } from "../../compile";
import type { Compile } from "../../experiment";
import { leftOutComments } from "../../models/leftOutComments";
import type { Shape } from "../../schema";

/** What a metric is taken of: the model's output, and where a single one is split. */
interface Setting {
  readonly output: Shape;
  readonly threshold: number;
}

const python = (value: unknown): string => (typeof value === "boolean" ? (value ? "True" : "False") : typeof value === "string" ? `"${value}"` : String(value));

const call = (name: string, values: readonly (readonly [string, unknown])[]): string => `${name}(${values.map(([key, value]) => `${key}=${python(value)}`).join(", ")})`;

/**
 * `model.compile(…)` as it is written in Python. Parameters at their default are left out, the learning rate aside; so is
 * a metric for which Keras has no equal here, and a comment says why.
 */
export function compileCall({ optimizer, loss, from_logits = false, metrics }: Compile, setting: Setting): string {
  const { fields } = optimizers.get(optimizer.kind);
  const changed = Object.entries(optimizer.values).filter(
    ([name, value]) => name === "learning_rate" || value !== (fields as Readonly<Record<string, { readonly default: unknown }>>)[name]?.default,
  );
  const measured = metrics.flatMap((name) => {
    const found = metricKinds.get(name).keras(setting);
    if (found === undefined) return [];
    return [typeof found === "string" ? python(found) : call(`keras.metrics.${found.class_name}`, Object.entries(found.config))];
  });
  const named = kerasLoss({ loss, from_logits });
  const compared = typeof named === "string" ? python(named) : call(`keras.losses.${named.class_name}`, [["from_logits", true]]);
  const lines = [`optimizer=${call(`keras.optimizers.${optimizer.kind}`, changed)}`, `loss=${compared}`, ...(measured.length ? [`metrics=[${measured.join(", ")}]`] : [])];
  const comments = leftOutComments(metrics, setting).map((line) => `    ${line}\n`);
  return `model.compile(\n${lines.map((line) => `    ${line},\n`).join("")}${comments.join("")})`;
}
