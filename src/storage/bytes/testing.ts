/** For tests: the part of a browser's file system for pages that a byte store uses, in memory. */
export function memoryFileSystem(): FileSystemDirectoryHandle {
  const missing = (name: string): DOMException => new DOMException(`${name} is not there`, "NotFoundError");

  const file = () => {
    let content = new Uint8Array(0);
    let open = false;
    return {
      createSyncAccessHandle() {
        if (open) return Promise.reject(new DOMException("open elsewhere", "NoModificationAllowedError"));
        open = true;
        return Promise.resolve({
          truncate: (size: number) => void (content = content.slice(0, size)),
          write(bytes: Uint8Array, { at }: { at: number }) {
            const grown = new Uint8Array(Math.max(content.length, at + bytes.length));
            grown.set(content);
            grown.set(bytes, at);
            content = grown;
            return bytes.length;
          },
          flush: () => undefined,
          close: () => void (open = false),
        });
      },
      getFile: () => Promise.resolve(new Blob([content])),
    };
  };
  const directory = (): unknown => {
    const [folders, files] = [new Map<string, unknown>(), new Map<string, unknown>()];
    const get = (from: Map<string, unknown>, make: () => unknown) => (name: string, options?: { create?: boolean }) => {
      if (!from.has(name) && options?.create) from.set(name, make());
      return from.has(name) ? Promise.resolve(from.get(name)) : Promise.reject(missing(name));
    };
    return {
      getDirectoryHandle: get(folders, directory),
      getFileHandle: get(files, file),
      removeEntry: (name: string) => (folders.delete(name) || files.delete(name) ? Promise.resolve() : Promise.reject(missing(name))),
      async *keys() {
        await Promise.resolve();
        yield* [...folders.keys(), ...files.keys()];
      },
    };
  };
  return directory() as FileSystemDirectoryHandle;
}
