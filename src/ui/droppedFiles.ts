/** The parts of a FileSystemEntry that are used; the browser's own types fit. */
interface Entry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  file?(found: (file: File) => void, failed: (reason: unknown) => void): void;
  createReader?(): { readEntries(found: (entries: Entry[]) => void, failed: (reason: unknown) => void): void };
}

/** All files below an entry. A folder's reader gives at most a hundred entries at a time, until it gives none. */
export async function filesBelow(entry: Entry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((found, failed) => entry.file!(found, failed))];
  const reader = entry.createReader!();
  const files: File[] = [];
  for (;;) {
    const entries = await new Promise<Entry[]>((found, failed) => reader.readEntries(found, failed));
    if (!entries.length) return files;
    for (const below of entries) files.push(...(await filesBelow(below)));
  }
}

/** Files and the contents of folders that were dropped or pasted. Must be called inside the event's handler. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // The list of items is emptied as soon as the handler returns: take everything before the first await.
  const taken = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const lists = await Promise.all(taken.map(({ entry, file }) => (entry?.isDirectory ? filesBelow(entry) : Promise.resolve(file ? [file] : []))));
  return lists.flat();
}
