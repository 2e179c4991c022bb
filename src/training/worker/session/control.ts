import type { RunChange, Until } from "../../protocol";

/** What a run is told from outside, and where it waits for it. */
export class Control {
  #paused = false;
  #stopped = false;
  #until: Until | null;
  #holds = 0;
  #wishes: RunChange[] = [];
  #changed: (() => void)[] = [];

  /** `until`: where the run pauses by itself the first time. */
  constructor(until: Until | null = null) {
    this.#until = until;
  }

  get paused(): boolean {
    return this.#paused;
  }
  get stopped(): boolean {
    return this.#stopped;
  }
  /** True when the run should not take its next step now. */
  get waits(): boolean {
    return (this.#paused || this.#holds > 0) && !this.#stopped;
  }

  pause(): void {
    this.#paused = true;
    this.#tell();
  }
  /** With `until` to the end of the next batch or of the epoch only. */
  resume(until: Until | null = null): void {
    this.#until = until;
    this.#paused = false;
    this.#tell();
  }
  stop(): void {
    this.#stopped = true;
    this.#tell();
  }

  /** Asks for a change in mid-run, which takes effect before the next step. */
  ask(change: RunChange): void {
    this.#wishes.push(change);
    this.#tell();
  }
  /** The changes asked for since the last call, in their order. */
  takeWishes(): readonly RunChange[] {
    if (!this.#wishes.length) return [];
    const wishes = this.#wishes;
    this.#wishes = [];
    return wishes;
  }

  /** The run has come to the end of a batch or of an epoch: it pauses there if it was to. */
  reached(place: Until): void {
    if (this.#until !== place) return;
    this.#until = null;
    this.pause();
  }

  /** Keeps the weights as they are while somebody looks at them; the run goes on when the last hold is released. */
  hold(): () => void {
    this.#holds++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#holds--;
      this.#tell();
    };
  }

  /** Resolves at the next change. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#changed.push(resolve));
  }

  #tell(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const resolve of changed) resolve();
  }
}
