import { Refusal, text } from "../../schema";
import type { ByteReader } from "./reader";
import { baseName, cutOff, inside, shownCount } from "./words";

const block = 512;

/** A file in a tar archive. Its reader must be used before the next entry is asked for; what is left unread is passed over. */
export interface TarEntry {
  /** With its folders, as the archive has it. */
  readonly name: string;
  readonly size: number;
  readonly reader: ByteReader;
}

const ascii = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
};

/** Numbers are octal digits, or big-endian binary behind a first byte of 0x80 (GNU, files over 8 GB). */
function numberIn(bytes: Uint8Array): number {
  if (bytes[0]! & 0x80) return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, bytes[0]! & 0x7f);
  const digits = ascii(bytes).trim();
  return /^[0-7]*$/.test(digits) ? parseInt(digits || "0", 8) : NaN;
}

/** True for a tar header: the sum of its bytes, its own checksum field counted as spaces, is the number in that field. */
export function isTar(head: Uint8Array): boolean {
  if (head.length < block) return false;
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 0x20 : head[i]!;
  return sum > 8 * 0x20 && sum === numberIn(head.subarray(148, 156));
}

/** `path` of a pax header: records of the form `27 path=folder/long name\n`, the number being the record's length in bytes. */
function paxPath(bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length; ) {
    const length = parseInt(ascii(bytes.subarray(at, at + 20)), 10);
    if (!(length > 0)) return undefined;
    const record = ascii(bytes.subarray(at, at + length - 1));
    const path = /^\d+ path=(.*)$/s.exec(record)?.[1];
    if (path !== undefined) return path;
    at += length;
  }
  return undefined;
}

/**
 * Walks over the plain files of a tar archive (POSIX ustar and pax, GNU long names) as the bytes come, without holding
 * any file. Refuses an archive that ends inside a file or whose headers do not add up; `archive` is its name in messages.
 */
export async function* tarEntries(source: ByteReader, archive: string): AsyncGenerator<TarEntry> {
  const header = new Uint8Array(block);
  let longName: string | undefined;
  for (;;) {
    const got = await source.fill(header);
    // Two empty blocks end an archive; some writers leave them out.
    if (got === 0 || (got === block && header.every((byte) => byte === 0))) break;
    const size = numberIn(header.subarray(124, 136));
    if (got < block || !isTar(header) || !Number.isSafeInteger(size)) {
      const message = "is cut off or damaged: what should be the header of a file inside is none";
      throw new Refusal(text(`${archive} ${message}`, `${archive} 不完整或已损坏：其中一个文件的头部无效`));
    }
    const type = String.fromCharCode(header[156] || 0x30);
    const prefix = ascii(header.subarray(257, 262)) === "ustar" ? ascii(header.subarray(345, 500)) : "";
    const name: string = longName ?? (prefix ? `${prefix}/` : "") + ascii(header.subarray(0, 100));
    const { reader, left } = limited(source, size, inside(archive, baseName(name)));
    if (type === "L" || type === "x") {
      if (size > 1_048_576) throw new Refusal(text(`${archive}: a name of ${shownCount(size)} bytes`, `${archive}：文件名长达 ${shownCount(size)} 字节`));
      const bytes = new Uint8Array(size);
      await reader.fill(bytes);
      longName = type === "L" ? ascii(bytes) : paxPath(bytes);
    } else if (type !== "g") {
      longName = undefined;
      if (type === "0" || type === "7") yield { name, size, reader };
    }
    await reader.skip(left());
    await source.skip((block - (size % block)) % block);
  }
  // What follows the end is read too, so that the checksum of a gzip around it is looked at.
  await source.skip(Infinity);
}

/** The next `size` bytes of `source` as a reader of their own, and how many of them are left. */
function limited(source: ByteReader, size: number, name: string): { reader: ByteReader; left: () => number } {
  let left = size;
  const took = (wanted: number, got: number): number => {
    left -= got;
    if (got < wanted) throw new Refusal(cutOff(name, size - left, size));
    return got;
  };
  const reader: ByteReader = {
    async fill(target) {
      const part = target.subarray(0, left);
      return took(part.length, await source.fill(part));
    },
    async skip(count) {
      const wanted = Math.min(count, left);
      return took(wanted, await source.skip(wanted));
    },
    peek: (count) => source.peek(Math.min(count, left)),
  };
  return { reader, left: () => left };
}
