import { inferStack } from "../../architecture";
import { optimizers, type OptimizerSpec } from "../../compile";
import type { LayerSpec } from "../../layers";
import { sameShape, showTuple, sizeOf, text, type Shape, type Text } from "../../schema";
import type { ModelData, OptimizerState } from "../../training/protocol";
import type { H5Dataset, H5Group } from "../content/hdf5";
import type { H5Tree, H5Values } from "../content/hdf5Write";
import { unrounded } from "./readOptimizer";

/** A variable of a Keras optimizer. */
interface Variable extends H5Values {
  /** As in a legacy file: `adam/dense_kernel_momentum`. */
  readonly path: string;
}

/** An array that Keras stores for a weight, and its index among those of an `OptimizerState`. */
interface Place {
  readonly path: string;
  readonly shape: Shape;
  readonly index: number;
}

/** The arrays of an optimizer in Keras's order. */
function placesOf({ kind, values }: OptimizerSpec, layers: readonly LayerSpec[], input: Shape): readonly Place[] {
  const each = optimizers.get(kind).fused.slots(values).length;
  const weights = inferStack(layers, input).rows.flatMap((row) => row.weights.filter(({ trainable }) => trainable).map((weight) => ({ ...weight, layer: row.name })));
  return optimizers
    .get(kind)
    .kerasSlots(values)
    .flatMap((group) => weights.flatMap(({ layer, name, shape }, at) => group.map((slot) => ({ path: `${kind.toLowerCase()}/${layer}_${name}_${slot.name}`, shape, index: at * each + slot.slot }))));
}

/**
 * All variables of the optimizer in Keras's order: iterations, learning rate, then the arrays of the weights. Empty for a
 * model without the state of its optimizer. Source: Keras optimizers/base_optimizer.py, `save_own_variables`.
 */
export function optimizerVariables({ experiment, preprocessing, training }: ModelData): readonly Variable[] {
  const state = training?.optimizer;
  if (!state) return [];
  const { layers, compile } = experiment;
  const name = compile.optimizer.kind.toLowerCase();
  const { base, factor } = state.rate;
  return [
    { path: `${name}/iteration`, shape: [], values: Int32Array.of(state.steps) },
    { path: `${name}/learning_rate`, shape: [], values: Float32Array.of(base * factor) },
    ...placesOf(compile.optimizer, layers, preprocessing.sampleShape).map(({ path, shape, index }) => ({ path, shape, values: state.slots[index]! })),
  ];
}

/** `optimizer/vars/N` of `model.weights.h5`. */
export function optimizerTree(model: ModelData): H5Tree | undefined {
  const variables = optimizerVariables(model);
  if (!variables.length) return undefined;
  const members = Object.fromEntries(variables.map(({ shape, values }, i) => [String(i), { shape, values }]));
  return { members: { vars: { attributes: { name: model.experiment.compile.optimizer.kind.toLowerCase() }, members } } };
}

/**
 * Where a legacy file of Layerloom has the state of its optimizer. Keras's own place is `optimizer_weights`, but a Keras 3 that
 * finds it there builds the optimizer of a Sequential model for no weights, and cannot train it (seen with 3.15.1, whose
 * `load_model_from_hdf5` passes `_trainable_variables`).
 */
export const ownOptimizerGroup = "layerloom_optimizer_weights";

/** The variables of a legacy file's optimizer, in the form of Keras's `optimizer_weights`. */
export function legacyOptimizerTree(model: ModelData): H5Tree | undefined {
  const variables = optimizerVariables(model);
  if (!variables.length) return undefined;
  const group = model.experiment.compile.optimizer.kind.toLowerCase();
  const members = Object.fromEntries(variables.map(({ path, shape, values }) => [path.slice(group.length + 1), { shape, values }]));
  return { attributes: { weight_names: variables.map(({ path }) => path) }, members: { [group]: { members } } };
}

export interface OptimizerRead {
  readonly optimizer?: OptimizerState;
  /** Why the state was left out. */
  readonly notes: readonly Text[];
}

/**
 * The state of an optimizer out of the variables of a file, in Keras's order. What does not fit the optimizer and the layers
 * is left out with a note, as Keras itself does: the model predicts the same without it.
 */
export function readOptimizerVariables(variables: readonly (H5Dataset | undefined)[], spec: OptimizerSpec, layers: readonly LayerSpec[], input: Shape): OptimizerRead {
  const places = placesOf(spec, layers, input);
  // An optimizer that has taken no step has no arrays yet.
  if (variables.length === 0 || (variables.length <= 2 && places.length > 0)) return { notes: [] };
  if (variables.length !== places.length + 2) {
    return left(`${spec.kind} has ${places.length + 2} variables here, and the file holds ${variables.length}`, `${spec.kind} 在这里有 ${places.length + 2} 个变量，而文件中有 ${variables.length} 个`);
  }
  const wrong = places.findIndex(({ shape }, i) => !sameShape(variables[i + 2]?.shape ?? [-1], shape));
  if (wrong >= 0) {
    const [have, want] = [showTuple(variables[wrong + 2]?.shape ?? []), showTuple(places[wrong]!.shape)];
    return left(`${places[wrong]!.path} has shape ${have}; expected ${want}`, `${places[wrong]!.path} 的形状为 ${have}；应为 ${want}`);
  }
  const steps = variables[0]?.integer();
  const rate = variables[1]?.shape.length === 0 ? variables[1].floats()[0] : undefined;
  if (steps === undefined || steps < 0 || rate === undefined || !(rate >= 0)) {
    return left("iterations or learning rate cannot be read", "无法读取迭代次数或学习率");
  }
  const weights = inferStack(layers, input).rows.flatMap((row) => row.weights.filter(({ trainable }) => trainable));
  const starts = optimizers.get(spec.kind).fused.slots(spec.values);
  const slots: Float32Array[] = weights.flatMap(({ shape }) => starts.map((start) => new Float32Array(sizeOf(shape)).fill(start)));
  places.forEach(({ index }, i) => (slots[index] = variables[i + 2]!.floats()));
  return { optimizer: { slots, steps, rate: { base: unrounded(rate), factor: 1 } }, notes: [] };
}

const left = (en: string, zh: string): OptimizerRead => ({
  notes: [text(`The state of the optimizer was left out: ${en}. Go on starts a fresh optimizer.`, `已略去优化器状态：${zh}。“接着训练”会使用新的优化器。`)],
});

/** The variables of `optimizer/vars` in a weights file, in their order. */
export function storedVariables(root: H5Group): readonly (H5Dataset | undefined)[] {
  const vars = root.group("optimizer/vars");
  return vars ? vars.keys.map((_, i) => vars.dataset(String(i))) : [];
}

/** The variables of the optimizer in a legacy file, of Layerloom or of Keras 3. Those of Keras 2, whose names end in `:0`, have another order and are left out. */
export function storedLegacyVariables(root: H5Group): readonly (H5Dataset | undefined)[] {
  const group = root.group(ownOptimizerGroup) ?? root.group("optimizer_weights");
  const paths = group?.strings("weight_names") ?? [];
  return group && !paths.some((path) => path.endsWith(":0")) ? paths.map((path) => group.dataset(path)) : [];
}
