import { Refusal, type Text } from "../../schema";
import { isPickle } from "../files/pickle/read";
import type { ByteReader } from "../files/reader";
import { cutOff } from "../files/words";
import { Conflict, type BatchSet } from "./batchSet";
import { readBinaryBatch } from "./binary";
import { slotOfName } from "./layout";
import { placePythonBatch, readPythonFile, type PythonFile } from "./python";
import * as refusals from "./refusals";

/** A file that may be a batch: loose, or inside an archive. `shown` is its name in messages, `name` its own without folders. */
export interface Candidate {
  readonly name: string;
  readonly shown: string;
  readonly size: number;
  readonly reader: ByteReader;
}

/** What a candidate turned out to be. A pickle that was refused or is none of CIFAR's tells more than a file of another kind. */
export type Taken =
  | { readonly is: "batch" | "companion" | "cifar100" }
  | { readonly is: "pickle" | "other"; readonly why: Text };

/** No pickled batch comes near: the official ones have 31 MB, one that Python 3 saved as protocol 2 has 46 MB. */
const pickleLimit = 96 * 1024 * 1024;
/** What lies beside the batches, in the archives and in a folder on a person's machine. */
const companions = /^(?:\..*|readme\.html|batches\.meta(?:\.txt)?|thumbs\.db|desktop\.ini)$/i;

/**
 * Puts a batch into its place in `set`; tells what any other file is. What is named or shaped like a batch, but is not
 * whole, is refused.
 */
export async function takeCandidate(candidate: Candidate, set: BatchSet, signal: AbortSignal): Promise<Taken> {
  const { name, shown, size, reader } = candidate;
  if (companions.test(name)) return { is: "companion" };
  if (isCifar100(name, size, set.records)) return { is: "cifar100" };
  const head = await reader.peek(64);
  if (isPickle(head)) return takePickle(candidate, set, signal);
  const slot = slotOfName(name);
  if (slot === undefined) return { is: "other", why: refusals.wrongFile(shown, head) };
  const wrong = refusals.knownAs(head) ? refusals.wrongFile(shown, head) : refusals.wrongSize(shown, size, set.records);
  if (wrong) throw new Refusal(wrong);
  await set.place(slot, shown, (room) => readBinaryBatch(reader, shown, room));
  return { is: "batch" };
}

async function takePickle(candidate: Candidate, set: BatchSet, signal: AbortSignal): Promise<Taken> {
  const { name, shown } = candidate;
  const named = slotOfName(name);
  try {
    const file = await readPickled(candidate, set, signal);
    if (file.is === "batch") {
      const slot = file.batch.slot ?? named;
      if (slot === undefined) throw new Refusal(refusals.noSlot(shown));
      await set.place(slot, shown, (room) => placePythonBatch(file.batch, room));
      return { is: "batch" };
    }
    if (file.is === "other") throw new Refusal(refusals.notABatch(shown));
    return { is: file.is === "meta" ? "companion" : "cifar100" };
  } catch (reason) {
    // A pickle that is not named like a batch need not be one: it only counts when a batch is missing in the end.
    if (named === undefined && reason instanceof Refusal && !(reason instanceof Conflict)) return { is: "pickle", why: reason.text };
    throw reason;
  }
}

async function readPickled({ shown, size, reader }: Candidate, set: BatchSet, signal: AbortSignal): Promise<PythonFile> {
  if (size > pickleLimit) throw new Refusal(refusals.tooBig(shown, size));
  const bytes = set.scratch(size);
  const got = await reader.fill(bytes);
  if (got < size) throw new Refusal(cutOff(shown, got, size));
  return readPythonFile(bytes, shown, set.records, signal);
}

/** CIFAR-100's files: by their names, and in the binary version by records of 3,074 bytes, which begin with two labels. */
const isCifar100 = (name: string, size: number, records: number): boolean =>
  /^(?:coarse|fine)_label_names\.txt$/.test(name) ||
  (/^(?:train|test)\.bin$/.test(name) && (size === 3074 * records || size === 5 * 3074 * records));
