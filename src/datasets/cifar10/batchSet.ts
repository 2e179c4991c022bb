import { Refusal, type Text } from "../../schema";
import type { Dataset, Part } from "../define";
import { batchNames, classCount, pixels, side, type Slot } from "./layout";
import * as refusals from "./refusals";

/** Room for one batch in the whole: `samples` and `labels` are views of the part that it belongs to. */
export interface Room {
  readonly samples: Uint8Array;
  readonly labels: Uint8Array;
}

/** Two files that claim to be the same batch, or one batch under two names: a choice that only the person can make. */
export class Conflict extends Refusal {}

/** Why a file was left out: it is damaged, it was likely meant to be a batch, or it only lay beside them. */
type LeftOut = "damaged" | "likely" | "unlikely";

/** The six batches of a set while they are brought together, in any order. */
export interface BatchSet {
  /** Pictures in each batch. */
  readonly records: number;
  /** Memory for a pickled batch while it is read; the same for one after the other. */
  scratch(size: number): Uint8Array;
  /** Whether every batch is there. */
  readonly complete: boolean;
  /**
   * Reads a batch that `file` holds into its room. One that was there already must have the same content, else a Conflict
   * is thrown. When `read` fails the batch counts as absent.
   */
  place(slot: Slot, file: string, read: (room: Room) => Promise<void>): Promise<void>;
  /** Notes why a file was left out. If the set stays incomplete, the most telling note is part of the refusal. */
  leaveOut(why: Text, how: LeftOut): void;
  /** The whole set; refuses an incomplete one and one that holds a batch under two names. */
  finish(looked: readonly string[]): Dataset;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return a.length === b.length;
}

/** `records` is the number of pictures in each batch. All memory is taken at once, when the first batch comes. */
export function batchSet(records: number): BatchSet {
  const given = new Map<Slot, string>();
  const leftOut: Record<LeftOut, Text[]> = { damaged: [], likely: [], unlikely: [] };
  let spare: Room | undefined;
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
        if (equal(a.samples, b.samples)) throw new Conflict(refusals.sameContent(a.file, b.file));
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
    get complete() {
      return given.size === batchNames.length;
    },
    async place(slot, file, read) {
      const room = roomOf(slot);
      const first = given.get(slot);
      if (first === undefined) {
        await read(room);
        given.set(slot, file);
        return;
      }
      spare ??= { samples: new Uint8Array(records * pixels), labels: new Uint8Array(records) };
      await read(spare);
      if (!equal(room.labels, spare.labels) || !equal(room.samples, spare.samples)) throw new Conflict(refusals.givenTwice(slot, first, file));
    },
    leaveOut: (why, how) => void leftOut[how].push(why),
    finish(looked) {
      const { damaged, likely, unlikely } = leftOut;
      const why = likely[0] ?? (unlikely.length === 1 ? unlikely[0] : undefined);
      const absent = batchNames.filter((_, slot) => !given.has(slot as Slot));
      if (absent.length && damaged[0]) throw new Refusal(damaged[0]);
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
