import type { RunChange, Tempo, Until } from "../../protocol";

/** What a run is told from outside, and where it waits for it. */
export class Control {
  #paused = false;
  #stopped = false;
  #until: Until | null;
  #tempo: Tempo;
  #holds = 0;
  #wishes: RunChange[] = [];
  readonly #changed = new Set<() => void>();

  /** `until`: where the run pauses by itself the first time. */
  constructor({ until = null, tempo = null }: { readonly until?: Until | null; readonly tempo?: Tempo } = {}) {
    this.#until = until;
    this.#tempo = tempo;
  }

  get paused(): boolean {
    return this.#paused;
  }
  get tempo(): Tempo {
    return this.#tempo;
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

  setTempo(tempo: Tempo): void {
    this.#tempo = tempo;
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

  /** Resolves at the next change, and after so many milliseconds in any case. */
  change(within = Infinity): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#changed.delete(done);
        resolve();
      };
      const timer = within < Infinity ? setTimeout(done, within) : undefined;
      this.#changed.add(done);
    });
  }

  #tell(): void {
    for (const done of [...this.#changed]) done();
  }
}
