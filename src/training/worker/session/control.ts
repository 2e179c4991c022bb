/** What a run is told from outside, and where it waits for it. */
export class Control {
  #paused = false;
  #stopped = false;
  #holds = 0;
  #changed: (() => void)[] = [];

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
  resume(): void {
    this.#paused = false;
    this.#tell();
  }
  stop(): void {
    this.#stopped = true;
    this.#tell();
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
