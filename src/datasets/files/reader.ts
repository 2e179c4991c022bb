import { givingWay } from "./pause";

/** Bytes in order, as many at a time as are wanted. */
export interface ByteReader {
  /** Fills `target` from the front and returns how many bytes came: fewer than its length only at the end. */
  fill(target: Uint8Array): Promise<number>;
  /** The next `count` bytes (fewer at the end), which stay to be read. */
  peek(count: number): Promise<Uint8Array>;
  /** Passes over `count` bytes and returns how many there were. */
  skip(count: number): Promise<number>;
}

export interface StreamReader extends ByteReader {
  /** All that was not read yet, as a stream; the reader itself must not be used afterwards. */
  rest(): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Gives the stream up. */
  close(): Promise<void>;
}

/**
 * Reads a stream. Gives way to other tasks every few milliseconds; once `signal` is aborted every call rejects with the
 * signal's reason, also one that was waiting for bytes.
 */
export function streamReader(stream: ReadableStream<Uint8Array>, signal: AbortSignal): StreamReader {
  const source = stream.getReader();
  const giveWay = givingWay();
  let chunk = new Uint8Array(0);
  let at = 0;
  let ended = false;
  const cancel = (): Promise<void> => {
    signal.removeEventListener("abort", abort);
    // An ended or failed stream cannot be cancelled again: nothing to do then.
    return source.cancel(signal.reason).catch(() => undefined);
  };
  const abort = (): void => void cancel();
  signal.addEventListener("abort", abort);

  /** True while there is a byte at `at`. */
  const more = async (): Promise<boolean> => {
    while (at >= chunk.length && !ended) {
      await giveWay();
      signal.throwIfAborted();
      const { done, value } = await source.read();
      signal.throwIfAborted();
      if (done) {
        ended = true;
        signal.removeEventListener("abort", abort);
      } else [chunk, at] = [value as Uint8Array<ArrayBuffer>, 0];
    }
    return at < chunk.length;
  };
  const walk = async (count: number, visit: (bytes: Uint8Array, done: number) => void): Promise<number> => {
    let done = 0;
    while (done < count && (await more())) {
      const part = chunk.subarray(at, at + count - done);
      visit(part, done);
      at += part.length;
      done += part.length;
    }
    return done;
  };
  return {
    fill: (target) => walk(target.length, (bytes, done) => target.set(bytes, done)),
    skip: (count) => walk(count, () => undefined),
    async peek(count) {
      if (!(await more())) return new Uint8Array(0);
      while (chunk.length - at < count && !ended) {
        const held = chunk.subarray(at);
        at = chunk.length;
        const grew = await more();
        const next = grew ? chunk : new Uint8Array(0);
        const joined = new Uint8Array(held.length + next.length);
        joined.set(held);
        joined.set(next, held.length);
        [chunk, at] = [joined, 0];
      }
      return chunk.slice(at, at + count);
    },
    rest: () =>
      new ReadableStream({
        async pull(controller) {
          if (await more()) {
            controller.enqueue(chunk.subarray(at));
            at = chunk.length;
          } else controller.close();
        },
        cancel,
      }),
    close: cancel,
  };
}
