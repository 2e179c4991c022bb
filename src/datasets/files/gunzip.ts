import { Refusal, text } from "../../schema";
import { shownCount } from "./words";

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks a gzip stream with the platform's own decompressor. A stream that ends early or whose checksum is wrong ends in
 * a Refusal that names `file`; an error of the packed stream itself (a disk that cannot be read) is passed on as it is.
 */
export function gunzip(packed: ReadableStream<Uint8Array<ArrayBuffer>>, file: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  let unpacked = 0;
  let failure: { readonly reason: unknown } | null = null;
  const source = packed.getReader();
  const watched = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await source.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (reason) {
        failure = { reason };
        controller.error(reason);
      }
    },
    cancel: (reason) => source.cancel(reason),
  });
  const decompressed = watched.pipeThrough(new DecompressionStream("gzip")).getReader();
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await decompressed.read();
        if (done) return controller.close();
        unpacked += value.length;
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch {
        controller.error(failure ? failure.reason : damaged(file, unpacked));
      }
    },
    cancel: (reason) => decompressed.cancel(reason),
  });
}

const damaged = (file: string, unpacked: number): Refusal =>
  new Refusal(
    text(
      `${file} is cut off or damaged: it cannot be unpacked to its end (${shownCount(unpacked)} bytes came out). Download or copy it again`,
      `${file} 不完整或已损坏：无法解压到末尾（只解出 ${shownCount(unpacked)} 字节）。请重新下载或复制`,
    ),
  );
