/**
 * Counts the chunks of a dataset that are stored in an HDF5 file. The library does not tell this number, and chunks that
 * were never written read as the fill value. Source: HDF5 File Format Specification 3.0, sections III.A.1 (version 1
 * B-trees), III.A.2 (version 2 B-trees), VII.C (fixed arrays) and VII.D (extensible arrays). Version 5 of the layout message,
 * of HDF5 2.0, has the same indexes as version 4.
 */

/** How many chunks of a dataset have storage in the file: all, none, or a number of them. */
export type StoredChunks = "whole" | "none" | { readonly chunks: number };

const undefinedAddress = 0xffff_ffff_ffff_ffffn;
const isThere = (view: DataView, at: number): boolean => view.getBigUint64(at, true) !== undefinedAddress;
const numberAt = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));
const startsWith = (view: DataView, at: number, signature: string): boolean => [...signature].every((letter, i) => view.getUint8(at + i) === letter.charCodeAt(0));

/** Of a layout message of version 1 to 3, whose chunks are in a B-tree: `tree` is where the tree's address lies. A chunk has `sides` offsets. */
export const chunksOfOldLayout = (view: DataView, tree: number, sides: number): StoredChunks =>
  isThere(view, tree) ? { chunks: chunksBelow(view, numberAt(view, tree), sides) } : "none";

/** Chunks that a B-tree of version 1 lists. A key has the chunk's size, its filters and `sides` offsets. */
function chunksBelow(view: DataView, root: number, sides: number): number {
  const seen = new Set<number>();
  const nodes = [root];
  let chunks = 0;
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node) || !startsWith(view, node, "TREE")) continue;
    seen.add(node);
    const [level, used] = [view.getUint8(node + 5), view.getUint16(node + 6, true)];
    if (level === 0) {
      chunks += used;
      continue;
    }
    const key = 8 + 8 * sides;
    for (let i = 0; i < used; i++) nodes.push(numberAt(view, node + 24 + i * (key + 8) + key));
  }
  return chunks;
}

/** What an index of version 4 and later is: the length of its parameters in the layout message, and its count. */
interface Index {
  parameters(filtered: boolean): number;
  /** `address` is that of the index in the file. Undefined where the index has a form that is not known here. */
  count(view: DataView, address: number): StoredChunks | undefined;
}

/** The kinds of index by their numbers in the layout message. */
const indexes: Readonly<Record<number, Index>> = {
  // A single chunk, whose size and filter mask are given where it has filters.
  1: { parameters: (filtered) => (filtered ? 12 : 0), count: () => "whole" },
  // Chunks without an index lie one after the other and were all set aside at once.
  2: { parameters: () => 0, count: () => "whole" },
  3: { parameters: () => 1, count: inFixedArray },
  4: { parameters: () => 5, count: inExtensibleArray },
  5: { parameters: () => 6, count: (view, address) => (startsWith(view, address, "BTHD") ? { chunks: numberAt(view, address + 26) } : undefined) },
};

/** Of a layout message of version 4 or 5 that begins at `from`. Undefined where the index has a form that is not known here. */
export function chunksOfNewLayout(view: DataView, from: number): StoredChunks | undefined {
  const [flags, sides, width] = [view.getUint8(from + 2), view.getUint8(from + 3), view.getUint8(from + 4)];
  const at = from + 5 + sides * width;
  const index = indexes[view.getUint8(at)];
  if (!index) return undefined;
  const address = at + 1 + index.parameters((flags & 2) !== 0);
  return isThere(view, address) ? index.count(view, numberAt(view, address)) : "none";
}

/**
 * Addresses that are set among `count` elements of `size` bytes, each of which begins with the address of its chunk. Throws a
 * RangeError where they do not lie in the file, as those of a damaged one may not.
 */
function setAmong(view: DataView, from: number, count: number, size: number): number {
  if (size < 8 || from + count * size > view.byteLength) throw new RangeError("the elements do not lie in the file");
  let set = 0;
  for (let i = 0; i < count; i++) if (isThere(view, from + i * size)) set++;
  return set;
}

function inFixedArray(view: DataView, header: number): StoredChunks | undefined {
  if (!startsWith(view, header, "FAHD")) return undefined;
  const [size, pageBits, count] = [view.getUint8(header + 6), view.getUint8(header + 7), numberAt(view, header + 8)];
  if (!isThere(view, header + 16)) return { chunks: 0 };
  const block = numberAt(view, header + 16);
  if (!startsWith(view, block, "FADB")) return undefined;
  const perPage = 2 ** pageBits;
  if (count <= perPage) return { chunks: setAmong(view, block + 14, count, size) };
  // A bitmap, first page in the highest bit, says which pages were ever written; the bitmap and every page end in a checksum.
  const pages = Math.ceil(count / perPage);
  const bitmap = block + 14;
  let page = bitmap + Math.ceil(pages / 8) + 4;
  let chunks = 0;
  for (let i = 0; i < pages; i++, page += perPage * size + 4) {
    if (view.getUint8(bitmap + (i >> 3)) & (0x80 >> (i & 7))) chunks += setAmong(view, page, Math.min(perPage, count - i * perPage), size);
  }
  return { chunks };
}

/** The first elements lie in the index block and are looked at one by one; of those in its data blocks the highest index that was set counts. */
function inExtensibleArray(view: DataView, header: number): StoredChunks | undefined {
  if (!startsWith(view, header, "EAHD")) return undefined;
  const [size, inBlock, reached] = [view.getUint8(header + 6), view.getUint8(header + 8), numberAt(view, header + 44)];
  if (!isThere(view, header + 60)) return { chunks: 0 };
  const block = numberAt(view, header + 60);
  if (!startsWith(view, block, "EAIB")) return undefined;
  const first = Math.min(inBlock, reached);
  return { chunks: setAmong(view, block + 14, first, size) + reached - first };
}
