/** Large files in folders, as a browser can keep them for a page. A folder is a name without slashes. */
export interface ByteStore {
  folders(): Promise<readonly string[]>;
  /** Writes a file whole. Rejects with a DOMException named QuotaExceededError on a full disk. */
  write(folder: string, file: string, bytes: Uint8Array, passed: (bytes: number) => void, signal: AbortSignal): Promise<void>;
  /** A file's bytes; null when there is none. */
  read(folder: string, file: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>;
  remove(folder: string): Promise<void>;
}

/** Bytes that are moved at a time: large enough to be quick, small enough to be stopped between two. */
export const pieceBytes = 8 * 1024 * 1024;

/** A file in pieces, the last one as long as is left; an empty file has one empty piece. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at === 0 || at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
