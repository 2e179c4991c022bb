import { datasets } from "../../datasets";
import type { Experiment } from "../../experiment";

/** Whether two experiments see the very same samples in the same order. The seed matters only where data are drawn from it. */
export function sameData(a: Experiment, b: Experiment): boolean {
  if (a.dataset.kind !== b.dataset.kind) return false;
  const [one, other]: readonly Readonly<Record<string, unknown>>[] = [a.dataset.values, b.dataset.values];
  const names = Object.keys(datasets.get(a.dataset.kind).fields as object);
  const sameValues = names.every((name) => JSON.stringify(one![name]) === JSON.stringify(other![name]));
  return sameValues && (datasets.get(a.dataset.kind).source.type === "files" || a.seed === b.seed);
}
