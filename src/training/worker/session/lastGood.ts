import type { KeptWeights, Learner } from "./learner";

/** The end of an epoch (counted from 0), or so many steps into it; null for the weights that the run began with. */
export type Place = { readonly epoch: number; readonly step?: number } | null;

/** Steps between two copies: for a tiny net a copy costs as much as many steps, for a large one hardly any. */
const enoughSteps = (parameters: number): number => (parameters < 10_000 ? 500 : 20);

/** An epoch that goes on for so many times as long has copies within it. */
const longEpoch = 10;

/**
 * The last weights that are known to be good, to go back to when the loss becomes NaN. Weights prove good by the finite
 * loss of a step after them: those that gave the NaN are broken already.
 */
export class LastGood {
  readonly #learner: Learner;
  readonly #every: number;
  #good: { readonly weights: KeptWeights; readonly place: Place } | null = null;
  #waiting: { readonly weights: KeptWeights; readonly place: Place } | null = null;
  #since = 0;

  constructor(learner: Learner, parameters: number) {
    this.#learner = learner;
    this.#every = enoughSteps(parameters);
  }

  /** The present weights, from before the first step. */
  begin(place: Place): void {
    this.#good = { weights: this.#learner.keepWeights(), place };
  }

  /** So many steps had a finite loss. */
  finite(steps: number): void {
    this.#since += steps;
    if (!steps || !this.#waiting) return;
    this.#good?.weights.release();
    this.#good = this.#waiting;
    this.#waiting = null;
  }

  epochEnd(epoch: number): void {
    if (this.#since >= this.#every) this.#copy({ epoch });
  }

  /** The losses of an epoch's steps were finite as far as `place`. */
  within(place: Place): void {
    if (this.#since >= longEpoch * this.#every) this.#copy(place);
  }

  #copy(place: Place): void {
    this.#since = 0;
    this.#waiting?.weights.release();
    this.#waiting = { weights: this.#learner.keepWeights(), place };
  }

  /** Puts them back and says where they are from. */
  restore(): Place {
    if (!this.#good) return null;
    this.#learner.restoreWeights(this.#good.weights);
    return this.#good.place;
  }

  release(): void {
    this.#good?.weights.release();
    this.#waiting?.weights.release();
    this.#good = this.#waiting = null;
  }
}
