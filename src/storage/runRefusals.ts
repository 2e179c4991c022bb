import { showBytes, text, type Text } from "../schema";
import { isFull } from "./database";

/** Where a run stood: finished epochs, and steps of the next one. */
export interface Place {
  readonly epoch: number;
  readonly step: number;
}

export const elsewhere = text("This run is being trained in another tab.", "这次训练正在另一个标签页中进行。");

export const taken = text(
  "Another tab goes on with this run. It is trained to the end here too, but its states are no longer kept from here.",
  "另一个标签页已接着进行这次训练。此处也会训练到结束，但不再从此处保存其状态。",
);

/** What the run can go back to, when it is cut off before anything newer could be kept. */
function fallback(kept: Place | null): Text {
  if (!kept) return text("Training goes on; if it is cut off, it cannot be continued.", "训练继续进行；若被中断，将无法接着训练。");
  const { epoch, step } = kept;
  return text(
    `Training goes on. Its state in epoch ${epoch + 1} after ${step} steps is still there: from there it can be continued if it is cut off.`,
    `训练继续进行。第 ${epoch + 1} 轮第 ${step} 步之后的状态仍在：若被中断，可从那里接着训练。`,
  );
}

export function tooLarge(bytes: number, most: number, kept: Place | null): Text {
  const rest = fallback(kept);
  return text(
    `The state of this run was not kept: it takes ${showBytes(bytes)}, and at most ${showBytes(most)} are kept. ${rest.en}`,
    `未保存这次训练的状态：它需要 ${showBytes(bytes)}，而最多只保存 ${showBytes(most)}。${rest.zh}`,
  );
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message || thrown.name : String(thrown));

/** Why the browser did not write, and what is left. */
export function notKept(thrown: unknown, bytes: number, kept: Place | null): Text {
  const rest = fallback(kept);
  if (isFull(thrown)) {
    return text(
      `The state of this run was not kept: it takes ${showBytes(bytes)}, more than the browser has left for this page. ${rest.en} Delete a saved model or free disk space.`,
      `未保存这次训练的状态：它需要 ${showBytes(bytes)}，超过了浏览器留给本页的空间。${rest.zh}请删除一个已保存的模型或腾出磁盘空间。`,
    );
  }
  const why = reasonOf(thrown);
  return text(
    `The browser does not let the page keep the state of this run (${why}). ${rest.en}`,
    `浏览器不允许本页保存这次训练的状态（${why}）。${rest.zh}`,
  );
}

export function notReached(thrown: unknown): Text {
  const why = reasonOf(thrown);
  return text(`The runs that this browser has kept cannot be reached (${why}).`, `无法访问此浏览器中保存的训练（${why}）。`);
}

/** The state of a run is there and cannot be used. */
export const damaged = (en: string, zh: string): Text =>
  text(`This run cannot be continued; what was kept of it cannot be read: ${en}`, `无法接着进行这次训练，保存的内容无法读取：${zh}`);
