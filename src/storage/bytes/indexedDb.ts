import { openDB, type IDBPDatabase } from "idb";
import { within } from "../deadline";
import { pieceBytes, piecesOf, type ByteStore } from "./define";

/** Key of a piece: the folder, the file, its place in the file. */
type Key = [folder: string, file: string, piece: number];

const store = "pieces";
const all = (...prefix: string[]): IDBKeyRange => IDBKeyRange.bound(prefix, [...prefix, []]);

/** A byte store in an IndexedDB database of its own, for browsers without a file system for pages. Files are kept in pieces. */
export async function indexedDbStore(name: string): Promise<ByteStore> {
  const opening: Promise<IDBPDatabase<{ pieces: { key: Key; value: Uint8Array } }>> = openDB(name, 1, {
    upgrade: (created) => void created.createObjectStore(store),
    // Another tab may want to delete it or to bring a newer form: do not stand in its way.
    blocking: (_present, _wanted, event) => (event.target as IDBDatabase).close(),
  });
  const database = await within(opening, (opened) => opened.close());
  return {
    async folders() {
      const keys = await database.getAllKeys(store);
      return [...new Set(keys.map(([folder]) => folder))];
    },
    async write(folder, file, bytes, passed, signal) {
      await database.delete(store, all(folder, file));
      let place = 0;
      for (const piece of piecesOf(bytes)) {
        // A copy: what is stored is the whole buffer behind a view.
        await database.put(store, piece.slice(), [folder, file, place++]);
        passed(piece.length);
        signal.throwIfAborted();
      }
    },
    async read(folder, file, signal) {
      const pieces = await database.count(store, all(folder, file));
      if (!pieces) return null;
      const last = await database.get(store, [folder, file, pieces - 1]);
      const bytes = new Uint8Array((pieces - 1) * pieceBytes + (last?.length ?? 0));
      for (let place = 0; place < pieces; place++) {
        const piece = place === pieces - 1 ? last : await database.get(store, [folder, file, place]);
        if (piece) bytes.set(piece, place * pieceBytes);
        signal.throwIfAborted();
      }
      return bytes;
    },
    remove: (folder) => database.delete(store, all(folder)),
  };
}
