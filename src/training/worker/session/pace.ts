/** How far back the speed looks, in milliseconds, and how far apart its marks are: a tiny net ends thousands of epochs a second. */
const window = 4000;
const apart = 20;

/** How much longer a sample takes in training than in validation, as long as nothing was measured: forward only. */
const validationShare = 1 / 3;

export interface Remaining {
  /** Samples still to be trained on, all epochs together. */
  readonly samples: number;
  /** Validations that have not begun, and the part still to do of one under way (0 … 1). */
  readonly validations: number;
  readonly validationCount: number;
}

/** Speed and time left of a run. Time in pauses must not be counted: the caller gives active milliseconds. */
export class Pace {
  readonly #marks: { readonly at: number; readonly samples: number }[];
  #validation: number | null = null;

  /** `start`: milliseconds of training that were done before: by a run that goes on. */
  constructor(start = 0) {
    this.#marks = [{ at: start, samples: 0 }];
  }

  /** `samples`: trained on since the start of the run; `at`: active training time so far, in milliseconds. */
  mark(at: number, samples: number): void {
    const [before, last] = [this.#marks.at(-2), this.#marks.at(-1)];
    if (before && last.at - before.at < apart) this.#marks[this.#marks.length - 1] = { at, samples };
    else this.#marks.push({ at, samples });
    while (this.#marks.length > 2 && this.#marks[1]!.at <= at - window) this.#marks.shift();
  }

  validated(milliseconds: number): void {
    this.#validation = milliseconds;
  }

  get samplesPerSecond(): number {
    const [first, last] = [this.#marks[0]!, this.#marks.at(-1)];
    const time = last.at - first.at;
    return time > 0 ? ((last.samples - first.samples) / time) * 1000 : 0;
  }

  /** Seconds; 0 while nothing was measured. */
  secondsLeft({ samples, validations, validationCount }: Remaining): number {
    const speed = this.samplesPerSecond;
    if (!speed) return 0;
    const validation = this.#validation === null ? (validationCount / speed) * validationShare : this.#validation / 1000;
    return samples / speed + validations * validation;
  }
}
