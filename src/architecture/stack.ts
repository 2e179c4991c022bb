import { layerOf, type ActivationKind, type LayerSpec, type WeightSpec } from "../layers";
import { sizeOf, type Shape, type Text } from "../schema";

/** One layer of a stack as inference sees it. `output` is absent where the layer or one before it cannot work. */
export interface StackRow {
  readonly id: string;
  /** Keras's automatic name: `dense`, `dense_1`, … in order. */
  readonly name: string;
  readonly input?: Shape;
  readonly output?: Shape;
  readonly weights: readonly WeightSpec[];
  readonly trainable: number;
  readonly nonTrainable: number;
  /** Floating-point operations for one sample forward. */
  readonly flops: number;
  /** Why this very layer cannot work. Layers behind it are not blamed. */
  readonly problem?: Text;
}

export interface Stack {
  readonly rows: readonly StackRow[];
  readonly input: Shape;
  /** Absent while any layer cannot work. */
  readonly output?: Shape;
  readonly trainable: number;
  readonly nonTrainable: number;
  readonly flops: number;
  /** Values that one sample leaves behind in all layers together: what backpropagation has to keep. */
  readonly activations: number;
}

/** Keras's class name in snake case, as it names layers: `MaxPooling2D` → `max_pooling2d`. Source: Keras utils/naming.py. */
export const snakeCase = (name: string): string =>
  name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** The names that Keras would give: the first of a class plain, the next with _1, _2 … */
export function layerNames(specs: readonly LayerSpec[]): string[] {
  const seen = new Map<string, number>();
  return specs.map(({ kind }) => {
    const name = snakeCase(kind);
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return nth === 0 ? name : `${name}_${nth}`;
  });
}

const count = (weights: readonly WeightSpec[], trainable: boolean): number =>
  weights.filter((weight) => weight.trainable === trainable).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Follows a sample of shape `input` through the stack. */
export function inferStack(specs: readonly LayerSpec[], input: Shape): Stack {
  const names = layerNames(specs);
  let shape: Shape | undefined = input;
  const rows = specs.map((spec, i): StackRow => {
    const base = { id: spec.id, name: names[i]!, weights: [], trainable: 0, nonTrainable: 0, flops: 0 };
    if (!shape) return base;
    const before = shape;
    const layer = layerOf(spec);
    const after = layer.outputShape(spec.values, before);
    if (!after.ok) {
      shape = undefined;
      return { ...base, input: before, problem: after.error };
    }
    shape = after.value;
    const weights = layer.weights(spec.values, before);
    return {
      ...base,
      input: before,
      output: shape,
      weights,
      trainable: count(weights, true),
      nonTrainable: count(weights, false),
      flops: layer.flops(spec.values, before, shape),
    };
  });
  const total = (key: "trainable" | "nonTrainable" | "flops"): number => rows.reduce((sum, row) => sum + row[key], 0);
  return {
    rows,
    input,
    ...(shape ? { output: shape } : {}),
    trainable: total("trainable"),
    nonTrainable: total("nonTrainable"),
    flops: total("flops"),
    activations: rows.reduce((sum, { output }) => sum + (output ? sizeOf(output) : 0), sizeOf(input)),
  };
}

const passesOn = (spec: LayerSpec): boolean => layerOf(spec).passesOn?.(spec.values) ?? false;

/** The activation that the outputs of a stack have gone through: that of the last layer that has one. */
export function outputActivation(specs: readonly LayerSpec[]): ActivationKind {
  const last = specs.findLast((spec) => !passesOn(spec) && layerOf(spec).outputActivation);
  return (last && layerOf(last).outputActivation?.(last.values)) ?? "linear";
}

/** The place of the layer whose activation gives a stack's outputs, and that activation; undefined where another layer changes them after it. */
export function closingActivation(specs: readonly LayerSpec[]): { readonly at: number; readonly activation: ActivationKind } | undefined {
  const at = specs.findLastIndex((spec) => !passesOn(spec));
  const activation = at >= 0 ? layerOf(specs[at]!).outputActivation?.(specs[at]!.values) : undefined;
  return activation && { at, activation };
}
