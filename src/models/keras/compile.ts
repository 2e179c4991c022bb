import { kerasLoss, metrics, optimizers } from "../../compile";
import { readingOf, type Compile } from "../../experiment";
import type { LayerSpec } from "../../layers";
import type { Shape } from "../../schema";
import { Float, type Dict } from "../content/json";

/** Optimizer, loss and metrics in Keras's own form. */
export interface KerasCompile {
  readonly optimizer: { readonly class_name: string; readonly config: Dict };
  readonly loss: unknown;
  readonly metrics: readonly unknown[];
}

/**
 * What `compile` was set to, as Keras says it. A metric is written only where Keras computes the very same figure: our
 * precision and recall are means over the classes, which Keras does not have, and another figure under the same name
 * would mislead. Such a metric stays in Layerloom's own part of the file.
 */
export function kerasCompile(compile: Compile, layers: readonly LayerSpec[], output: Shape): KerasCompile {
  const { kind, values } = compile.optimizer;
  const { fields } = optimizers.get(kind);
  const config = Object.entries(values).map(([key, value]) => {
    const isFloat = typeof value === "number" && fields[key as keyof typeof fields].control.type === "number";
    return [key, isFloat ? new Float(value) : value] as const;
  });
  const setting = { output, threshold: readingOf({ compile, layers }).threshold };
  const loss = kerasLoss(compile);
  return {
    optimizer: { class_name: kind, config: Object.fromEntries(config) },
    loss: typeof loss === "string" ? loss : { module: "keras.losses", ...loss, registered_name: null },
    metrics: compile.metrics.flatMap((name) => {
      const metric = metrics.get(name).keras(setting);
      if (metric === undefined || typeof metric === "string") return metric ?? [];
      return { module: "keras.metrics", class_name: metric.class_name, config: metric.config, registered_name: null };
    }),
  };
}

/** `compile_config` of a Keras 3 model. */
export const compileConfig = ({ optimizer, loss, metrics: list }: KerasCompile): Dict => ({
  optimizer: { module: "keras.optimizers", ...optimizer, registered_name: null },
  loss,
  loss_weights: null,
  metrics: list,
  weighted_metrics: null,
});

/** `training_config` of a legacy `.h5`; both loaders fail where `loss_weights` is absent. */
export const trainingConfig = ({ optimizer, loss, metrics: list }: KerasCompile): Dict => ({
  loss,
  metrics: list,
  weighted_metrics: null,
  loss_weights: null,
  optimizer_config: optimizer,
});
