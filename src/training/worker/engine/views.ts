import type { Arena } from "./memory";

/** Where the page and the programs of a model meet, in bytes from the start of its memory. */
export interface Places {
  /** Samples and targets of the batch, row by row. */
  readonly x: number;
  readonly y: number;
  /** Loss summed over samples, and what the metrics count. */
  readonly loss: number;
  readonly counts: number;
  /** What the optimizer's rule is given for a step. */
  readonly numbers: number;
}

/**
 * The same view again, unless the memory has grown or another length is wanted: these are asked for at every step, and to a
 * tiny net making a view is as much work as a layer.
 */
function again<V extends Float32Array | Float64Array>({ memory }: Arena, make: (length: number) => V): (length: number) => V {
  let view: V | null = null;
  return (length) => (view !== null && view.buffer === memory.buffer && view.length === length ? view : (view = make(length)));
}

/** Views of the places, by how many numbers are wanted. To be asked for anew whenever they are used. */
export const viewsOf = (arena: Arena, { x, y, loss, counts, numbers }: Places) => ({
  x: again(arena, (length) => arena.floats(x, length)),
  y: again(arena, (length) => arena.floats(y, length)),
  loss: again(arena, (length) => arena.doubles(loss, length)),
  counts: again(arena, (length) => arena.doubles(counts, length)),
  numbers: again(arena, (length) => arena.floats(numbers, length)),
});
