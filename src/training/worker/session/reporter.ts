import type { Logs } from "../../../callbacks";
import { Pace } from "./pace";
import type { Plan } from "./plan";
import type { Emit } from "./parts";

/** Shortest time between two progress events, in milliseconds. */
const interval = 100;

/** Where a run stands. `validated`: part of the validation under way that is done; null while it trains. */
export interface Standing {
  readonly epoch: number;
  /** Finished steps of this epoch. */
  readonly step: number;
  readonly validated: number | null;
  readonly logs: Logs;
}

export interface ReporterParts {
  readonly runId: string;
  readonly plan: Plan;
  /** Epochs planned; may change in mid-run. */
  readonly epochs: () => number;
  readonly learningRate: () => number;
  readonly emit: Emit;
  /** Milliseconds of work that were done before. */
  readonly start: number;
}

/** Sends progress about ten times a second, with the losses of all steps in between. */
export class Reporter {
  readonly pace: Pace;
  readonly #parts: ReporterParts;
  #losses: number[] = [];
  #standing: Standing | null = null;
  #last = -Infinity;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
    this.pace = new Pace(parts.start);
  }

  /** Losses of steps, the last of which is that of `standing`. */
  add(losses: readonly number[], standing: Standing): void {
    for (const loss of losses) this.#losses.push(loss);
    this.#standing = standing;
  }

  /** Sends what waits, if anything does. */
  flush(at: number): void {
    if (this.#losses.length && this.#standing) this.report(this.#standing, at, true);
  }

  /** `at`: milliseconds of work so far. Returns whether it sent anything; `now` sends in any case. */
  report(standing: Standing, at: number, now = false): boolean {
    if (!now && at - this.#last < interval) return false;
    this.#last = at;
    const { epoch, step, validated, logs } = standing;
    const losses = Float32Array.from(this.#losses);
    this.#losses = [];
    this.#parts.emit(
      {
        type: "progress",
        runId: this.#parts.runId,
        epoch,
        step,
        phase: validated === null ? "training" : "validating",
        samplesPerSecond: this.pace.samplesPerSecond,
        secondsLeft: this.#secondsLeft(standing),
        learningRate: this.#parts.learningRate(),
        epochs: this.#parts.epochs(),
        logs,
        losses,
      },
      [losses.buffer],
    );
    return true;
  }

  #secondsLeft({ epoch, step, validated }: Standing): number {
    const { train, validation, batchSize } = this.#parts.plan;
    const epochs = this.#parts.epochs();
    const done = Math.min(train.indices.length, step * batchSize);
    const validations = validation ? epochs - epoch - (validated ?? 0) : 0;
    return this.pace.secondsLeft({
      samples: (epochs - epoch) * train.indices.length - done,
      validations,
      validationCount: validation?.indices.length ?? 0,
    });
  }
}
