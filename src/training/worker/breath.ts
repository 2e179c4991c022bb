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

/** Looks at the clock between two breaths, and steps that go by without one at the most. */
const looks = 8;
const mostUnlooked = 64;

/** For loops of short steps: breathes once in a while only, for a task of its own costs as much as a tiny step. */
export class Breath {
  #last: number;
  /** When the clock was last looked at, how often it was not worth a look since then, and how often that may be. */
  #looked: number;
  #passed = 0;
  #unlooked = 0;
  readonly #every: number;
  readonly #now: () => number;

  /** `every`: milliseconds of work between two breaths. */
  constructor(every = 8, now: () => number = () => performance.now()) {
    this.#every = every;
    this.#now = now;
    this.#last = this.#looked = now();
  }

  /** Whether it is time for a breath; to be asked after every step. Steps of microseconds do not look at the clock each time. */
  get due(): boolean {
    if (this.#passed++ < this.#unlooked) return false;
    const now = this.#now();
    const perStep = (now - this.#looked) / this.#passed;
    this.#unlooked = Math.min(mostUnlooked, Math.floor(this.#every / looks / Math.max(perStep, 1e-6)));
    this.#passed = 0;
    this.#looked = now;
    return now - this.#last >= this.#every;
  }

  async draw(): Promise<void> {
    await breathe();
    this.#last = this.#looked = this.#now();
  }

  /** True when it breathed. */
  async take(): Promise<boolean> {
    if (!this.due) return false;
    await this.draw();
    return true;
  }
}
