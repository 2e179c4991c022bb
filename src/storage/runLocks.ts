/** The part of the browser's lock manager that is needed. */
export interface RunLocks {
  request(name: string, options: { readonly signal?: AbortSignal }, held: () => Promise<void> | void): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

const prefix = "layerloom-run-";

/**
 * Takes the lock of a run and resolves to what lets go of it; to null where somebody else holds it for longer than
 * `patience` milliseconds. A worker that is ended holds its locks a moment longer.
 */
export function takeRun(locks: RunLocks, runId: string, patience: number): Promise<(() => void) | null> {
  return new Promise((settle) => {
    const asked = locks.request(prefix + runId, { signal: AbortSignal.timeout(patience) }, () => new Promise<void>(settle));
    // A lock manager that refuses altogether (an opaque origin) is as good as none.
    asked.catch((reason: unknown) => settle(isTimeout(reason) ? null : () => undefined));
  });
}

const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && (reason.name === "TimeoutError" || reason.name === "AbortError");

/** Resolves when nobody holds the lock of a run any more. */
export async function runLetGo(locks: RunLocks, runId: string): Promise<void> {
  await locks.request(prefix + runId, {}, () => undefined);
}

/** The runs that are being trained, in whatever tab. */
export async function heldRuns(locks: RunLocks | undefined): Promise<ReadonlySet<string>> {
  try {
    const { held = [] } = (await locks?.query()) ?? {};
    return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
  } catch {
    return new Set();
  }
}
