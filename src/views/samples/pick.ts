import { permutation, random } from "../../random/random";

/** Positions of the samples of one class, or of all when `label` is null, in the order of the data. */
export function positionsOf(labels: Uint8Array, label: number | null): Uint32Array {
  if (label === null) return Uint32Array.from(labels, (_, i) => i);
  let count = 0;
  for (const each of labels) if (each === label) count++;
  const found = new Uint32Array(count);
  let at = 0;
  labels.forEach((each, i) => {
    if (each === label) found[at++] = i;
  });
  return found;
}

/**
 * Page number `round` of a shuffled deck of positions: the first pages never repeat a sample, and after the last one the
 * deck begins again. The same seed and round show the same samples.
 */
export function dealt(positions: Uint32Array, count: number, round: number, seed: number): number[] {
  if (positions.length === 0) return [];
  const pages = Math.max(1, Math.ceil(positions.length / count));
  const page = ((round % pages) + pages) % pages;
  const order = permutation(random(seed), positions.length);
  return [...order.subarray(page * count, (page + 1) * count)].map((i) => positions[i]!);
}
