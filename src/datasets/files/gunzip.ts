import { Refusal, text } from "../../schema";
import { shownCount } from "./words";

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

const ignore = (): void => undefined;

/**
 * Unpacks a gzip stream with the platform's own decompressor. A stream that ends early or whose checksum is wrong ends in
 * a Refusal that names `file`; an error of the packed stream itself (a disk that cannot be read) is passed on as it is.
 *
 * Packed bytes are fed in only while unpacked ones are waited for. A plain `pipeThrough` would do in a browser, but lets
 * Node queue hundreds of megabytes: it counts the queue's limit in pieces instead of bytes.
 */
export function gunzip(packed: ReadableStream<Uint8Array<ArrayBuffer>>, file: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = packed.getReader();
  const { readable, writable } = new DecompressionStream("gzip");
  const [writer, reader] = [writable.getWriter(), readable.getReader()];
  // Its failures are those of the reader, where they are looked at.
  writer.closed.catch(ignore);
  let unpacked = 0;
  let fed = false;
  let failure: { readonly reason: unknown } | undefined;

  const feed = async (): Promise<void> => {
    const piece = await source.read().catch((reason: unknown) => {
      failure = { reason };
      throw reason;
    });
    fed = piece.done;
    await (piece.done ? writer.close() : writer.write(piece.value));
  };
  let feeding: Promise<void> | undefined;
  const feedOn = (): Promise<void> =>
    (feeding ??= feed().then(
      () => (feeding = undefined),
      (reason: unknown) => {
        fed = true;
        return writer.abort(reason).catch(ignore);
      },
    ));

  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      let arrived = false;
      const wanted = reader.read().finally(() => (arrived = true));
      wanted.catch(ignore);
      while (!arrived && !fed) await Promise.race([wanted, feedOn()]).catch(ignore);
      try {
        const { done, value } = await wanted;
        if (done) return controller.close();
        unpacked += value.length;
        controller.enqueue(value);
      } catch {
        controller.error(failure ? failure.reason : damaged(file, unpacked));
      }
    },
    async cancel(reason) {
      await Promise.all([source.cancel(reason).catch(ignore), writer.abort(reason).catch(ignore), reader.cancel(reason).catch(ignore)]);
    },
  });
}

const damaged = (file: string, unpacked: number): Refusal =>
  new Refusal(
    text(
      `${file} is cut off or damaged: it cannot be unpacked to its end (${shownCount(unpacked)} bytes came out). Download or copy it again`,
      `${file} 不完整或已损坏：无法解压到末尾（只解出 ${shownCount(unpacked)} 字节）。请重新下载或复制`,
    ),
  );
