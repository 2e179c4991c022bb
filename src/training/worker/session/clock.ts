/** Counts milliseconds of work: time in which a run is held or paused does not count. */
export class WorkClock {
  readonly #now: () => number;
  #since: number;
  #before: number;
  #running = true;

  /** `before`: milliseconds of work that were done already. */
  constructor(now: () => number, before = 0) {
    this.#now = now;
    this.#before = before;
    this.#since = now();
  }

  get milliseconds(): number {
    return this.#before + (this.#running ? this.#now() - this.#since : 0);
  }

  rest(): void {
    if (!this.#running) return;
    this.#before = this.milliseconds;
    this.#running = false;
  }

  goOn(): void {
    if (this.#running) return;
    this.#since = this.#now();
    this.#running = true;
  }
}
