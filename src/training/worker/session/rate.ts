/**
 * The learning rate of a run: a base times the place on a schedule. Kept apart, so that a rate that is set in mid-run
 * stretches the rest of the schedule instead of being undone by its next epoch.
 */
export class Rate {
  #base: number;
  #factor: number;

  constructor(base: number, factor = 1) {
    this.#base = base;
    this.#factor = factor;
  }

  get value(): number {
    return this.#base * this.#factor;
  }

  get state(): { readonly base: number; readonly factor: number } {
    return { base: this.#base, factor: this.#factor };
  }

  /** Makes `value` the rate that is in force now. */
  set(value: number): void {
    // A schedule that stands at nothing says nothing of the base; until its next epoch the rate is on its own.
    if (this.#factor === 0) this.#factor = 1;
    this.#base = value / this.#factor;
  }

  schedule(factor: number): void {
    this.#factor = factor;
  }
}
