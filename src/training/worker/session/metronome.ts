import type { Tempo } from "../../protocol";

/** Milliseconds that a run may be behind and still catch up; more of it was a pause, or the machine cannot go as fast. */
const forgiven = 50;

/** Milliseconds that are worth a timer: shorter waits are put together. */
const worthWaiting = 8;

/** Says how long a run has to wait before its next step, so that it takes no more than its tempo allows. */
export class Metronome {
  readonly #now: () => number;
  /** When the last step was due. */
  #last = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A step was taken. At full speed nobody asks when. */
  beat(tempo: Tempo): void {
    this.#last = tempo === null ? -Infinity : Math.max(this.#last + 1000 / tempo, this.#now() - forgiven);
  }

  /** Milliseconds to the next step; 0 when it may be taken. */
  ahead(tempo: Tempo): number {
    if (tempo === null) return 0;
    const wait = this.#last + 1000 / tempo - this.#now();
    return wait >= worthWaiting ? wait : 0;
  }
}
