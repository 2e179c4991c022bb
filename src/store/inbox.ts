import type { RunEvent } from "../training/protocol";

/**
 * Milliseconds for which what a run reports may wait, so that it is taken in together: figures change no faster than they
 * can be read, a picture moves. The page must not take from the training what it needs to show it.
 */
const patience: Partial<Record<RunEvent["type"], number>> = { progress: 250, epochs: 250, kept: 250, map: 30 };

export interface Inbox {
  /** Takes an event. Returns true when everything up to it was taken in at once, false when it waits. */
  receive(event: RunEvent): boolean;
}

/**
 * Collects the events of runs and passes them on together, a few times a second: a tiny network finishes thousands of epochs a
 * second. `now` never goes back: with a clock that a person can set, the events would wait for as long as it was set back.
 */
export function inbox(takeIn: (events: readonly RunEvent[]) => void, now: () => number = () => performance.now()): Inbox {
  let waiting: RunEvent[] = [];
  let due: { readonly at: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  let last = -Infinity;
  const flush = (): void => {
    if (due !== null) clearTimeout(due.timer);
    due = null;
    last = now();
    const events = waiting;
    waiting = [];
    if (events.length) takeIn(events);
  };
  return {
    receive(event) {
      waiting.push(event);
      const wait = patience[event.type];
      if (wait === undefined) {
        flush();
        return true;
      }
      // The first after a while is taken in at once.
      const at = last + wait;
      if (due && due.at <= at) return false;
      if (due) clearTimeout(due.timer);
      due = { at, timer: setTimeout(flush, Math.max(0, at - now())) };
      return false;
    },
  };
}
