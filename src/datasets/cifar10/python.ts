import { Refusal } from "../../schema";
import { givingWay } from "../files/pause";
import { NumpyArray, numpyGlobals } from "../files/pickle/numpy";
import { readPickle } from "../files/pickle/read";
import { nameOf, type PickleValue } from "../files/pickle/values";
import type { Room } from "./batchSet";
import { classCount, interleave, pixels, slotOfLabel, type Slot } from "./layout";
import * as refusals from "./refusals";

/** A batch of the Python version, checked: `data` holds the pictures plane by plane, as in the binary version. */
export interface PythonBatch {
  /** Which batch it says it is. */
  readonly slot: Slot | undefined;
  readonly data: Uint8Array;
  readonly labels: readonly number[];
}

/** What a pickle of a CIFAR archive is. */
export type PythonFile =
  | { readonly is: "batch"; readonly batch: PythonBatch }
  | { readonly is: "cifar100" }
  | { readonly is: "meta" }
  | { readonly is: "other" };

/**
 * Reads a pickled file of the Python version: a dictionary with `data` (10000 × 3072 unsigned bytes), `labels`, `filenames`
 * and `batch_label`. Refuses what is none of these by the file's name and the reason.
 */
export async function readPythonFile(bytes: Uint8Array, file: string, records: number, signal: AbortSignal): Promise<PythonFile> {
  const giveWay = givingWay();
  const value = await readPickle(bytes, file, numpyGlobals, async () => {
    await giveWay();
    signal.throwIfAborted();
  });
  if (!(value instanceof Map)) return { is: "other" };
  if (value.has("fine_labels") || value.has("fine_label_names")) return { is: "cifar100" };
  const [data, labels] = [value.get("data"), value.get("labels")];
  if (data === undefined && value.has("label_names")) return { is: "meta" };
  if (!(data instanceof NumpyArray) || labels === undefined) return { is: "other" };
  const [count, size] = data.shape;
  if (data.shape.length !== 2 || size !== pixels) throw new Refusal(refusals.wrongShape(file, data.shape, records));
  if (count !== records) throw new Refusal(refusals.wrongCount(file, count!, records));
  if (data.type.code !== "u1") throw new Refusal(refusals.wrongElements(file, data.type.code));
  return {
    is: "batch",
    batch: { slot: slotOfLabel(nameOf(value.get("batch_label")) ?? ""), data: data.bytes, labels: readLabels(labels, file, records) },
  };
}

function readLabels(value: PickleValue, file: string, records: number): readonly number[] {
  const labels = Array.isArray(value) ? value : value instanceof NumpyArray ? value.integers(2 * records) : undefined;
  if (!labels) throw new Refusal(refusals.notABatch(file));
  if (labels.length !== records) throw new Refusal(refusals.wrongCount(file, labels.length, records));
  labels.forEach((label, i) => {
    const fits = typeof label === "number" && Number.isInteger(label) && label >= 0 && label < classCount;
    if (!fits) throw new Refusal(refusals.wrongLabel(file, i + 1, typeof label === "number" || typeof label === "bigint" ? label : typeof label));
  });
  return labels as readonly number[];
}

/** Puts a batch into its room, giving way to other tasks in between. */
export async function placePythonBatch({ data, labels }: PythonBatch, room: Room): Promise<void> {
  const giveWay = givingWay();
  room.labels.set(labels);
  for (let i = 0; i < labels.length; i++) {
    interleave(data, i * pixels, room.samples, i * pixels);
    if (i % 512 === 511) await giveWay();
  }
}
