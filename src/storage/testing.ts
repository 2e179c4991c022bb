import type { RunLocks } from "./runLocks";

/** A tab or worker as its lock manager sees it; closing it lets go of everything that it held or waited for. */
export interface LockingTab {
  readonly locks: RunLocks;
  close(): void;
}

interface Request {
  readonly tab: number;
  readonly name: string;
  start(): void;
}

/** A browser's lock manager with exclusive locks, as the specification has it; each call gives another tab of the browser. */
export function lockingBrowser(): () => LockingTab {
  const held: Request[] = [];
  const queue: Request[] = [];
  let tabs = 0;
  const remove = (list: Request[], one: Request): void => void (list.includes(one) && list.splice(list.indexOf(one), 1));
  const grant = (): void => {
    for (const next of [...queue]) {
      if (held.some(({ name }) => name === next.name)) continue;
      remove(queue, next);
      held.push(next);
      next.start();
    }
  };
  return () => {
    const tab = tabs++;
    return {
      locks: {
        request: (name, { signal }, callback) =>
          new Promise((resolve, reject) => {
            const request: Request = {
              tab,
              name,
              start() {
                void Promise.resolve(callback()).then(() => {
                  remove(held, request);
                  grant();
                  resolve(undefined);
                });
              },
            };
            queue.push(request);
            signal?.addEventListener("abort", () => {
              if (!queue.includes(request)) return;
              remove(queue, request);
              reject(signal.reason as DOMException);
            });
            grant();
          }),
        query: () => Promise.resolve({ held: held.map(({ name }) => ({ name })) }),
      },
      close() {
        for (const list of [held, queue]) for (const one of list.filter((request) => request.tab === tab)) remove(list, one);
        grant();
      },
    };
  };
}
