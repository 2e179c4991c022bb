import { cutName, Refusal, text, type Result, type Text } from "../schema";
import { whenDead, type WorkerLocks } from "../training/alive";
import { buffersOf, channel, type Channel, type Port } from "../training/channel";
import { Pending } from "../training/pending";
import type { ModelData } from "../training/protocol";
import { fileStem, formats, type FormatName, type ModelFile, type NamedBytes, type OpenedModel, type Target } from "./index";
import type { FilesCommand, FilesEvent } from "./protocol";

/** A worker as the client needs it. */
export interface FilesWorker extends Port {
  addEventListener(type: "message" | "error" | "messageerror", listener: (event: MessageEvent) => void): void;
  terminate(): void;
}

/** A file as a person brings it: a `File` has this form. */
export interface BroughtFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What a caller may add to a request. An aborted request rejects with the signal's reason. */
export interface FileOptions {
  readonly signal?: AbortSignal;
}

/** Turns models into files and back, away from the page's thread and from the training worker. */
export interface ModelFiles {
  /** Fetches and starts the worker ahead of its use, so that the network is not needed then. */
  warm(): void;
  /** Rejects with a Refusal. The model's weights are copied, and stay with the caller. */
  write(format: string, model: ModelData, name: string, options?: FileOptions): Promise<ModelFile>;
  /** Opens one model. Weights without layers go into `target`. Rejects with a Refusal only when no file could be read. */
  read(files: readonly BroughtFile[], target?: Target, options?: FileOptions): Promise<Result<OpenedModel>>;
}

export interface ModelFilesNeeds {
  readonly spawn: () => FilesWorker;
  /** Tell of a worker that ended. */
  readonly locks?: WorkerLocks | undefined;
  /** Milliseconds without progress after which a request is given up and the worker replaced. */
  readonly patience?: number;
  /** Milliseconds in which an idle worker has to answer a greeting. */
  readonly greeting?: number;
}

/** How long an idle worker is kept: the library's memory never shrinks, and starting it again takes a blink. */
const idle = 30_000;

/** Two gigabytes is what HDF5 can hold in WebAssembly; a model and its file have to fit together. */
const largest = 1.5 * 2 ** 30;

/** The deadline is counted in this many parts, so that a machine that slept loses one part and not all of it. It ends within one part more. */
const beats = 6;

const died = text(
  "The conversion stopped, most likely for lack of memory. Nothing was changed; try again or close other pages.",
  "转换已中断，很可能是内存不足。没有任何内容被更改；请重试或关闭其他页面。",
);
const notLoaded = text(
  "The part of the page that converts model files could not be loaded. Check the connection and try again; nothing is lost.",
  "无法加载页面中负责转换模型文件的部分。请检查网络连接后重试；没有任何内容丢失。",
);

interface Held {
  readonly worker: FilesWorker;
  readonly wire: Channel<FilesCommand>;
  /** Whether it ever said a word. */
  heard: boolean;
}

/**
 * Talks to the files worker: starts it when first needed and ends it when it has been idle for a while. Requests are
 * sent one at a time. A request ends with an answer, a refusal or its cancellation: a worker that makes no progress for
 * `patience`, that dies, or whose request is cancelled, is replaced, and the requests behind it go to the new one.
 */
