import { Refusal, text, type Text } from "../../../schema";

/** A sentence for an error that nobody foresaw, or the one that a refusal carries. */
export function explainFailure(error: unknown): Text {
  if (error instanceof Refusal) return error.text;
  const message = error instanceof Error ? error.message : String(error);
  if (/memory|allocation|out of bounds|enlarge/i.test(message)) {
    return text(
      `The memory of this page was not enough (${message}). Try a smaller batch or a smaller model.`,
      `本页的内存不足（${message}）。请减小批量或模型。`,
    );
  }
  if (/context ?lost|device ?(was )?lost/i.test(message)) {
    return text(
      `The graphics card was taken away from this page (${message}). Start again, or choose WASM as the device.`,
      `图形处理器已不可用（${message}）。请重新开始，或改用 WASM 计算。`,
    );
  }
  return text(`Something unforeseen went wrong: ${message}`, `发生了意外错误：${message}`);
}
