import { inferStack, type LayerWeight } from "../../architecture";
import type { LayerSpec } from "../../layers";
import type { Shape } from "../../schema";
import type { H5Group } from "../content/hdf5";
import type { H5Tree } from "../content/hdf5Write";
import { refuse } from "../refuse";
import type { WeightPlace } from "./readConfig";
import { takeWeight, wantedWeights, weightsOf, type Wanted } from "./weightFile";

/**
 * Which Keras a legacy file claims to be from. Without it tf-keras takes the file for one by Keras 1 and turns kernels
 * around; the layout is that of the last Keras 2.
 */
export const legacyVersion = "2.15.0";

/** The group `model_weights`: layers by name, weights by the paths that `weight_names` lists. */
export function legacyTree(layers: readonly LayerSpec[], inputShape: Shape, weights: readonly LayerWeight[]): H5Tree {
  const { rows } = inferStack(layers, inputShape);
  const groups = rows.map((row, i) => {
    const own = weightsOf(weights, i);
    // `dense/kernel:0` below the layer's group: a group `dense` in the group `dense`.
    const datasets = Object.fromEntries(own.map(({ name, shape, values }) => [`${name}:0`, { shape, values }]));
    const tree: H5Tree = {
      attributes: { weight_names: own.map(({ name }) => `${row.name}/${name}:0`) },
      members: own.length ? { [row.name]: { members: datasets } } : {},
    };
    return [row.name, tree] as const;
  });
  return {
    attributes: { layer_names: rows.map(({ name }) => name), backend: "tensorflow", keras_version: legacyVersion },
    members: Object.fromEntries(groups),
  };
}

/**
 * Reads the layers' weights out of `model_weights` (or the root of an old weights file), by name when the names are the
 * config's (`places`) and by order otherwise, as Keras itself does.
 */
export function readLegacyWeights(
  group: H5Group,
  layers: readonly LayerSpec[],
  inputShape: Shape,
  places: readonly WeightPlace[] | undefined,
  at: string,
): readonly LayerWeight[] {
  const stored = group.strings("layer_names");
  if (!stored) return refuse([at || "/"], "the attribute layer_names is missing", "缺少属性 layer_names");
  const held = stored
    .map((name) => ({ name, paths: group.group(name)?.strings("weight_names") ?? [] }))
    .filter(({ paths }) => paths.length > 0);
  const wanted = wantedWeights(layers, inputShape).filter(({ length }) => length > 0);
  const needing = places ? byOutermost(wanted, places) : wanted;
  if (held.length > needing.length) {
    const names = held.map(({ name }) => name).join(", ");
    refuse([at || "/", "layer_names"], `${held.length} layers have weights in the file (${names}); expected ${needing.length}`, `文件中有 ${held.length} 层带权重（${names}）；应为 ${needing.length} 层`);
  }
  const read = needing.flatMap((list, nth) => {
    const own = places?.[list[0]!.layer]?.names[0];
    const source = own === undefined ? held[nth] : held.find(({ name }) => name === own);
    const name = source?.name ?? own ?? list[0]!.layerName;
    const path = at ? `${at}/${name}` : name;
    const paths = source?.paths ?? [];
    if (paths.length > list.length) {
      refuse([path], `layer ${name} has ${paths.length} weights in the file (${paths.join(", ")}); expected ${list.length}`, `层 ${name} 在文件中有 ${paths.length} 个权重（${paths.join(", ")}）；应为 ${list.length} 个`);
    }
    return list.map((weight, i) => {
      const inner = paths[i] ?? `${weight.layerName}/${weight.name}:0`;
      return takeWeight(weight, group.group(name)?.dataset(inner), `${path}/${inner}`);
    });
  });
  return wanted.flatMap((list) => list.map((weight) => read.find(({ layer, name }) => layer === weight.layer && name === weight.name)!));
}

/**
 * The weights of a model inside the model stand together under its name: those that are trained first, of all its layers,
 * then the others. Source: Keras `legacy/saving/legacy_h5_format.py`, `_legacy_weights`.
 */
function byOutermost(wanted: readonly (readonly Wanted[])[], places: readonly WeightPlace[]): readonly (readonly Wanted[])[] {
  const groups = new Map<string, Wanted[]>();
  for (const list of wanted) {
    const outermost = places[list[0]!.layer]!.names[0]!;
    groups.set(outermost, [...(groups.get(outermost) ?? []), ...list]);
  }
  return [...groups.values()].map((list) => {
    const several = new Set(list.map(({ layer }) => layer)).size > 1;
    return several ? [...list.filter(({ trainable }) => trainable), ...list.filter(({ trainable }) => !trainable)] : list;
  });
}
