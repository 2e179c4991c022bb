import type { SourceFile } from "./define";

/** For tests: bytes as a file that streams them in pieces of `piece` bytes. `read` counts what was asked for. */
export function fileOf(name: string, bytes: Uint8Array, piece = 65_536): SourceFile & { readonly read: () => number } {
  let read = 0;
  return {
    name,
    size: bytes.length,
    read: () => read,
    stream() {
      let at = 0;
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(at, at + piece));
          at += piece;
          read = at;
        },
      });
    },
  };
}

/** For tests that do not cancel. */
export const never = new AbortController().signal;
export const ignore = (): void => undefined;
