import { decided, sharesOf } from "../../../evaluation/shares";
import { preprocessSamples, type FittedPreprocessing } from "../../../preprocessing";
import type { DecisionMap } from "../../protocol";
import type { Learner } from "./learner";

const resolution = 50;
const reach = 6;

/** Milliseconds between two maps, at the least. */
const between = 100;

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
export function leaning(scores: Float32Array, outputs: number, threshold: number): Float32Array {
  if (outputs > 2) return Float32Array.from(decided(scores, outputs, threshold));
  const { shares, classes } = sharesOf(scores, outputs, threshold);
  return Float32Array.from({ length: shares.length / classes }, (_, row) => shares[row * classes + 1]!);
}

/** Shows what a model on points of the plane decides everywhere. */
export class MapMaker {
  readonly #points: Float32Array;
  readonly #learner: Learner;
  readonly #threshold: number;
  #due = 0;

  constructor(fitted: FittedPreprocessing, learner: Learner, threshold: number) {
    this.#points = preprocessSamples(fitted, gridPoints());
    this.#learner = learner;
    this.#threshold = threshold;
  }

  /** Only data of two numbers a sample can be drawn in the plane. */
  static suits({ inputShape }: FittedPreprocessing): boolean {
    return inputShape.length === 1 && inputShape[0] === 2;
  }

  /** A map when it is time for one, and `now` in any case; at most one tenth of the time goes into maps. `worked`: milliseconds of work so far. */
  async drawIfDue(worked: () => number, now: boolean): Promise<DecisionMap | null> {
    const start = worked();
    if (!now && start < this.#due) return null;
    const map = await this.draw();
    const end = worked();
    this.#due = end + Math.max(between, 9 * (end - start));
    return map;
  }

  async draw(): Promise<DecisionMap> {
    const scores = await this.#learner.apply(this.#points, resolution * resolution);
    return { resolution, reach, values: leaning(scores, this.#learner.outputs, this.#threshold) };
  }
}
