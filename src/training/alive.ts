/** The part of the browser's lock manager that is needed. An insecure address has none. */
export interface WorkerLocks {
  request(name: string, held: () => void): Promise<unknown>;
}

/**
 * The worker's side of a sign of life. The worker holds a lock for as long as it lives. A worker that is killed says
 * nothing, but the browser takes the lock from it. `tell` gets the lock's name once the worker holds it.
 */
export function holdWhileAlive(locks: LockManager | undefined, name: string, tell: (lock: string) => void): void {
  const lock = `layerloom-worker-${name}`;
  void locks?.request(lock, () => {
    tell(lock);
    return new Promise(() => undefined);
  });
}

/** The page's side: calls `died` once the worker that holds `lock` is gone. The page gives the lock back at once. */
export function whenDead(locks: WorkerLocks | undefined, lock: string, died: () => void): void {
  void locks?.request(lock, died);
}

/** A name that no other worker has. */
export const workerName = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36).padStart(7, "0")).join("");
