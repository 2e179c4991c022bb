import { NoAnswer, within } from "../deadline";
import type { Attempt, WorkerEvent } from "../protocol";

type Told = Extract<WorkerEvent, { readonly type: "trying" | "tried" | "note" }>;

/** Starting threads or a backend can hang the worker as a whole, so the page hears of it before and after. */
let tell: (event: Told) => void = () => undefined;
let last = 0;

/** Where attempts and notes are reported: to the page, once the worker is wired. */
export function reportAttempts(report: (event: Told) => void): void {
  tell = report;
}

/** A message to the person. */
export const note = (message: Extract<Told, { readonly type: "note" }>["message"]): void => tell({ type: "note", message });

/** Seconds that starting something may take. */
export const startWithin = 10;

/** Does something that may hang. Rejects with a `NoAnswer` when it takes longer than so many seconds. */
export async function attempt<T>(what: Attempt, work: () => Promise<T>, seconds = startWithin): Promise<T> {
  const attemptId = ++last;
  tell({ type: "trying", attemptId, attempt: what });
  try {
    return await within(seconds, work());
  } finally {
    tell({ type: "tried", attemptId });
  }
}

export { NoAnswer };
