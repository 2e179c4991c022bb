import { readFields, registry, type Problem, type Result, type Values } from "../schema";
import type { CallbackKind } from "./define";
import { earlyStopping } from "./earlyStopping";
import { learningRateScheduler } from "./learningRateScheduler";
import { modelCheckpoint } from "./modelCheckpoint";
import { reduceLROnPlateau } from "./reduceLROnPlateau";

const all = [earlyStopping, modelCheckpoint, reduceLROnPlateau, learningRateScheduler] as const;
type Definition = (typeof all)[number];
export type CallbackName = Definition["kind"];
type SpecOf<D> = D extends CallbackKind<infer K, infer F, infer _State> ? { readonly kind: K; readonly values: Values<F> } : never;
export type CallbackSpec = SpecOf<Definition>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one widening for a union of generics, as in layers/index.ts
export type AnyCallback = CallbackKind<CallbackName, any, any>;
export const callbacks = registry<AnyCallback>(all);

export function readCallback(kind: CallbackName, raw: Readonly<Record<string, unknown>>, path: Problem["path"]): Result<CallbackSpec> {
  const read = readFields(callbacks.get(kind).fields, raw, path);
  return read.ok ? { ok: true, value: { kind, values: read.value } as unknown as CallbackSpec } : read;
}

export type { Decision, Logs, Standing } from "./define";
