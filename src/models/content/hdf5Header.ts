/**
 * Reads of HDF5's own structures what the library does not tell: how floating-point numbers are laid out, and whether
 * the values of a dataset were ever written. Addresses and lengths have eight bytes, as every writer of Keras files makes
 * them. Source: HDF5 File Format Specification 3.0, sections III.A.1, IV.A.1 and IV.A.2.
 */

import { chunksOfNewLayout, chunksOfOldLayout, type StoredChunks } from "./hdf5Chunks";

/** A message of an object header: its type, and where its data lie in the file. */
interface Message {
  readonly type: number;
  readonly shared: boolean;
  readonly from: number;
  readonly to: number;
}

/** What the header of a dataset says. A part that has a form not known here is absent. */
export interface DatasetHeader {
  /** Whether the numbers are laid out as IEEE 754 has it for their size. */
  readonly ieee?: boolean;
  /** Storage that was set aside for the values; `elsewhere` is another file. */
  readonly stored?: StoredChunks | "elsewhere";
}

const type = { datatype: 0x03, external: 0x07, layout: 0x08, continuation: 0x10 };
const undefinedAddress = 0xffff_ffff_ffff_ffffn;

/** More pieces than any header has; a damaged one can lead in a circle. */
const mostPieces = 64;

/** Reads the header at `address`; null where it cannot be followed. */
export function readHeader(file: Uint8Array, address: number): DatasetHeader | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    const messages = messagesAt(view, address);
    const datatype = messages.find((message) => message.type === type.datatype);
    const layout = messages.find((message) => message.type === type.layout);
    const ieee = datatype && !datatype.shared ? isIeee(view, datatype) : undefined;
    const stored = messages.some((message) => message.type === type.external) ? "elsewhere" : layout ? storedBy(view, layout) : undefined;
    return { ...(ieee === undefined ? {} : { ieee }), ...(stored === undefined ? {} : { stored }) };
  } catch (thrown) {
    // A number that was read from damaged bytes led out of the file.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function messagesAt(view: DataView, address: number): readonly Message[] {
  const isNew = view.getUint32(address, false) === 0x4f484452; // OHDR
  return isNew ? newMessages(view, address) : oldMessages(view, address);
}

/** A header of version 1: 16 bytes, then messages with 8 bytes in front of each. */
function oldMessages(view: DataView, address: number): readonly Message[] {
  if (view.getUint8(address) !== 1) return [];
  const pieces = [{ from: address + 16, to: address + 16 + view.getUint32(address + 8, true) }];
  const messages: Message[] = [];
  for (let piece = 0; piece < Math.min(pieces.length, mostPieces); piece++) {
    let { from: at } = pieces[piece]!;
    const { to } = pieces[piece]!;
    while (at + 8 <= to) {
      const message = { type: view.getUint16(at, true), shared: (view.getUint8(at + 4) & 2) !== 0, from: at + 8, to: at + 8 + view.getUint16(at + 2, true) };
      messages.push(message);
      if (message.type === type.continuation) pieces.push(pieceAt(view, message.from, 0));
      at = message.to;
    }
  }
  return messages;
}

/** A header of version 2: `OHDR`, version, flags; its pieces end with a checksum. */
function newMessages(view: DataView, address: number): readonly Message[] {
  const flags = view.getUint8(address + 5);
  const width = 1 << (flags & 3);
  const first = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const size = width === 8 ? Number(view.getBigUint64(first, true)) : width === 4 ? view.getUint32(first, true) : width === 2 ? view.getUint16(first, true) : view.getUint8(first);
  const pieces = [{ from: first + width, to: first + width + size }];
  const inFront = flags & 4 ? 6 : 4;
  const messages: Message[] = [];
  for (let piece = 0; piece < Math.min(pieces.length, mostPieces); piece++) {
    let { from: at } = pieces[piece]!;
    const { to } = pieces[piece]!;
    while (at + inFront <= to) {
      const from = at + inFront;
      const message = { type: view.getUint8(at), shared: (view.getUint8(at + 3) & 2) !== 0, from, to: from + view.getUint16(at + 1, true) };
      messages.push(message);
      // `OCHK` in front, a checksum behind.
      if (message.type === type.continuation) pieces.push(pieceAt(view, message.from, 4));
      at = message.to;
    }
  }
  return messages;
}

function pieceAt(view: DataView, at: number, frame: number): { readonly from: number; readonly to: number } {
  const from = Number(view.getBigUint64(at, true));
  return { from: from + frame, to: from + Number(view.getBigUint64(at + 8, true)) - frame };
}

/** Bits of the parts of IEEE 754's numbers, by their bytes: exponent's place and size, mantissa's size, bias. */
const ieeeForms: Readonly<Record<number, readonly [number, number, number, number]>> = { 2: [10, 5, 10, 15], 4: [23, 8, 23, 127], 8: [52, 11, 52, 1023] };

/** Of a floating-point datatype: whether it is IEEE's of its size, in either byte order; undefined for other classes. */
function isIeee(view: DataView, { from }: Message): boolean | undefined {
  if ((view.getUint8(from) & 15) !== 1) return undefined;
  const size = view.getUint32(from + 4, true);
  const form = ieeeForms[size];
  if (!form) return false;
  const [exponentAt, exponentSize, mantissaSize, bias] = form;
  const flags = view.getUint8(from + 1);
  const [byte, word] = [(at: number) => view.getUint8(from + at), (at: number) => view.getUint16(from + at, true)];
  return (
    // Bit 6 with bit 0 is the byte order of a VAX; bits 4 and 5 say how the mantissa begins, 2 being a one that is not stored.
    (flags & 0x40) === 0 &&
    (flags & 0x30) === 0x20 &&
    byte(2) === size * 8 - 1 &&
    word(8) === 0 &&
    word(10) === size * 8 &&
    byte(12) === exponentAt &&
    byte(13) === exponentSize &&
    byte(14) === 0 &&
    byte(15) === mantissaSize &&
    view.getUint32(from + 16, true) === bias
  );
}

function storedBy(view: DataView, { from }: Message): DatasetHeader["stored"] {
  const version = view.getUint8(from);
  const at = version < 3 ? from + 8 : from + 2;
  const kind = version < 3 ? view.getUint8(from + 2) : view.getUint8(from + 1);
  const isThere = (address: number): boolean => view.getBigUint64(address, true) !== undefinedAddress;
  if (kind === 0) return "whole";
  if (kind === 1) return isThere(at) ? "whole" : "none";
  if (kind !== 2) return undefined;
  if (version > 3) return chunksOfNewLayout(view, from);
  return version < 3 ? chunksOfOldLayout(view, at, view.getUint8(from + 1)) : chunksOfOldLayout(view, at + 1, view.getUint8(at));
}
