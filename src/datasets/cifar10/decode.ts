import type { Dataset, Progress, SourceFile } from "../define";
import { gunzip, isGzip } from "../files/gunzip";
import { Refusal } from "../../schema";
import { stepwise } from "../files/progress";
import { streamReader, type ByteReader, type StreamReader } from "../files/reader";
import { watchedStream } from "../files/source";
import { isTar, tarEntries } from "../files/tar";
import { baseName, inside } from "../files/words";
import { batchSet, Conflict, type BatchSet } from "./batchSet";
import { recordsPerBatch, slotOfName } from "./layout";
import * as refusals from "./refusals";
import { takeCandidate, type Taken } from "./take";

/**
 * CIFAR-10 from the official files: either archive, packed or not, or their batches one by one. The content tells what a
 * file is; only the name tells which of the binary batches it is. The same batch may come several times: equal ones count
 * once, damaged ones are passed over where a whole one is there, and different ones are refused.
 *
 * The pictures go straight into two arrays of 154 MB and 31 MB; besides these at most one Python batch is held. `records`
 * is the number of pictures in each batch. Throws a Refusal that names the file and the reason.
 */
export async function decodeCifar10(
  files: readonly SourceFile[],
  progress: Progress,
  signal: AbortSignal,
  records = recordsPerBatch,
): Promise<Dataset> {
  signal.throwIfAborted();
  const set = batchSet(records);
  const advance = stepwise(progress, files.reduce((sum, { size }) => sum + size, 0));
  const { loose, packed } = await apart(files, signal);
  for (const file of [...loose, ...packed]) {
    // An archive often lies beside what was unpacked from it.
    if (set.complete && packed.includes(file)) break;
    const reader = streamReader(watchedStream(file, advance), signal);
    try {
      await takeFile(file, reader, set, signal);
    } catch (reason) {
      signal.throwIfAborted();
      // A damaged file is passed over where the whole set lies beside it.
      if (!(reason instanceof Refusal) || reason instanceof Conflict) throw reason;
      set.leaveOut(reason.text, "damaged");
    } finally {
      await reader.close();
    }
  }
  signal.throwIfAborted();
  const dataset = set.finish(files.map(({ name }) => name));
  progress(1);
  return dataset;
}

/** Archives, told by their names or else by their first bytes (Keras keeps one without an ending), and all other files. */
async function apart(files: readonly SourceFile[], signal: AbortSignal): Promise<{ readonly loose: readonly SourceFile[]; readonly packed: readonly SourceFile[] }> {
  const loose: SourceFile[] = [];
  const packed: SourceFile[] = [];
  for (const file of files) (await isPacked(file, files.length, signal) ? packed : loose).push(file);
  return { loose, packed };
}

async function isPacked(file: SourceFile, among: number, signal: AbortSignal): Promise<boolean> {
  if (/\.(?:gz|tgz|tar)$/i.test(file.name)) return true;
  // One file alone has no order, and may come from a server that sends it once.
  if (among === 1 || slotOfName(baseName(file.name)) !== undefined) return false;
  const reader = streamReader(watchedStream(file, () => undefined), signal);
  try {
    const head = await reader.peek(512);
    return isTar(head) || isGzip(head);
  } finally {
    await reader.close();
  }
}

async function takeFile(file: SourceFile, reader: StreamReader, set: BatchSet, signal: AbortSignal): Promise<void> {
  const head = await reader.peek(512);
  if (isTar(head)) return takeArchive(file.name, reader, set, signal);
  if (isGzip(head)) {
    const unpacked = streamReader(gunzip(reader.rest(), file.name), signal);
    try {
      if (isTar(await unpacked.peek(512))) await takeArchive(file.name, unpacked, set, signal);
      else set.leaveOut(refusals.notATar(file.name), "likely");
    } finally {
      await unpacked.close();
    }
    return;
  }
  const taken = await takeCandidate({ name: baseName(file.name), shown: file.name, size: file.size, reader }, set, signal);
  if (taken.is === "cifar100") set.leaveOut(refusals.isCifar100(file.name), "likely");
  else if (taken.is === "pickle") set.leaveOut(taken.why, "likely");
  else if (taken.is === "other") set.leaveOut(taken.why, "unlikely");
}

async function takeArchive(archive: string, reader: ByteReader, set: BatchSet, signal: AbortSignal): Promise<void> {
  const found: { readonly name: string; readonly taken: Taken }[] = [];
  for await (const entry of tarEntries(reader, archive)) {
    const name = baseName(entry.name);
    const taken = await takeCandidate({ name, shown: inside(archive, name), size: entry.size, reader: entry.reader }, set, signal);
    if (taken.is === "cifar100") return set.leaveOut(refusals.isCifar100(archive), "likely");
    found.push({ name, taken });
  }
  for (const { taken } of found) if (taken.is === "pickle") set.leaveOut(taken.why, "likely");
  if (!found.some(({ taken }) => taken.is === "batch")) {
    set.leaveOut(refusals.otherNames(archive, found.map(({ name }) => name)), "likely");
  }
}
