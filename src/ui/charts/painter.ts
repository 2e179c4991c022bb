/** What a painter needs of time; a test passes its own. */
export interface Clock {
  now(): number;
  /** Calls back once; returns what calls it off. */
  after(milliseconds: number, then: () => void): () => void;
}

export const pageClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, then) {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * A painting is followed by so many times its own duration without one, up to a limit: what is shown must not slow down what
 * it shows. Where that has time to spare, less will do.
 */
const rests = { busy: 50, idle: 8 } as const;
const longestRest = 2000;

/** Paintings of the whole page, one after another: two charts never redraw in the same task. */
let turn: Promise<void> = Promise.resolve();

export interface Painter<T> {
  /** What is to be seen from now on, and whether the machine has more to do than that. Of several in quick succession only the last is painted. */
  show(value: T, machine?: keyof typeof rests): void;
  /** A picture that nobody sees is not painted; the latest one is, once it comes into sight. */
  setVisible(visible: boolean): void;
  end(): void;
}

/**
 * Paints the latest of a stream of values: at most one painting at a time and at most one every `pause` milliseconds, fewer
 * where a painting takes long.
 * Failures go to `failed`, and the next value is painted all the same.
 */
export function painter<T>(paint: (value: T) => Promise<void>, pause: number, failed: (reason: unknown) => void, clock: Clock = pageClock): Painter<T> {
  let next: { readonly value: T; readonly rest: number } | null = null;
  let first = true;
  let visible = true;
  let busy = false;
  let ended = false;
  let last = -Infinity;
  let wait = pause;
  let callOff: (() => void) | null = null;

  const begin = (): void => {
    callOff = null;
    busy = true;
    turn = turn.then(async () => {
      const now = next;
      const start = clock.now();
      next = null;
      try {
        if (now && !ended) await paint(now.value);
      } catch (reason) {
        failed(reason);
      }
      last = clock.now();
      // The first one also loads and compiles what paints, and says nothing of the next.
      wait = first ? pause : Math.max(pause, Math.min(longestRest, (now?.rest ?? 0) * (last - start)));
      first = false;
      busy = false;
      plan();
      // Whoever comes next begins in a task of its own.
      await new Promise<void>((resolve) => clock.after(0, resolve));
    });
  };

  const plan = (): void => {
    if (!next || !visible || busy || ended || callOff) return;
    callOff = clock.after(Math.max(0, last + wait - clock.now()), begin);
  };

  return {
    show(value, machine = "busy") {
      next = { value, rest: rests[machine] };
      plan();
    },
    setVisible(now) {
      visible = now;
      if (!visible) {
        callOff?.();
        callOff = null;
      }
      plan();
    },
    end() {
      ended = true;
      callOff?.();
      callOff = null;
    },
  };
}
