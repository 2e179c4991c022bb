import { Refusal, type Text } from "../../schema";
import type { Dataset, Part } from "../define";
import { batchNames, classCount, pixels, side, type Slot } from "./layout";
import * as refusals from "./refusals";

/** Room for one batch in the whole: `samples` and `labels` are views of the part that it belongs to. */
export interface Room {
  readonly samples: Uint8Array;
  readonly labels: Uint8Array;
}

/** The six batches of a set while they are brought together, in any order. */
export interface BatchSet {
  /** Pictures in each batch. */
  readonly records: number;
  /** Memory for a pickled batch while it is read; the same for one after the other. */
  scratch(size: number): Uint8Array;
  /** Room for a batch that `file` holds; refuses a batch that was there already. */
  room(slot: Slot, file: string): Room;
  /** Notes why a file was left out, to be said should the set stay incomplete; first of one that was likely meant to be it. */
  leaveOut(why: Text, meant: "likely" | "unlikely"): void;
  /** The whole set; refuses an incomplete one and one that holds a batch under two names. */
  finish(looked: readonly string[]): Dataset;
}

/** `records` is the number of pictures in each batch. All memory is taken at once, when the first batch comes. */
export function batchSet(records: number): BatchSet {
  const given = new Map<Slot, string>();
  const leftOut = { likely: [] as Text[], unlikely: [] as Text[] };
  let parts: { readonly train: Part; readonly test: Part } | undefined;

  let scratch = new Uint8Array(0);

  const empty = (batches: number): Part & { samples: Uint8Array } => ({
    count: batches * records,
    samples: new Uint8Array(batches * records * pixels),
    labels: new Uint8Array(batches * records),
  });
  const take = (): NonNullable<typeof parts> => {
    try {
      return (parts ??= { train: empty(5), test: empty(1) });
    } catch (reason) {
      if (reason instanceof RangeError) throw new Refusal(refusals.noMemory);
      throw reason;
    }
  };
  const roomOf = (slot: Slot): Room => {
    const { train, test } = take();
    const [part, from] = slot === 5 ? [test, 0] : [train, slot * records];
    return {
      samples: part.samples.subarray(from * pixels, (from + records) * pixels) as Uint8Array,
      labels: part.labels.subarray(from, from + records),
    };
  };
  const refuseCopies = (): void => {
    const rooms = [...given].map(([slot, file]) => ({ file, samples: roomOf(slot).samples }));
    rooms.forEach((a, i) => {
      for (const b of rooms.slice(i + 1)) {
        if (a.samples.every((value, at) => value === b.samples[at])) throw new Refusal(refusals.sameContent(a.file, b.file));
      }
    });
  };

  return {
    records,
    scratch(size) {
      // The official batches differ by some hundred bytes.
      if (scratch.length < size) scratch = new Uint8Array(size + 65_536);
      return scratch.subarray(0, size);
    },
    room(slot, file) {
      const first = given.get(slot);
      if (first !== undefined) throw new Refusal(refusals.givenTwice(slot, first, file));
      given.set(slot, file);
      return roomOf(slot);
    },
    leaveOut: (why, meant) => void leftOut[meant].push(why),
    finish(looked) {
      const { likely, unlikely } = leftOut;
      const why = likely[0] ?? (unlikely.length === 1 ? unlikely[0] : undefined);
      const absent = batchNames.filter((_, slot) => !given.has(slot as Slot));
      if (absent.length === batchNames.length) throw new Refusal(why ?? refusals.noBatch);
      if (absent.length) {
        const ending = [...given.values()].some((file) => file.endsWith(".bin")) ? ".bin" : "";
        throw new Refusal(refusals.missing(absent.map((name) => name + ending), looked, why));
      }
      refuseCopies();
      return { sampleShape: [side, side, 3], classes: classCount, ...take() };
    },
  };
}
