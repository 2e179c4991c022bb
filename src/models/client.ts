import { Refusal, text, type Result } from "../schema";
import { buffersOf, channel, type Channel, type Port } from "../training/channel";
import { Pending } from "../training/pending";
import type { ModelData } from "../training/protocol";
import { formats, type FormatName, type ModelFile, type NamedBytes, type OpenedModel, type Target } from "./index";
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

/** Turns models into files and back, away from the page's thread and from the training worker. */
export interface ModelFiles {
  /** Rejects with a Refusal. The model's weights are copied, and stay with the caller. */
  write(format: string, model: ModelData, name: string): Promise<ModelFile>;
  /** Opens one model. Weights without layers go into `target`. Rejects with a Refusal only when no file could be read. */
  read(files: readonly BroughtFile[], target?: Target): Promise<Result<OpenedModel>>;
}

/** How long an idle worker is kept: the library's memory never shrinks, and starting it again takes a blink. */
const idle = 30_000;

/** Two gigabytes is what HDF5 can hold in WebAssembly; a model and its file have to fit together. */
const largest = 1.5 * 2 ** 30;

/** Talks to the files worker: starts it when first needed and ends it when it has been idle for a while. */
export function modelFiles(spawn: () => FilesWorker): ModelFiles {
  const pending = new Pending();
  let open = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let current: { readonly worker: FilesWorker; readonly wire: Channel<FilesCommand> } | null = null;

  const end = (): void => {
    current?.worker.terminate();
    current = null;
  };

  const live = (): Channel<FilesCommand> => {
    if (current) return current.wire;
    const worker = spawn();
    const wire = channel<FilesCommand, FilesEvent>(worker, {
      written: ({ requestId, file }) => pending.answer(requestId, file),
      opened: ({ requestId, result }) => pending.answer(requestId, result),
      refused: ({ requestId, message }) => pending.refuse(requestId, message),
    });
    const died = (): void => {
      if (current?.worker !== worker) return;
      end();
      pending.refuseAll(
        text(
          "The conversion stopped, most likely for lack of memory. Nothing was changed; try again or close other pages.",
          "转换已中断，很可能是内存不足。没有任何内容被更改；请重试或关闭其他页面。",
        ),
      );
    };
    worker.addEventListener("error", died);
    worker.addEventListener("messageerror", died);
    current = { worker, wire };
    return wire;
  };

  const request = async <T>(send: (wire: Channel<FilesCommand>, requestId: number) => void): Promise<T> => {
    clearTimeout(rest);
    open++;
    try {
      // Nothing here can be cancelled: a conversion takes a second at most.
      return await pending.open<T>({}, (requestId) => send(live(), requestId), () => undefined);
    } finally {
      if (--open === 0) rest = setTimeout(end, idle);
    }
  };

  return {
    async write(format, model, name) {
      const kind: FormatName | undefined = formats.find(format)?.kind;
      if (!kind) throw new Refusal(text(`unknown format ${format}`, `未知格式 ${format}`));
      return request((wire, requestId) => wire.send({ type: "write", requestId, kind, model, name }));
    },
    async read(brought, target) {
      const large = brought.find(({ size }) => size > largest);
      if (large) throw new Refusal(text(`${large.name} is too large to be a model that can be opened here`, `${large.name} 过大，无法在这里打开`));
      const files = await Promise.all(brought.map(take));
      return request((wire, requestId) =>
        wire.send({ type: "read", requestId, files, ...(target ? { target } : {}) }, buffersOf(...files.map(({ bytes }) => bytes))),
      );
    },
  };
}

/** A file can be gone, moved or locked by the time that it is read. */
async function take(file: BroughtFile): Promise<NamedBytes> {
  try {
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Refusal(text(`${file.name} could not be read: ${why}`, `无法读取 ${file.name}：${why}`));
  }
}
