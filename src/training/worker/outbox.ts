import type { EpochRecord, RunEvent } from "../protocol";
import type { Emit } from "./session/parts";

/** Milliseconds for which ended epochs may wait for more of them. */
const patience = 50;

/**
 * Sends a run's events on, ended epochs together: a tiny net ends thousands of epochs a second, and a message costs as
 * much as an epoch. Order is kept: every other event sends what waits first.
 */
export function outbox(send: Emit, now: () => number = () => performance.now()): Emit {
  let waiting: { readonly runId: string; readonly from: number; readonly list: EpochRecord[] } | null = null;
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!waiting) return;
    const epochs: RunEvent = { type: "epochs", ...waiting };
    waiting = null;
    last = now();
    send(epochs);
  };

  return (event, transfer) => {
    if (event.type !== "epochs") {
      flush();
      send(event, transfer);
      return;
    }
    if (waiting && (waiting.runId !== event.runId || event.from !== waiting.from + waiting.list.length)) flush();
    waiting ??= { runId: event.runId, from: event.from, list: [] };
    waiting.list.push(...event.list);
    if (now() - last >= patience) flush();
    else timer ??= setTimeout(flush, patience);
  };
}
