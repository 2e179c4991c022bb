const signature = 0x47434f4c; // GCOL

/**
 * Whether a collection of the global heap is damaged such that the library would read it for ever: its objects are
 * walked one after another by their sizes, and a free one of size 0 leads back to itself. Strings of variable length lie
 * there, Keras's config among them. Source: HDF5 File Format Specification 3.0, section III.E; H5HGcache.c of HDF5 1.14.
 */
export function hasEndlessHeap(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = file.indexOf(0x47); at >= 0 && at + 32 <= file.length; at = file.indexOf(0x47, at + 1)) {
    // Version 1 and three bytes of 0 follow the signature; weights hardly look like that.
    if (view.getUint32(at, false) === signature && view.getUint32(at + 4, true) === 1 && isEndless(view, at)) return true;
  }
  return false;
}

function isEndless(view: DataView, at: number): boolean {
  const size = view.getBigUint64(at + 8, true);
  // A collection that does not lie in the file is refused by the library itself.
  if (size > BigInt(view.byteLength - at)) return false;
  const end = at + Number(size);
  let object = at + 16;
  while (object + 16 <= end) {
    const isFree = view.getUint16(object, true) === 0;
    const length = view.getBigUint64(object + 8, true);
    // The size of free room counts its header, that of others does not; they begin at multiples of eight.
    const needs = isFree ? length : 16n + ((length + 7n) & ~7n);
    if (needs === 0n || needs > BigInt(end - object)) return true;
    object += Number(needs);
  }
  return false;
}
