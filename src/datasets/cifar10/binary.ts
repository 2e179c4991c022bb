import { Refusal } from "../../schema";
import type { ByteReader } from "../files/reader";
import { cutOff } from "../files/words";
import type { Room } from "./batchSet";
import { classCount, interleave, pixels, recordBytes } from "./layout";
import { wrongLabel } from "./refusals";

/** Records that are read at a time: about 400 kB. */
const atOnce = 128;

/**
 * Reads a batch of the binary version straight into its room: records of one byte for the label and 3,072 for the picture,
 * plane by plane. Source: https://www.cs.toronto.edu/~kriz/cifar.html.
 */
export async function readBinaryBatch(reader: ByteReader, file: string, room: Room): Promise<void> {
  const { samples, labels } = room;
  const records = new Uint8Array(atOnce * recordBytes);
  for (let first = 0; first < labels.length; first += atOnce) {
    const count = Math.min(atOnce, labels.length - first);
    const wanted = count * recordBytes;
    const got = await reader.fill(records.subarray(0, wanted));
    if (got < wanted) throw new Refusal(cutOff(file, first * recordBytes + got, labels.length * recordBytes));
    for (let i = 0; i < count; i++) {
      const label = records[i * recordBytes]!;
      if (label >= classCount) throw new Refusal(wrongLabel(file, first + i + 1, label));
      labels[first + i] = label;
      interleave(records, i * recordBytes + 1, samples, (first + i) * pixels);
    }
  }
}
