import type * as h5wasm from "h5wasm";
import { text } from "../../schema";
import { FileRefusal } from "../refuse";

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

const unfetched = (): FileRefusal =>
  new FileRefusal(
    [],
    text(
      "the part of this page that handles Keras's HDF5 files (5 MB) could not be fetched. Check the network connection and try again: the model is still here",
      "本页面用于处理 Keras 的 HDF5 文件的部分（5 MB）未能下载。请检查网络连接后重试；模型仍在这里",
    ),
  );

async function fetchLibrary(): Promise<Loaded> {
  const h5 = await import("h5wasm").catch(() => {
    throw unfetched();
  });
  const module = await h5.ready;
  // Without this a failure only prints to the console and a half-written file is handed out.
  module.activate_throwing_error_handler();
  return { h5, files: module.FS as unknown as Loaded["files"], addressOf: (file, path) => module.create_object_reference(file, path) };
}

/**
 * The library, which is fetched with the first file that needs it. A fetch that failed is tried again at the next file.
 * @throws FileRefusal where it cannot be fetched.
 */
export async function load(): Promise<Loaded> {
  loading ??= fetchLibrary();
  try {
    return await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** A name never used before: a reused one can give the bytes of the file that had it. */
export const freshName = (): string => `model-${++count}.h5`;
