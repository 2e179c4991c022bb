import { decided, sharesOf, type Reading } from "../../../evaluation/shares";
import { preprocessSamples, type FittedPreprocessing } from "../../../preprocessing";
import type { DecisionMap } from "../../protocol";
import type { Learner } from "./learner";

const resolution = 50;
const reach = 6;

/** Milliseconds between two maps, at the least: of a run that makes haste, and of one that is held back to be watched. */
export const between = { hurried: 100, watched: 33 } as const;

/** The centres of the map's cells, row by row from the top left, as raw points x, y. */
export function gridPoints(): Float32Array {
  const cell = (2 * reach) / resolution;
  const points = new Float32Array(2 * resolution * resolution);
  for (let row = 0; row < resolution; row++) {
    for (let column = 0; column < resolution; column++) {
      const at = 2 * (row * resolution + column);
      points[at] = -reach + (column + 0.5) * cell;
      points[at + 1] = reach - (row + 0.5) * cell;
    }
  }
  return points;
}

/** The share of class 1, with the decision at 0.5; the number of the class where there are more than two. */
export function leaning(scores: Float32Array, outputs: number, reading: Reading): Float32Array {
  if (outputs > 2) return Float32Array.from(decided(scores, outputs, reading));
  const { shares, classes } = sharesOf(scores, outputs, reading);
  return Float32Array.from({ length: shares.length / classes }, (_, row) => shares[row * classes + 1]!);
}

/** Shows what a model on points of the plane decides everywhere. */
export class MapMaker {
  readonly #points: Float32Array;
  readonly #learner: Learner;
  readonly #reading: Reading;
  /** Milliseconds of work so far. */
  readonly #worked: () => number;
  #last = -Infinity;
  #cost = 0;

  constructor(fitted: FittedPreprocessing, learner: Learner, reading: Reading, worked: () => number) {
    this.#worked = worked;
    this.#points = preprocessSamples(fitted, gridPoints());
    this.#learner = learner;
    this.#reading = reading;
  }

  /** Only data of two numbers a sample can be drawn in the plane. */
  static suits({ inputShape }: FittedPreprocessing): boolean {
    return inputShape.length === 1 && inputShape[0] === 2;
  }

  /** A map when it is time for one, `pause` milliseconds after the last; at most one tenth of the time goes into maps. */
  async drawIfDue(pause: number): Promise<DecisionMap | null> {
    return this.#worked() - this.#last < Math.max(pause, 9 * this.#cost) ? null : this.draw();
  }

  async draw(): Promise<DecisionMap> {
    const start = this.#worked();
    const scores = await this.#learner.apply(this.#points, resolution * resolution);
    const values = leaning(scores, this.#learner.outputs, this.#reading);
    this.#last = this.#worked();
    this.#cost = this.#last - start;
    return { resolution, reach, values };
  }
}
