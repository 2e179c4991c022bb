import { Refusal, text, type Text } from "../schema";
import { buffersOf, channel, type Port } from "../training/channel";
import { readModel, writeModel } from "./index";
import type { FilesCommand, FilesEvent } from "./protocol";

/**
 * The worker's side: turns models into files and back, one request after another, so that two large models never lie in
 * memory at once. Bytes and weights go back by transfer.
 */
export function serveModelFiles(port: Port): void {
  let last: Promise<void> = Promise.resolve();
  const inTurn = (requestId: number, work: () => Promise<void>): void => {
    last = last.then(work).catch((thrown: unknown) => wire.send({ type: "refused", requestId, message: wordsOf(thrown) }));
  };
  const wire = channel<FilesEvent, FilesCommand>(port, {
    write: ({ requestId, kind, model, name }) =>
      inTurn(requestId, async () => {
        const file = await writeModel(kind, model, name);
        wire.send({ type: "written", requestId, file }, buffersOf(file.bytes));
      }),
    read: ({ requestId, files, target }) =>
      inTurn(requestId, async () => {
        const result = await readModel(files, target);
        const weights = result.ok ? (result.value.weights ?? []) : [];
        wire.send({ type: "opened", requestId, result }, buffersOf(...weights.map(({ values }) => values)));
      }),
  });
}

function wordsOf(thrown: unknown): Text {
  if (thrown instanceof Refusal) return thrown.text;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return text(`The file could not be converted: ${message}`, `无法转换文件：${message}`);
}
