/** The official sets have ten thousand pictures in each of six batches: five for training, one for testing. */
export const batchNames = ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"] as const;
/** Which batch: its place in `batchNames`. */
export type Slot = 0 | 1 | 2 | 3 | 4 | 5;

export const side = 32;
export const plane = side * side;
/** Bytes of a picture: red, green and blue planes. */
export const pixels = 3 * plane;
/** A record of the binary files: the label, then the picture. */
export const recordBytes = 1 + pixels;
export const recordsPerBatch = 10_000;
export const classCount = 10;

/** The batch that a file's name speaks of: also `data_batch_1 (2).bin`, as browsers name a second download. */
export function slotOfName(name: string): Slot | undefined {
  const found = /^(?:data_batch_([1-5])|test_batch)(?![0-9a-z_])/i.exec(name);
  return found ? (found[1] ? ((Number(found[1]) - 1) as Slot) : 5) : undefined;
}

/** The batch that a Python batch says it is: `training batch 2 of 5`, `testing batch 1 of 1`. */
export function slotOfLabel(label: string): Slot | undefined {
  const found = /^(?:training batch ([1-5]) of 5|testing batch 1 of 1)$/.exec(label);
  return found ? (found[1] ? ((Number(found[1]) - 1) as Slot) : 5) : undefined;
}

/**
 * A picture from three planes (all red values, all green, all blue; each row by row) to height × width × channel, the
 * order in which `keras.datasets.cifar10.load_data` gives it.
 */
export function interleave(planar: Uint8Array, from: number, target: Uint8Array, to: number): void {
  for (let p = from, t = to; p < from + plane; p++, t += 3) {
    target[t] = planar[p]!;
    target[t + 1] = planar[p + plane]!;
    target[t + 2] = planar[p + 2 * plane]!;
  }
}
