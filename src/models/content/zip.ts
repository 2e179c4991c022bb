import { inflateSync, zipSync } from "fflate";
import { crc32, namesOf, showBytes, text } from "../../schema";
import { refuse } from "../refuse";
import { DamagedZip, zipDirectory, type ZipEntry } from "./zipDirectory";

/** Files under names, whether out of a zip or chosen together: nothing is unpacked before it is asked for. */
export interface Archive {
  readonly names: readonly string[];
  /** Bytes of one entry, unpacked, as the archive says. Refuses one that is absent. */
  size(name: string): number;
  /** The bytes of one entry. Refuses one that is absent, larger than `limit` bytes, or damaged. */
  read(name: string, limit: number): Uint8Array;
}

/** What an entry may measure unpacked. A few kilobytes of zip can claim terabytes. */
export const limits = { json: 64 * 2 ** 20, weights: 2 ** 30 };

/** Bytes that may be unpacked from few; a larger entry has to be packed in proportion. */
const freelyUnpacked = 64 * 2 ** 20;
/** How much larger than its packed bytes a large entry may be. Deflate itself reaches 1,032. */
const largestRatio = 200;

/** Opens a zip. Refuses one whose list of entries is damaged. `advance` is called when an entry is unpacked. */
export function openZip(bytes: Uint8Array, advance: () => void = () => undefined): Archive {
  const entries = new Map<string, ZipEntry>();
  const twice = new Set<string>();
  for (const entry of directoryOf(bytes)) {
    if (entries.has(entry.name)) twice.add(entry.name);
    entries.set(entry.name, entry);
  }
  const names = [...entries.keys()];
  const find = (name: string): ZipEntry => entries.get(name) ?? missing(name, names);
  return {
    names,
    size: (name) => find(name).size,
    read(name, limit) {
      const entry = find(name);
      const { size, packed } = entry;
      if (size > limit) return tooLarge(name, size, limit);
      if (twice.has(name)) return refuse([name], "the zip archive holds two entries of this name", "压缩包中有两个同名条目");
      if (size > freelyUnpacked && size > packed * largestRatio) {
        const [want, have] = [showBytes(size), showBytes(packed)];
        return refuse([name], `it claims to be ${want} unpacked and takes ${have} in the archive: no weights are packed so tightly`, `声称解压后为 ${want}，在压缩包中只占 ${have}：权重不可能压缩得这么小`);
      }
      const unpacked = unpack(bytes, entry);
      advance();
      return unpacked;
    },
  };
}

function directoryOf(bytes: Uint8Array): readonly ZipEntry[] {
  try {
    return zipDirectory(bytes);
  } catch (thrown) {
    // A number that was read from damaged bytes can lead out of the file.
    if (!(thrown instanceof DamagedZip) && !(thrown instanceof RangeError)) throw thrown;
    const why = thrown instanceof DamagedZip ? thrown.why : text("its list of entries leads out of the file", "文件目录指向文件之外");
    return refuse([], `the zip archive is damaged or cut off: ${why.en}`, `压缩包已损坏或不完整：${why.zh}`);
  }
}

/** The bytes of an entry, which must have the length and the CRC-32 that the archive says. */
function unpack(bytes: Uint8Array, { name, method, encrypted, crc, packed, size, from }: ZipEntry): Uint8Array {
  const damaged = (en: string, zh: string): never => refuse([name], `the zip archive is damaged: entry ${name} ${en}`, `压缩包已损坏：条目 ${name} ${zh}`);
  if (encrypted) return refuse([name], "this entry is encrypted; only archives without a password can be opened", "该条目已加密；只能打开没有密码的压缩包");
  if (method !== 0 && method !== 8) return refuse([name], `this entry is packed by method ${method}; expected 0 (stored) or 8 (deflate)`, `该条目使用压缩方法 ${method}；应为 0（存储）或 8（deflate）`);
  const source = bytes.subarray(from, from + packed);
  const room = roomFor(name, size);
  let unpacked = source;
  try {
    if (method === 8) unpacked = inflateSync(source, { out: room });
  } catch {
    return damaged("cannot be unpacked", "无法解压");
  }
  if (unpacked.length !== size) return damaged(`is cut off, it has ${unpacked.length} of ${size} bytes`, `不完整，只有 ${size} 字节中的 ${unpacked.length} 字节`);
  if (crc32(unpacked) !== crc) return damaged("does not have the checksum (CRC-32) that the archive gives for it", "的校验和（CRC-32）与压缩包中记录的不符");
  // A copy where it is stored: the archive's own bytes stay as they are.
  if (method === 0) room.set(unpacked);
  return room;
}

function roomFor(name: string, size: number): Uint8Array {
  try {
    return new Uint8Array(size);
  } catch {
    return refuse([name], `there is not enough memory for its ${showBytes(size)}`, `内存不足：需要 ${showBytes(size)}`);
  }
}

/** Loose files that were chosen together, seen as an archive. */
export function openFiles(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Archive {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const names = [...byName.keys()];
  const find = (name: string): Uint8Array => byName.get(name) ?? missing(name, names);
  return {
    names,
    size: (name) => find(name).length,
    read(name, limit) {
      const bytes = find(name);
      return bytes.length > limit ? tooLarge(name, bytes.length, limit) : bytes;
    },
  };
}

/** Entries as they are, not compressed: weights hardly shrink, and Keras writes its own archives so. */
export const writeZip = (entries: Readonly<Record<string, Uint8Array>>): Uint8Array => zipSync({ ...entries }, { level: 0 });

const missing = (name: string, names: readonly string[]): never => {
  const there = namesOf(names);
  return refuse([name], `this part is missing; there are ${there.en || "–"}`, `缺少这一部分；现有 ${there.zh || "–"}`);
};

const tooLarge = (name: string, size: number, limit: number): never =>
  refuse(
    [name],
    `it would take ${showBytes(size)} unpacked; at most ${showBytes(limit)} are opened`,
    `解压后为 ${showBytes(size)}；最多打开 ${showBytes(limit)}`,
  );
