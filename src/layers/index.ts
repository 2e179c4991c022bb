import { readFields, registry, type Problem, type Result, type Values } from "../schema";
import { activation } from "./activation";
import { batchNormalization } from "./batchNormalization";
import { conv2d } from "./conv2d";
import type { LayerKind } from "./define";
import { dense } from "./dense";
import { dropout } from "./dropout";
import { flatten } from "./flatten";
import { maxPooling2d } from "./maxPooling2d";
import { reshape } from "./reshape";

/** Every layer kind, in the order of the palette. A new kind is one file and one line here. */
const all = [dense, activation, flatten, reshape, conv2d, maxPooling2d, batchNormalization, dropout] as const;

type Definition = (typeof all)[number];
type SpecOf<D> = D extends LayerKind<infer K, infer F> ? { readonly id: string; readonly kind: K; readonly values: Values<F> } : never;

/** A layer in a stack: `id` is its own within the document, `values` its parameters under Keras's names. */
export type LayerSpec = SpecOf<Definition>;
export type LayerKindName = Definition["kind"];

// A definition paired with its own spec is sound by construction, but TypeScript cannot follow that through a union of
// generics; this one widening stands for all callers.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyLayer = LayerKind<LayerKindName, any>;

export const layers = registry<AnyLayer>(all);

/** The definition of a layer in a stack. */
export const layerOf = (spec: LayerSpec): AnyLayer => layers.get(spec.kind);

/** Reads one layer's parameters from outside. */
export function readLayer(id: string, kind: LayerKindName, raw: Readonly<Record<string, unknown>>, path: Problem["path"]): Result<LayerSpec> {
  const read = readFields(layers.get(kind).fields, raw, path);
  return read.ok ? { ok: true, value: { id, kind, values: read.value } as unknown as LayerSpec } : read;
}

export * from "./define";
export { activations, isActivationField, type ActivationKind } from "./activations";
export { initializers, type InitializerKind } from "./initializers";
export { notOffered } from "./kerasValues";
