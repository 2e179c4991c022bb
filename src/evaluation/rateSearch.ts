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

/** Losses over which a slope is taken: a factor of ten in the rate. */
const span = 15;

/** Losses at the beginning from which the noise is told: at such rates nothing is learned yet. */
const still = 20;

/** A slope must be so many times its own standard error to be one, and the loss must fall by this part of itself. */
const sure = 3;
const leastFall = 0.01;

/** How far a loss is from the one before, at rates that change nothing: the deviation of a single loss from its mean. */
function noiseOf(losses: readonly number[]): number {
  const steps = losses.slice(1, still).map((loss, i) => loss - losses[i]!);
  return Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / Math.max(1, steps.length) / 2);
}

/** Slope of a line through equally spaced values, by least squares, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const above = values.reduce((sum, value, i) => sum + (i - middle) * value, 0);
  return above / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}

/**
 * The rate in whose decade the loss falls fastest per factor of the rate; null where it never fell by more than chance.
 * What comes after the lowest loss does not count. `losses` as they came, one for each of the equally spaced `rates`.
 */
export function suggestedRate(rates: readonly number[], losses: readonly number[]): number | null {
  const smooth = smoothed(losses);
  const lowest = smooth.indexOf(Math.min(...smooth));
  const begin = smooth.slice(0, still).reduce((sum, loss) => sum + loss, 0) / Math.min(still, smooth.length);
  if (!(begin - smooth[lowest]! > leastFall * Math.abs(begin))) return null;
  // The standard error of a least-squares slope over n equally spaced values: σ √(12 / (n (n² − 1))).
  const error = noiseOf(losses) * Math.sqrt(12 / (span * (span * span - 1)));
  let [best, steepest] = [-1, -sure * error];
  for (let end = span; end <= lowest + 1; end++) {
    const slope = slopeOf(losses.slice(end - span, end));
    if (slope < steepest) [best, steepest] = [end - span, slope];
  }
  return best < 0 ? null : Number(rates[best + (span - 1) / 2]!.toPrecision(2));
}
