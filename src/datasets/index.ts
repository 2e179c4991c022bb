import { readFields, registry, type Problem, type Result, type Values } from "../schema";
import { cifar10 } from "./cifar10";
import { circle } from "./circle";
import type { DatasetKind } from "./define";
import { gauss } from "./gauss";
import { moons } from "./moons";
import { shapes } from "./shapes";
import { spiral } from "./spiral";
import { xor } from "./xor";

/** Every data set, in the order of the Load step. A new one is one file and one line here. */
const all = [circle, xor, gauss, spiral, moons, shapes, cifar10] as const;
type Definition = (typeof all)[number];
export type DatasetName = Definition["kind"];
type SpecOf<D> = D extends DatasetKind<infer K, infer F> ? { readonly kind: K; readonly values: Values<F> } : never;
/** Which data an experiment uses. */
export type DatasetSpec = SpecOf<Definition>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- one widening for a union of generics, as in layers/index.ts
export type AnyDataset = DatasetKind<DatasetName, any>;
export const datasets = registry<AnyDataset>(all);

export function readDataset(kind: DatasetName, raw: Readonly<Record<string, unknown>>, path: Problem["path"]): Result<DatasetSpec> {
  const read = readFields(datasets.get(kind).fields, raw, path);
  return read.ok ? { ok: true, value: { kind, values: read.value } as unknown as DatasetSpec } : read;
}

export type { DatasetCache } from "./cache";
export type { Dataset, Glance, Part, Progress, SourceFile } from "./define";
