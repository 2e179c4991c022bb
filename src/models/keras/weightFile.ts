import { inferStack, type LayerWeight } from "../../architecture";
import type { LayerSpec, WeightSpec } from "../../layers";
import { namesOf, sameShape, showTuple, type Shape } from "../../schema";
import type { H5Dataset, H5Group } from "../content/hdf5";
import type { H5Tree } from "../content/hdf5Write";
import { refuse } from "../refuse";
import type { WeightPlace } from "./readConfig";

/**
 * The layout of `model.weights.h5`, which is also that of `.weights.h5`: layers by their class and their place among
 * their like, weights by number. Names play no part. Source: Keras `saving/saving_lib.py`.
 */
export function weightTree(layers: readonly LayerSpec[], inputShape: Shape, weights: readonly LayerWeight[], optimizer?: H5Tree): H5Tree {
  const { rows } = inferStack(layers, inputShape);
  const groups = rows.map((row, i) => [row.name, { members: { vars: { members: numbered(weightsOf(weights, i)) } } }] as const);
  // Keras up to 3.5 cannot do without the model's own, empty `vars`.
  return { members: { vars: {}, layers: { members: Object.fromEntries(groups) }, ...(optimizer ? { optimizer } : {}) } };
}

/** The weights of one layer, in Keras's order. */
export const weightsOf = (weights: readonly LayerWeight[], layer: number): readonly LayerWeight[] =>
  weights.filter((weight) => weight.layer === layer);

const numbered = (weights: readonly LayerWeight[]): Record<string, { shape: Shape; values: Float32Array }> =>
  Object.fromEntries(weights.map(({ shape, values }, i) => [String(i), { shape, values }]));

/** One weight that the layers want, and where it goes. */
export interface Wanted extends WeightSpec {
  readonly layer: number;
  readonly layerName: string;
}

/** All weights that a stack wants, layer by layer in Keras's order. */
export const wantedWeights = (layers: readonly LayerSpec[], inputShape: Shape): readonly (readonly Wanted[])[] =>
  inferStack(layers, inputShape).rows.map((row, layer) => row.weights.map((weight) => ({ ...weight, layer, layerName: row.name })));

/** Takes a dataset as a weight, once its shape is the wanted one. */
export function takeWeight({ layer, layerName, name, shape, trainable }: Wanted, found: H5Dataset | undefined, path: string): LayerWeight {
  if (!found) {
    const what = `${layerName}/${name} ${showTuple(shape)}`;
    return refuse([path], `the weight ${what} is missing`, `缺少权重 ${what}`);
  }
  checkShape(`${layerName}/${name}`, shape, found.shape, path);
  return { layer, layerName, name, shape, trainable, values: found.floats() };
}

export function checkShape(name: string, wanted: Shape, received: Shape, path: string): void {
  if (sameShape(wanted, received)) return;
  const [want, have] = [showTuple(wanted), showTuple(received)];
  refuse([path], `the weight ${name} has shape ${have}; expected ${want}`, `权重 ${name} 的形状为 ${have}；应为 ${want}`);
}

/**
 * Reads a `.weights.h5` for a stack. `places`: where the model that the file belongs to keeps its layers, absent where the
 * stack is this page's own. Missing, further and differently shaped weights are refused by name.
 */
export function readWeightFile(root: H5Group, layers: readonly LayerSpec[], inputShape: Shape, places?: readonly WeightPlace[]): readonly LayerWeight[] {
  // Keras 2.12 to 2.14 called the container so.
  const container = root.group("layers") ? "layers" : "_layer_checkpoint_dependencies";
  const top = root.group(container);
  if (!top) return refuse(["layers"], "the group is missing: this HDF5 file holds no Keras weights", "缺少该组：该 HDF5 文件不含 Keras 权重");
  const rows = inferStack(layers, inputShape).rows;
  const groups = rows.map(({ name }, i): string => {
    // The container of a model inside the model has the same name.
    const candidates = (places?.[i]?.groups ?? [name]).map((group) => group.replaceAll("/layers/", `/${container}/`));
    return candidates.find((group) => top.group(group)) ?? candidates[0]!;
  });
  const weights = wantedWeights(layers, inputShape).flatMap((list, i) => {
    const path = `${container}/${groups[i]}/vars`;
    const vars = root.group(path);
    const taken = list.map((weight, nth) => takeWeight(weight, vars?.dataset(String(nth)), `${path}/${nth}`));
    const count = vars?.keys.length ?? 0;
    if (count > list.length) {
      refuse([path], `layer ${groups[i]} has ${count} weights in the file; expected ${list.length}`, `层 ${groups[i]} 在文件中有 ${count} 个权重；应为 ${list.length} 个`);
    }
    return taken;
  });
  const names = [...new Set(groups.map((group) => group.split("/")[0]!))];
  const further = top.keys.find((name) => !names.includes(name) && top.group(name)?.holdsData());
  if (further) {
    refuse([`${container}/${further}`], `these are weights of a layer that the model does not have; its layers are ${namesOf(names).en}`, `这是模型所没有的层的权重；模型的层为 ${namesOf(names).zh}`);
  }
  return weights;
}
