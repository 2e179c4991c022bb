import { text, type Text } from "../../schema";

/** What the central directory of a zip says about one entry. Source: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3. */
export interface ZipEntry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes unpacked. */
  readonly size: number;
  /** Where the packed bytes begin. */
  readonly from: number;
}

/** Why a zip cannot be read; becomes a refusal where the file's name is known. */
export class DamagedZip extends Error {
  readonly why: Text;
  constructor(why: Text) {
    super(why.en);
    this.why = why;
  }
}

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };

/** The end record may stand in front of a comment of this length. */
const longestComment = 65_535;

const noEnd = (): DamagedZip => new DamagedZip(text("its list of entries is missing", "缺少文件目录"));
const noList = (): DamagedZip => new DamagedZip(text("its list of entries does not stand where its end says", "文件目录不在结尾所指的位置"));
const shifted = (name: string): DamagedZip => new DamagedZip(text(`entry ${name} is not where the list of entries says`, `条目 ${name} 不在文件目录所指的位置`));

/** Reads the list of entries, and checks that each stands where the list says and under the same name. */
export function zipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, from, end } = listAt(view);
  const entries: ZipEntry[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== signature.central) throw noList();
    const [nameLength, extraLength, commentLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const next = at + 46 + nameLength + extraLength + commentLength;
    if (next > end) throw noList();
    const flags = view.getUint16(at + 8, true);
    const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
    const name = new TextDecoder().decode(rawName);
    const wide = wideFields(view, at, nameLength, extraLength);
    const [packed, size, offset] = [wide(at + 20), wide(at + 24), wide(at + 42)] as [number, number, number];
    const method = view.getUint16(at + 10, true);
    const begins = dataAt(bytes, view, offset, rawName, method, name);
    if (begins + packed > from) throw shifted(name);
    entries.push({ name, method, encrypted: (flags & 1) !== 0, crc: view.getUint32(at + 16, true), packed, size, from: begins });
    at = next;
  }
  return entries;
}

/** Where the list of entries lies, by the end record; archives over 4 GB and some writers have a second, wide one. */
function listAt(view: DataView): { readonly count: number; readonly from: number; readonly end: number } {
  const lowest = Math.max(0, view.byteLength - 22 - longestComment);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== signature.end || at + 22 + view.getUint16(at + 20, true) > view.byteLength) continue;
    let [count, size, from, end] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true), at];
    const locator = at - 20;
    if (locator >= 0 && view.getUint32(locator, true) === signature.locator64) {
      const wide = Number(view.getBigUint64(locator + 8, true));
      if (wide + 56 > locator || view.getUint32(wide, true) !== signature.end64) throw noList();
      [count, size, from] = [32, 40, 48].map((offset) => Number(view.getBigUint64(wide + offset, true))) as [number, number, number];
      end = wide;
    }
    if (from + size !== end) throw noList();
    return { count, from, end };
  }
  throw noEnd();
}

/** Reads a field of four bytes, or its wide form in the extra field with id 1: those that are full stand there in order. */
function wideFields(view: DataView, entry: number, nameLength: number, extraLength: number): (at: number) => number {
  let wide = entry + 46 + nameLength;
  const end = wide + extraLength;
  while (wide + 4 <= end && view.getUint16(wide, true) !== 1) wide += 4 + view.getUint16(wide + 2, true);
  wide += 4;
  return (at) => {
    const value = view.getUint32(at, true);
    if (value !== 0xffffffff || wide + 8 > end) return value;
    wide += 8;
    return Number(view.getBigUint64(wide - 8, true));
  };
}

/** Where an entry's bytes begin, behind its own header, which must agree with the list. */
function dataAt(bytes: Uint8Array, view: DataView, at: number, rawName: Uint8Array, method: number, name: string): number {
  if (at + 30 > bytes.length || view.getUint32(at, true) !== signature.local) throw shifted(name);
  const length = view.getUint16(at + 26, true);
  const same = length === rawName.length && view.getUint16(at + 8, true) === method && rawName.every((byte, i) => bytes[at + 30 + i] === byte);
  if (!same) throw shifted(name);
  return at + 30 + length + view.getUint16(at + 28, true);
}
