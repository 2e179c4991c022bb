import { readFields, registry, type Problem, type Result, type Values } from "../schema";
import type { LabelStep, SampleStep, StepKind } from "./define";
import { oneHot } from "./oneHot";
import { rescale } from "./rescale";
import { reshape } from "./reshape";
import { zScore } from "./zScore";

const all = [reshape, rescale, zScore, oneHot] as const;
type Definition = (typeof all)[number];
export type StepName = Definition["kind"];
type SpecOf<D> = D extends SampleStep<infer K, infer F> | LabelStep<infer K, infer F>
  ? { readonly id: string; readonly kind: K; readonly values: Values<F> }
  : never;
/** A step in the list of an experiment. */
export type StepSpec = SpecOf<Definition>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one widening for a union of generics, as in layers/index.ts
export type AnyStep = StepKind<StepName, any>;
export const steps = registry<AnyStep>(all);

export function readStep(id: string, kind: StepName, raw: Readonly<Record<string, unknown>>, path: Problem["path"]): Result<StepSpec> {
  const read = readFields(steps.get(kind).fields, raw, path);
  return read.ok ? { ok: true, value: { id, kind, values: read.value } as unknown as StepSpec } : read;
}

export type { Statistics } from "./define";

