import { readFields, registry, type Problem, type Result, type Values } from "../../schema";
import { adadelta } from "./adadelta";
import { adagrad } from "./adagrad";
import { adam } from "./adam";
import type { OptimizerKind } from "./define";
import { rmsprop } from "./rmsprop";
import { sgd } from "./sgd";

const all = [sgd, rmsprop, adam, adagrad, adadelta] as const;
type Definition = (typeof all)[number];
export type OptimizerName = Definition["kind"];
type SpecOf<D> = D extends OptimizerKind<infer K, infer F> ? { readonly kind: K; readonly values: Values<F> & { readonly learning_rate: number } } : never;
export type OptimizerSpec = SpecOf<Definition>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one widening for a union of generics, as in layers/index.ts
export type AnyOptimizer = OptimizerKind<OptimizerName, any>;
export const optimizers = registry<AnyOptimizer>(all);

export function readOptimizer(kind: OptimizerName, raw: Readonly<Record<string, unknown>>, path: Problem["path"]): Result<OptimizerSpec> {
  const read = readFields(optimizers.get(kind).fields, raw, path);
  return read.ok ? { ok: true, value: { kind, values: read.value } as unknown as OptimizerSpec } : read;
}
