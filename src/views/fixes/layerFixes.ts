import { edits, type Experiment } from "../../experiment";
import { layerOf, type LayerSpec } from "../../layers";
import { steps } from "../../preprocessing";
import { text, type Fields } from "../../schema";
import type { Fix } from "./fix";
import { valueFixes } from "./valueFixes";

/** Every change that might let the layer at place `at` take its input, the smallest first. */
export function layerFixes(doc: Experiment, at: number): Fix[] {
  const layer = doc.layers[at]!;
  return [
    ...valueFixes(layerOf(layer).fields as Fields, layer.values).map(
      ({ id, title, values }): Fix => ({ id, title, apply: (old) => edits.setLayerValues(old, layer.id, values) }),
    ),
    ...earlierPlaces(doc, at),
    ...("filters" in layer.values ? [{ id: "dense", title: text("Use Dense instead", "改用 Dense"), apply: (old: Experiment) => asDense(old, layer) }] : []),
    ...doc.preprocessing
      .filter(({ kind }) => steps.get(kind).target === "samples")
      .map(({ id, kind }): Fix => {
        const { en, zh } = steps.get(kind).title;
        return { id: `without-${id}`, title: text(`Remove “${en}” from Preprocess`, `从“预处理”中删除“${zh}”`), apply: (old) => edits.removeStep(old, id) };
      }),
    { id: "remove", title: text(`Remove ${layer.kind}`, `删除 ${layer.kind}`), apply: (old) => edits.removeLayer(old, layer.id) },
  ];
}

/** In front of each earlier layer, the nearest first. */
const earlierPlaces = ({ layers }: Experiment, at: number): Fix[] =>
  layers
    .slice(0, at)
    .map((before, place): Fix => ({
      id: `before-${before.id}`,
      title: text(`Move before ${before.kind}, layer ${place + 1}`, `移到第 ${place + 1} 层 ${before.kind} 之前`),
      apply: (old) => edits.moveLayer(old, layers[at]!.id, place),
    }))
    .reverse();

/** A Dense in the layer's place, with as many units as it had filters and every parameter that both have. */
function asDense(doc: Experiment, layer: LayerSpec): Experiment {
  const at = doc.layers.findIndex(({ id }) => id === layer.id);
  if (at < 0) return doc;
  const grown = edits.insertLayer(doc, at, "Dense");
  const dense = grown.layers[at]!;
  const old = layer.values as Readonly<Record<string, unknown>>;
  const shared = Object.fromEntries(Object.keys(dense.values).flatMap((name) => (name in old ? [[name, old[name]]] : [])));
  return edits.removeLayer(edits.setLayerValues(grown, dense.id, { ...shared, units: old.filters }), layer.id);
}
