/** Seconds pass one by one: a machine that slept, or a thread that was busy, uses up one of them and not all. */
const tick = 1000;

/** Calls back after so many seconds, unless it is ended before. Returns what ends it. */
export function deadline(seconds: number, passed: () => void): () => void {
  let left = seconds;
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    passed();
  }, tick);
  return () => clearInterval(timer);
}

/** What was waited for has not answered in time. */
export class NoAnswer extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`no answer within ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** The result of some work, or a `NoAnswer` where it takes longer than so many seconds; the work itself goes on then. */
export function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = deadline(seconds, () => reject(new NoAnswer(seconds)));
    work.then(resolve, reject).finally(end);
  });
}
