import { layers as layerKinds, type LayerKindName, type LayerSpec } from "../layers";
import { steps as stepKinds, type StepName, type StepSpec } from "../preprocessing";
import { takesLogits } from "../compile";
import { defaultsOf } from "../schema";
import type { Experiment } from "./experiment";

/** Pure edits of the document. Each returns a new one; parts that did not change keep their identity. */

/** The first free id of the form `d1`, `d2`, …: unique within the list, and stable through undo. */
export function freeId(list: readonly { readonly id: string }[], prefix: string): string {
  const used = new Set(list.map(({ id }) => id));
  for (let n = 1; ; n++) if (!used.has(`${prefix}${n}`)) return `${prefix}${n}`;
}

export const newLayer = (list: readonly LayerSpec[], kind: LayerKindName): LayerSpec =>
  ({ id: freeId(list, "l"), kind, values: defaultsOf(layerKinds.get(kind).fields) });

export const newStep = (list: readonly StepSpec[], kind: StepName): StepSpec =>
  ({ id: freeId(list, "p"), kind, values: defaultsOf(stepKinds.get(kind).fields) });

const inserted = <T>(list: readonly T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];

function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (from < 0 || from === to) return list;
  const rest = list.filter((_, i) => i !== from);
  return inserted(rest, Math.max(0, Math.min(rest.length, to)), list[from]!);
}

const withValues = <S extends { readonly id: string; readonly values: object }>(list: readonly S[], id: string, values: object): S[] =>
  list.map((spec) => (spec.id === id ? { ...spec, values: { ...spec.values, ...values } } : spec));

export const insertLayer = (doc: Experiment, at: number, kind: LayerKindName): Experiment => ({
  ...doc,
  layers: inserted(doc.layers, at, newLayer(doc.layers, kind)),
});

/** Moves a layer so that it ends at place `to`, counted in the new order. */
export const moveLayer = (doc: Experiment, id: string, to: number): Experiment => ({
  ...doc,
  layers: moved(doc.layers, doc.layers.findIndex((layer) => layer.id === id), to),
});

export function duplicateLayer(doc: Experiment, id: string): Experiment {
  const at = doc.layers.findIndex((layer) => layer.id === id);
  if (at < 0) return doc;
  return { ...doc, layers: inserted(doc.layers, at + 1, { ...doc.layers[at]!, id: freeId(doc.layers, "l") }) };
}

export const removeLayer = (doc: Experiment, id: string): Experiment => ({ ...doc, layers: doc.layers.filter((layer) => layer.id !== id) });

/** Changes parameters of a layer. The values have passed their fields (`readField`). */
export const setLayerValues = (doc: Experiment, id: string, values: object): Experiment => ({ ...doc, layers: withValues(doc.layers, id, values) });

export const insertStep = (doc: Experiment, at: number, kind: StepName): Experiment => ({
  ...doc,
  preprocessing: inserted(doc.preprocessing, at, newStep(doc.preprocessing, kind)),
});

export const moveStep = (doc: Experiment, id: string, to: number): Experiment => ({
  ...doc,
  preprocessing: moved(doc.preprocessing, doc.preprocessing.findIndex((step) => step.id === id), to),
});

export const removeStep = (doc: Experiment, id: string): Experiment => ({
  ...doc,
  preprocessing: doc.preprocessing.filter((step) => step.id !== id),
});

export const setStepValues = (doc: Experiment, id: string, values: object): Experiment => ({
  ...doc,
  preprocessing: withValues(doc.preprocessing, id, values),
});

export const setDataset = (doc: Experiment, dataset: Experiment["dataset"]): Experiment => ({ ...doc, dataset });

/** `from_logits` goes with a loss that does not take it. */
export function setCompile(doc: Experiment, change: Partial<Experiment["compile"]>): Experiment {
  const { from_logits, ...compile } = { ...doc.compile, ...change };
  return { ...doc, compile: from_logits && takesLogits(compile.loss) ? { ...compile, from_logits } : compile };
}
export const setFit = (doc: Experiment, change: Partial<Experiment["fit"]>): Experiment => ({ ...doc, fit: { ...doc.fit, ...change } });
/** A document without layers on the same data, with the same preprocessing and the same settings of compile and fit. */
export const withoutLayers = (doc: Experiment, name: string): Experiment => ({ ...doc, name, layers: [] });
export const rename = (doc: Experiment, name: string): Experiment => ({ ...doc, name });
export const setSeed = (doc: Experiment, seed: number): Experiment => ({ ...doc, seed });
