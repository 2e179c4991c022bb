const waiting: (() => void)[] = [];
let port: MessagePort | null = null;

/**
 * Lets messages in: resolves in a task of its own, behind those that are waiting. A MessageChannel, because timers are
 * slowed down and frames stop in a tab that is not seen.
 */
export function breathe(): Promise<void> {
  if (!port) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const next = waiting.shift();
      next?.();
    };
    // In Node, where the tests run, an open port would keep the process alive.
    (port1 as { unref?: () => void }).unref?.();
    port = port2;
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    // eslint-disable-next-line no-restricted-syntax -- a call to itself, with nothing in it
    port!.postMessage(null);
  });
}

/** For loops of short steps: breathes once in a while only, for a task of its own costs as much as a tiny step. */
export class Breath {
  #last: number;
  readonly #every: number;
  readonly #now: () => number;

  /** `every`: milliseconds of work between two breaths. */
  constructor(every = 8, now: () => number = () => performance.now()) {
    this.#every = every;
    this.#now = now;
    this.#last = now();
  }

  /** True when it breathed. */
  async take(): Promise<boolean> {
    if (this.#now() - this.#last < this.#every) return false;
    await breathe();
    this.#last = this.#now();
    return true;
  }
}
