import { Refusal, text, type Text } from "../schema";
import { buffersOf, channel, type Channel, type Port } from "../training/channel";
import { readModel, writeModel } from "./index";
import type { FilesCommand, FilesEvent } from "./protocol";

/** Least milliseconds between two messages about the progress of one request. */
const progressPause = 200;

/**
 * The worker's side: turns models into files and back, one request after another, so that two large models never lie in
 * memory at once. Bytes and weights go back by transfer.
 */
export function serveModelFiles(port: Port): Channel<FilesEvent> {
  let last: Promise<void> = Promise.resolve();
  const inTurn = (requestId: number, work: (advance: () => void) => Promise<void>): void => {
    let told = performance.now();
    const advance = (): void => {
      if (performance.now() - told < progressPause) return;
      told = performance.now();
      wire.send({ type: "advanced", requestId });
    };
    last = last.then(() => work(advance)).catch((thrown: unknown) => wire.send({ type: "refused", requestId, message: wordsOf(thrown) }));
  };
  const wire = channel<FilesEvent, FilesCommand>(port, {
    hello: ({ requestId }) => wire.send({ type: "ready", requestId }),
    write: ({ requestId, kind, model, name }) =>
      inTurn(requestId, async (advance) => {
        const file = await writeModel(kind, model, name, advance);
        wire.send({ type: "written", requestId, file }, buffersOf(file.bytes));
      }),
    read: ({ requestId, files, target }) =>
      inTurn(requestId, async (advance) => {
        const result = await readModel(files, target, advance);
        const slots = result.ok ? (result.value.training?.optimizer?.slots ?? []) : [];
        const weights = result.ok ? (result.value.weights ?? []) : [];
        wire.send({ type: "opened", requestId, result }, buffersOf(...weights.map(({ values }) => values), ...slots));
      }),
  });
  return wire;
}

function wordsOf(thrown: unknown): Text {
  if (thrown instanceof Refusal) return thrown.text;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return text(`The file could not be converted: ${message}`, `无法转换文件：${message}`);
}
