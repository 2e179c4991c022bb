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

/** The positions in a random order; the same seed gives the same one. */
export const shuffled = (positions: Uint32Array, seed: number): Uint32Array => permutation(random(seed), positions.length).map((i) => positions[i]!);

/** Page number `round` of a deck: no sample comes again before all were there, and after the last page the deck begins anew. */
export function dealt(deck: Uint32Array, count: number, round: number): number[] {
  const pages = Math.max(1, Math.ceil(deck.length / count));
  const page = round % pages;
  return [...deck.subarray(page * count, (page + 1) * count)];
}
