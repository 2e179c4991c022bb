import type * as h5wasm from "h5wasm";

export type Library = typeof h5wasm;
export interface Loaded {
  readonly h5: Library;
  /** Where the header of an object lies in the file: eight bytes, as HDF5's object references have it. */
  readonly addressOf: (file: bigint, path: string) => ArrayLike<number>;
  /** The library's files lie in memory. */
  readonly files: { readFile(name: string): Uint8Array; writeFile(name: string, bytes: Uint8Array): void; unlink(name: string): void };
}

let loading: Promise<Loaded> | undefined;
let count = 0;

/** Four megabytes, and so loaded at the first file that needs it. */
export function load(): Promise<Loaded> {
  loading ??= import("h5wasm").then(async (h5) => {
    const module = await h5.ready;
    // Without this a failure only prints to the console and a half-written file is handed out.
    module.activate_throwing_error_handler();
    return { h5, files: module.FS as unknown as Loaded["files"], addressOf: (file, path) => module.create_object_reference(file, path) };
  });
  return loading;
}

/** A name never used before: a reused one can give the bytes of the file that had it. */
export const freshName = (): string => `model-${++count}.h5`;
