import { macrotask } from "../../datasets/files/pause";
import { pieceBytes, piecesOf, type ByteStore } from "./define";

/** What TypeScript's library for pages leaves out, because only workers have it. */
interface SyncAccessHandle {
  truncate(size: number): void;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/** Looks a thing up that may not be there. */
async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "NotFoundError") return null;
    throw reason;
  }
}

/**
 * A byte store in the origin private file system, under the folder `name`: the quickest that browsers have. Files are written
 * through synchronous access handles, which only workers have and which every browser with this file system knows.
 */
export function originPrivateStore(root: FileSystemDirectoryHandle, name: string): ByteStore {
  const base = (): Promise<FileSystemDirectoryHandle> => root.getDirectoryHandle(name, { create: true });
  return {
    async folders() {
      const found: string[] = [];
      for await (const folder of (await base()).keys()) found.push(folder);
      return found;
    },
    async write(folder, file, bytes, passed, signal) {
      const into = await (await base()).getDirectoryHandle(folder, { create: true });
      const handle = (await into.getFileHandle(file, { create: true })) as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };
      const access = await handle.createSyncAccessHandle();
      try {
        access.truncate(0);
        let at = 0;
        for (const piece of piecesOf(bytes)) {
          const written = access.write(piece, { at });
          // Some browsers write less instead of throwing when the disk is full.
          if (written < piece.length) throw new DOMException("The disk is full", "QuotaExceededError");
          at += written;
          passed(written);
          await macrotask();
          signal.throwIfAborted();
        }
        access.flush();
      } finally {
        access.close();
      }
    },
    async read(folder, file, signal) {
      const from = await ifThere((await base()).getDirectoryHandle(folder));
      const handle = from && (await ifThere(from.getFileHandle(file)));
      if (!handle) return null;
      // Not through an access handle: that shuts other tabs out, which may be reading too.
      const kept = await handle.getFile();
      const bytes = new Uint8Array(kept.size);
      for (let at = 0; at < kept.size; at += pieceBytes) {
        bytes.set(new Uint8Array(await kept.slice(at, at + pieceBytes).arrayBuffer()), at);
        signal.throwIfAborted();
      }
      return bytes;
    },
    async remove(folder) {
      await ifThere((await base()).removeEntry(folder, { recursive: true }));
    },
  };
}
