import { noCurve, withLosses, type LossCurve } from "../../../evaluation/lossCurve";
import type { Diagnosis } from "../../../evaluation/diagnosis";
import type { EpochRecord, RecordedChange, RunHistory } from "../../protocol";

/** What a run has to tell of itself, kept where its checkpoints are made: a page that is opened anew knows nothing of it. */
export class Chronicle {
  readonly #epochs: EpochRecord[];
  readonly #changes: RecordedChange[];
  #curve: LossCurve;
  #diagnosis: Diagnosis | undefined;

  constructor(before?: RunHistory) {
    this.#epochs = [...(before?.epochs ?? [])];
    this.#changes = [...(before?.changes ?? [])];
    this.#curve = before?.curve ?? noCurve;
    this.#diagnosis = before?.diagnosis;
  }

  get history(): RunHistory {
    return {
      epochs: [...this.#epochs],
      changes: [...this.#changes],
      curve: this.#curve,
      ...(this.#diagnosis ? { diagnosis: this.#diagnosis } : {}),
    };
  }

  /** Epochs that have ended. */
  get count(): number {
    return this.#epochs.length;
  }

  /** Whether the learning rate was ever changed in mid-run. */
  get rateMoved(): boolean {
    return this.#changes.some(({ what }) => what === "learning_rate");
  }

  epoch(record: EpochRecord): void {
    this.#epochs.push(record);
  }

  change(change: RecordedChange): void {
    this.#changes.push(change);
  }

  /** `last`: the step, counted over the whole run, that the last of the losses belongs to. */
  losses(last: number, losses: readonly number[]): void {
    this.#curve = withLosses(this.#curve, last, losses);
  }

  diagnosis(diagnosis: Diagnosis): void {
    this.#diagnosis = diagnosis;
  }
}