export function modelFiles({ spawn, locks, patience = 30_000, greeting = 3000 }: ModelFilesNeeds): ModelFiles {
  const pending = new Pending();
  let open = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let current: Held | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  /** The greeting that waits for its answer. */
  let greeted: number | null = null;
  /** Sets the deadline of the request under way back to its beginning. */
  let advanced: (requestId: number) => void = () => undefined;

  const end = (): void => {
    current?.worker.terminate();
    current = null;
  };

  const live = (): Held => {
    if (current) return current;
    const worker = spawn();
    const replaceWorker = (): void => {
      if (current !== held) return;
      end();
      // A worker that ended while it was idle is replaced without a word.
      if (held.heard && greeted !== null) pending.answer(greeted, false);
      pending.refuseAll(held.heard ? died : notLoaded);
    };
    const wire = channel<FilesCommand, FilesEvent>(worker, {
      alive: ({ lock }) => {
        held.heard = true;
        whenDead(locks, lock, replaceWorker);
      },
      ready: ({ requestId }) => {
        held.heard = true;
        pending.answer(requestId, true);
      },
      advanced: ({ requestId }) => advanced(requestId),
      written: ({ requestId, file }) => pending.answer(requestId, file),
      opened: ({ requestId, result }) => pending.answer(requestId, result),
      refused: ({ requestId, message }) => pending.refuse(requestId, message),
    });
    const held: Held = { worker, wire, heard: false };
    worker.addEventListener("error", replaceWorker);
    worker.addEventListener("messageerror", replaceWorker);
    current = held;
    return held;
  };

  /** One question to a worker. `late` is called when nothing was heard of it for `limit` milliseconds. */
  const ask = async <T>(held: Held, send: (requestId: number) => void, limit: number, late: (requestId: number) => void, { signal }: FileOptions): Promise<T> => {
    let missed = 0;
    let watch: ReturnType<typeof setInterval> | undefined;
    try {
      return await pending.open<T>(
        signal ? { signal } : {},
        (requestId) => {
          advanced = (which) => {
            if (which === requestId) missed = 0;
          };
          watch = setInterval(() => {
            if (++missed > beats) late(requestId);
          }, limit / beats);
          send(requestId);
        },
        // The library cannot be interrupted: a worker that is at work on something unwanted is ended.
        () => current === held && end(),
      );
    } finally {
      clearInterval(watch);
    }
  };

  /** A worker that listens: the one at hand, or a new one where that has ended without a word. */
  const listening = async (options: FileOptions): Promise<Held> => {
    for (;;) {
      const held = live();
      const known = held.heard;
      const late = (requestId: number): void => {
        if (current === held) end();
        if (known) pending.answer(requestId, false);
        else pending.refuse(requestId, notLoaded);
      };
      const greet = (requestId: number): void => {
        greeted = requestId;
        held.wire.send({ type: "hello", requestId });
      };
      const isThere = await ask<boolean>(held, greet, known ? greeting : patience, late, options).finally(() => (greeted = null));
      if (isThere) return held;
    }
  };

  /** Runs requests one after another. A cancelled one rejects at once, also while it waits for its turn. */
  const request = <T>(endless: Text, prepare: () => Promise<(wire: Channel<FilesCommand>, requestId: number) => void>, options: FileOptions): Promise<T> => {
    const { signal } = options;
    const work = async (): Promise<T> => {
      signal?.throwIfAborted();
      clearTimeout(rest);
      const send = await orAborted(prepare(), signal);
      const held = await listening(options);
      const late = (requestId: number): void => {
        if (current === held) end();
        pending.refuse(requestId, endless);
      };
      return ask<T>(held, (requestId) => send(held.wire, requestId), patience, late, options);
    };
    open++;
    const done = turn.then(work).finally(() => {
      if (--open === 0) rest = setTimeout(end, idle);
    });
    turn = done.catch(() => undefined);
    return orAborted(done, signal);
  };

  return {
    warm: () => void live(),
    async write(format, model, name, options = {}) {
      const kind: FormatName | undefined = formats.find(format)?.kind;
      if (!kind) throw new Refusal(text(`unknown format ${format}`, `未知格式 ${format}`));
      const file = `${fileStem(name)}${formats.get(kind).extension}`;
      const endless = text(`${file} cannot be written: writing did not end`, `无法写出 ${file}：写出一直没有结束`);
      const send = (wire: Channel<FilesCommand>, requestId: number): void => wire.send({ type: "write", requestId, kind, model, name });
      return request(endless, () => Promise.resolve(send), options);
    },
    async read(brought, target, options = {}) {
      const large = brought.find(({ size }) => size > largest);
      if (large) throw new Refusal(text(`${cutName(large.name)} is too large to be a model that can be opened here`, `${cutName(large.name)} 过大，无法在这里打开`));
      const names = cutName(brought.map(({ name }) => name).join(" + "));
      const endless = text(
        `${names} cannot be read: reading did not end. The file is most likely damaged`,
        `无法读取 ${names}：读取一直没有结束。文件很可能已损坏`,
      );
      const prepare = async () => {
        const files = await Promise.all(brought.map(take));
        return (wire: Channel<FilesCommand>, requestId: number): void =>
          wire.send({ type: "read", requestId, files, ...(target ? { target } : {}) }, buffersOf(...files.map(({ bytes }) => bytes)));
      };
      return request(endless, prepare, options);
    },
  };
}

/** A file can be gone, moved or locked by the time that it is read. */
async function take(file: BroughtFile): Promise<NamedBytes> {
  try {
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Refusal(text(`${cutName(file.name)} could not be read: ${why}`, `无法读取 ${cutName(file.name)}：${why}`));
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
