import type { Checkpointer } from "./checkpointer";
import type { WorkClock } from "./clock";
import type { Control } from "./control";
import { Metronome } from "./metronome";
import type { Emit } from "./parts";
import type { Readings } from "./readings";
import type { Standing } from "./reporter";
import type { Showing } from "./showing";
import type { Place, Steering } from "./steering";

export interface WaitingParts {
  readonly runId: string;
  readonly control: Control;
  readonly clock: WorkClock;
  readonly steering: Steering;
  readonly showing: Showing;
  readonly checkpointer: Checkpointer;
  readonly readings: Readings;
  readonly emit: Emit;
  /** The next step. */
  readonly position: () => Place;
  readonly now: () => number;
}

/** Where a run waits between two steps: while it is paused or held, and for its tempo. */
export class Waiting {
  readonly #parts: WaitingParts;
  readonly #metronome: Metronome;

  constructor(parts: WaitingParts) {
    this.#parts = parts;
    this.#metronome = new Metronome(parts.now);
  }

  /** A step was taken. */
  beat(): void {
    this.#metronome.beat(this.#parts.control.tempo);
  }

  /** Milliseconds until the tempo allows the next step; 0 for a run that is held up otherwise. */
  get ahead(): number {
    const { control } = this.#parts;
    return control.waits || control.stopped ? 0 : this.#metronome.ahead(control.tempo);
  }

  /** Waits until the tempo allows the next step, or until something else was asked for. */
  async keepTempo(): Promise<void> {
    await this.#parts.showing.drawMap("watched");
    for (let wait = this.ahead; wait > 0; wait = this.ahead) await this.#parts.control.change(wait);
  }

  /** Waits while the run is paused or held, and tells when a pause begins and ends. */
  async gate(standing: Standing): Promise<void> {
    const { runId, control, clock, steering, showing, checkpointer, readings, emit, position } = this.#parts;
    clock.rest();
    let told = false;
    const tellResumed = (): void => {
      if (!told || control.paused) return;
      emit({ type: "resumed", runId });
      told = false;
    };
    while (control.waits) {
      if (control.paused && !told) {
        showing.report(standing, true);
        told = true;
        emit({ type: "paused", runId, epoch: standing.epoch, step: standing.step });
        await showing.drawMap("now");
        await checkpointer.keep();
        // Whoever hears it may answer at once.
        continue;
      }
      if (steering.heedPerson(position())) {
        await checkpointer.keep();
        // Something else may have been asked for meanwhile.
        continue;
      }
      await control.change();
      tellResumed();
    }
    tellResumed();
    clock.goOn();
    readings.skip();
  }
}
