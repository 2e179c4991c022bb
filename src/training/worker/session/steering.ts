import type { RecordedChange, RunEvent } from "../../protocol";
import type { RateWish } from "./callbacks";
import type { Chronicle } from "./chronicle";
import type { Control } from "./control";
import type { Learner } from "./learner";
import type { Rate } from "./rate";

/** Where a run stands: an epoch (from 0) and finished steps within it. */
export interface Place {
  readonly epoch: number;
  readonly step: number;
}

export interface SteeringParts {
  readonly runId: string;
  readonly control: Control;
  readonly learner: Learner;
  readonly chronicle: Chronicle;
  readonly tell: (event: Extract<RunEvent, { readonly type: "changed" }>) => void;
}

/** What may change while a run goes on: its learning rate and its number of epochs, by a person's hand or by a callback. */
export class Steering {
  readonly #parts: SteeringParts;
  readonly #rate: Rate;
  #epochs: number;

  constructor(parts: SteeringParts, rate: Rate, epochs: number) {
    this.#parts = parts;
    this.#rate = rate;
    this.#epochs = epochs;
    parts.learner.setLearningRate(rate.value);
  }

  /** Epochs planned by now. */
  get epochs(): number {
    return this.#epochs;
  }

  get learningRate(): number {
    return this.#rate.value;
  }

  get rate(): Rate["state"] {
    return this.#rate.state;
  }

  /** Takes over what a person changed since the last call. Returns whether anything did. */
  heedPerson(place: Place): boolean {
    const wishes = this.#parts.control.takeWishes();
    for (const { what, value } of wishes) {
      if (what === "learning_rate") this.#setRate(place, value, "hand");
      else {
        const from = this.#epochs;
        // The epoch under way is ended in any case.
        this.#epochs = Math.max(value, place.epoch + (place.step > 0 ? 1 : 0), 1);
        this.#record(place, { what, from, to: this.#epochs, by: "hand" });
      }
    }
    return wishes.length > 0;
  }

  heedCallbacks(place: Place, wishes: readonly RateWish[]): void {
    for (const { by, learningRate, rateFactor } of wishes) {
      if (rateFactor !== undefined) {
        // A schedule moves the rate at every epoch; the epochs' own figures tell of it.
        this.#rate.schedule(rateFactor);
        this.#parts.learner.setLearningRate(this.#rate.value);
      }
      if (learningRate !== undefined) this.#setRate(place, learningRate, by);
    }
  }

  #setRate(place: Place, to: number, by: RecordedChange["by"]): void {
    const from = this.#rate.value;
    this.#rate.set(to);
    this.#parts.learner.setLearningRate(to);
    this.#record(place, { what: "learning_rate", from, to, by });
  }

  #record({ epoch, step }: Place, change: Omit<RecordedChange, "epoch" | "step">): void {
    if (change.from === change.to) return;
    const recorded = { epoch, step, ...change };
    this.#parts.chronicle.change(recorded);
    this.#parts.tell({ type: "changed", runId: this.#parts.runId, change: recorded });
  }
}
