import type { BatchSums, Learner } from "./learner";

/** Device time between two readings of the figures, in milliseconds: what a pause may have to wait for on a queue. */
export const readEvery = 100;

/** Reads the figures of steps back from the device, seldom enough that it never waits for the reader. */
export class Readings {
  readonly #learner: Learner;
  /** Milliseconds of work so far. */
  readonly #worked: () => number;
  /** Steps queued since the last reading, and how many there should be. */
  #unread = 0;
  #stepsPerRead = 1;
  #last = 0;
  #perStep = 0;

  constructor(learner: Learner, worked: () => number) {
    this.#learner = learner;
    this.#worked = worked;
  }

  queued(): void {
    this.#unread++;
  }

  get due(): boolean {
    return this.#unread >= this.#stepsPerRead;
  }

  async take(): Promise<BatchSums[]> {
    const sums = await this.#learner.read();
    if (sums.length) this.#adapt();
    return sums;
  }

  /** Milliseconds that a step took of late, without what comes between the steps; 0 until that is known. */
  get perStep(): number {
    return this.#perStep;
  }

  /** Work other than training has been done since the last reading. */
  skip(): void {
    this.#last = this.#worked();
  }

  /** As many steps between readings as fill the time between them; grows by degrees, for a first step says little. */
  #adapt(): void {
    const at = this.#worked();
    this.#perStep = (at - this.#last) / Math.max(1, this.#unread);
    this.#stepsPerRead = Math.max(1, Math.min(this.#stepsPerRead * 4, Math.round(readEvery / Math.max(this.#perStep, 1e-3))));
    this.#unread = 0;
    this.#last = at;
  }
}
