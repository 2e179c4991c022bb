import { unzipSync, zipSync } from "fflate";
import { refuse } from "../refuse";
import { showBytes } from "../../schema";

/** Files under names, whether out of a zip or chosen together: nothing is unpacked before it is asked for. */
export interface Archive {
  readonly names: readonly string[];
  /** The bytes of one entry. Refuses one that is absent, larger than `limit` bytes, or cut off. */
  read(name: string, limit: number): Uint8Array;
}

/** What an entry may measure unpacked. A few kilobytes of zip can claim terabytes. */
export const limits = { json: 64 * 2 ** 20, weights: 2 ** 30 };

export function openZip(bytes: Uint8Array): Archive {
  const sizes = new Map<string, number>();
  const unpack = (filter: (name: string, size: number) => boolean): Record<string, Uint8Array> => {
    try {
      return unzipSync(bytes, { filter: ({ name, originalSize }) => filter(name, originalSize) });
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return refuse([], `the zip archive is damaged or cut off (${why})`, `压缩包已损坏或不完整（${why}）`);
    }
  };
  unpack((name, size) => {
    sizes.set(name, size);
    return false;
  });
  return {
    names: [...sizes.keys()],
    read(name, limit) {
      const size = sizes.get(name);
      if (size === undefined) return missing(name, [...sizes.keys()]);
      if (size > limit) return tooLarge(name, size, limit);
      const entry = unpack((candidate) => candidate === name)[name];
      if (entry?.length !== size) {
        const have = entry?.length ?? 0;
        return refuse([name], `this part is cut off: ${have} of ${size} bytes`, `不完整：只有 ${size} 字节中的 ${have} 字节`);
      }
      return entry;
    },
  };
}

/** Loose files that were chosen together, seen as an archive. */
export function openFiles(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Archive {
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  return {
    names: [...byName.keys()],
    read(name, limit) {
      const bytes = byName.get(name);
      if (!bytes) return missing(name, [...byName.keys()]);
      return bytes.length > limit ? tooLarge(name, bytes.length, limit) : bytes;
    },
  };
}

/** Entries as they are, not compressed: weights hardly shrink, and Keras writes its own archives so. */
export const writeZip = (entries: Readonly<Record<string, Uint8Array>>): Uint8Array => zipSync({ ...entries }, { level: 0 });

const missing = (name: string, names: readonly string[]): never => {
  const there = names.slice(0, 8).join(", ") || "–";
  return refuse([name], `this part is missing; there are ${there}`, `缺少这一部分；现有 ${there}`);
};

const tooLarge = (name: string, size: number, limit: number): never =>
  refuse(
    [name],
    `it would take ${showBytes(size)} unpacked; at most ${showBytes(limit)} are opened`,
    `解压后为 ${showBytes(size)}；最多打开 ${showBytes(limit)}`,
  );
