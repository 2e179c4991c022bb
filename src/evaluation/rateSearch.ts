/**
 * The learning-rate range test: a step at each of ever larger rates, and the loss on the way. Source: Smith, "Cyclical
 * Learning Rates for Training Neural Networks" (2015), section 3.3; the smoothing is that of fastai's `lr_find`.
 */

/** Steps of a search. */
export const rateSearchSteps = 100;

const least = 1e-6;
const most = 10;

/** How much of the average so far stays with every new loss. */
const inertia = 0.9;

/** A loss that has risen to so many times the lowest one will not come back. */
const blownUpAt = 4;

/** Losses that are looked at before a search may be given up: the first ones are noise. */
const fewest = 10;

/** `count` rates, each the same multiple of the one before, from 1e-6 to 10. */
export const ratesOf = (count: number): number[] => Array.from({ length: count }, (_, i) => least * (most / least) ** (i / (count - 1)));

/**
 * An exponential moving average that begins at the first value: the sum so far divided by the weights that went into it,
 * (1 − βⁱ).
 */
export function smoothed(losses: readonly number[]): number[] {
  let average = 0;
  return losses.map((loss, i) => {
    average = inertia * average + (1 - inertia) * loss;
    return average / (1 - inertia ** (i + 1));
  });
}

/** Watches a search and says when it is over. */
export class RateWatch {
  readonly #losses: number[] = [];
  #lowest = Infinity;

  blownUp(loss: number): boolean {
    this.#losses.push(loss);
    const now = smoothed(this.#losses).at(-1);
    this.#lowest = Math.min(this.#lowest, now);
    return this.#losses.length > fewest && now > blownUpAt * this.#lowest;
  }
}

/** Losses on either side that go into an average around one: seven tenths of a decade of rates together. */
const around = 5;

/** Losses at the beginning from which the noise is told: at such rates nothing is learned yet. */
const still = 20;

/** An average must lie so many times its own standard error below the beginning to be lower, and the loss must fall by this part of itself. */
const sure = 5;
const leastFall = 0.01;

/** How far below the rate at which the loss is lowest training is steady. */
const margin = 10;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means of every loss and its neighbours. Unlike a moving average they do not lag behind: a rise shows where it is. */
const centred = (losses: readonly number[]): number[] => losses.map((_, i) => mean(losses.slice(Math.max(0, i - around), i + around + 1)));

/** How far a loss is from the one before, at rates that change nothing: the deviation of a single loss from its mean. */
function noiseOf(losses: readonly number[]): number {
  const steps = losses.slice(1, still).map((loss, i) => loss - losses[i]!);
  return Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / Math.max(1, steps.length) / 2);
}

/** What a search says of a design. */
export interface RateAdvice {
  /** Where the loss was lowest: beyond, it rises. */
  readonly lowest: number;
  /** A rate to begin with. */
  readonly rate: number;
}

/**
 * A tenth of the rate at which the loss is lowest; null where it never fell by more than chance. Every step of a search
 * stands on those before it, so that the steepest fall comes far too early for optimizers that move all weights alike (Adam);
 * where the loss begins to rise is what the design really says. Source of the tenth: fastai's `lr_find` ("minimum").
 * `losses` as they came, one for each of the equally spaced `rates`.
 */
export function rateAdvice(rates: readonly number[], losses: readonly number[]): RateAdvice | null {
  if (losses.length <= 2 * around) return null;
  const averages = centred(losses);
  const at = averages.indexOf(Math.min(...averages));
  // The first average has neighbours on one side only.
  const begin = averages[0]!;
  const fall = begin - averages[at]!;
  const error = noiseOf(losses) / Math.sqrt(around + 1);
  if (!(fall > leastFall * Math.abs(begin) && fall > sure * error)) return null;
  const rounded = (rate: number): number => Number(rate.toPrecision(2));
  return { lowest: rounded(rates[at]!), rate: rounded(rates[at]! / margin) };
}
