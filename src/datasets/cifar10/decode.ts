import type { Dataset, Progress, SourceFile } from "../define";
import { gunzip, isGzip } from "../files/gunzip";
import { stepwise } from "../files/progress";
import { streamReader, type ByteReader, type StreamReader } from "../files/reader";
import { watchedStream } from "../files/source";
import { isTar, tarEntries } from "../files/tar";
import { baseName, inside } from "../files/words";
import { batchSet, type BatchSet } from "./batchSet";
import { recordsPerBatch, slotOfName } from "./layout";
import * as refusals from "./refusals";
import { takeCandidate, type Taken } from "./take";

/**
 * CIFAR-10 from the official files: either archive, packed or not, or their batches one by one. What a file is, its
 * content says; only which of the binary batches it is, its name has to say.
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
  const chosen = withoutPackedTwins(files);
  const advance = stepwise(progress, chosen.reduce((sum, { size }) => sum + size, 0));
  for (const file of chosen) {
    const reader = streamReader(watchedStream(file, advance), signal);
    try {
      await takeFile(file, reader, set, signal);
    } finally {
      await reader.close();
    }
  }
  signal.throwIfAborted();
  const dataset = set.finish(chosen.map(({ name }) => name));
  progress(1);
  return dataset;
}

/** A folder often has the archive beside what was unpacked from it: when the loose batches are complete, they are enough. */
function withoutPackedTwins(files: readonly SourceFile[]): readonly SourceFile[] {
  const loose = files.filter(({ name }) => !/\.(?:gz|tgz|tar)$/i.test(name));
  const slots = new Set(loose.map(({ name }) => slotOfName(baseName(name))).filter((slot) => slot !== undefined));
  return slots.size === 6 ? loose : files;
}

async function takeFile(file: SourceFile, reader: StreamReader, set: BatchSet, signal: AbortSignal): Promise<void> {
  const head = await reader.peek(512);
  if (isTar(head)) return takeArchive(file.name, reader, set);
  if (isGzip(head)) {
    const unpacked = streamReader(gunzip(reader.rest(), file.name), signal);
    try {
      if (isTar(await unpacked.peek(512))) await takeArchive(file.name, unpacked, set);
      else set.leaveOut(refusals.notATar(file.name), "likely");
    } finally {
      await unpacked.close();
    }
    return;
  }
  const taken = await takeCandidate({ name: baseName(file.name), shown: file.name, size: file.size, reader }, set);
  if (taken.is === "cifar100") set.leaveOut(refusals.isCifar100(file.name), "likely");
  else if (taken.is === "pickle") set.leaveOut(taken.why, "likely");
  else if (taken.is === "other") set.leaveOut(taken.why, "unlikely");
}

async function takeArchive(archive: string, reader: ByteReader, set: BatchSet): Promise<void> {
  const found: { readonly name: string; readonly taken: Taken }[] = [];
  for await (const entry of tarEntries(reader, archive)) {
    const name = baseName(entry.name);
    const taken = await takeCandidate({ name, shown: inside(archive, name), size: entry.size, reader: entry.reader }, set);
    if (taken.is === "cifar100") return set.leaveOut(refusals.isCifar100(archive), "likely");
    found.push({ name, taken });
  }
  for (const { taken } of found) if (taken.is === "pickle") set.leaveOut(taken.why, "likely");
  if (!found.some(({ taken }) => taken.is === "batch")) {
    set.leaveOut(refusals.otherNames(archive, found.map(({ name }) => name)), "likely");
  }
}
