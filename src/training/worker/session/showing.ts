import { outputActivation } from "../../../architecture";
import { readingOf } from "../../../experiment";
import { gather } from "../data";
import type { Chronicle } from "./chronicle";
import { between, MapMaker } from "./decisionMap";
import type { Pace } from "./pace";
import type { SessionParts } from "./parts";
import type { Plan } from "./plan";
import { Reporter, type Standing } from "./reporter";
import type { Steering } from "./steering";
import { LearningWatch } from "./watch";

/** Samples on which a run is asked whether it still learns. */
const probeSize = 64;

/** Milliseconds between two times that it is asked. */
const lookEvery = 100;

export interface ShowingParts {
  readonly plan: Plan;
  readonly steering: Steering;
  readonly chronicle: Chronicle;
  /** Milliseconds of work so far. */
  readonly worked: () => number;
}

/** What the page is shown of a run while it goes on: its figures, the decision map, and why it does not learn. */
export class Showing {
  readonly #session: SessionParts;
  readonly #parts: ShowingParts;
  readonly #reporter: Reporter;
  readonly #watch: LearningWatch;
  readonly #map: MapMaker | null;
  #looked = -Infinity;

  constructor(session: SessionParts, parts: ShowingParts) {
    const { runId, experiment, dataset, fitted, learner, emit, from } = session;
    const { plan, steering, worked } = parts;
    this.#session = session;
    this.#parts = parts;
    this.#reporter = new Reporter({
      runId,
      plan,
      epochs: () => steering.epochs,
      learningRate: () => steering.learningRate,
      emit,
      start: worked(),
    });
    const count = Math.min(probeSize, plan.train.indices.length);
    const probe = gather(dataset, "train", plan.train.indices.subarray(0, count), fitted);
    this.#watch = new LearningWatch(experiment, outputActivation(experiment.layers), learner, probe, count, () => plan.stepsPerEpoch * steering.epochs, from?.history.diagnosis !== undefined, from?.learner.steps);
    this.#map = MapMaker.suits(fitted) ? new MapMaker(fitted, learner, readingOf(experiment), worked) : null;
  }

  get pace(): Pace {
    return this.#reporter.pace;
  }

  /** The latest losses, oldest first. */
  get losses(): readonly number[] {
    return this.#watch.losses;
  }

  /** Losses of steps, the last of which is that of `standing`. */
  add(losses: readonly number[], standing: Standing): void {
    this.#reporter.add(losses, standing);
    this.#watch.add(losses);
  }

  /** Figures when it is time for them, and `now` in any case. Returns whether they were sent. */
  report(standing: Standing, now = false): boolean {
    return this.#reporter.report(standing, this.#parts.worked(), now);
  }

  /** Sends the figures that wait, if any do. */
  flush(): void {
    this.#reporter.flush(this.#parts.worked());
  }

  /** The decision map at once, or when it is time for it. */
  async drawMap(when: "now" | keyof typeof between = "hurried"): Promise<void> {
    const map = when === "now" ? await this.#map?.draw() : await this.#map?.drawIfDue(between[when]);
    if (map) this.#session.emit({ type: "map", runId: this.#session.runId, map }, [map.values.buffer as ArrayBuffer]);
  }

  /** Looks from time to time whether the run still learns. `last`: it will not be asked again. */
  async diagnose(epochEnded: boolean, last = false): Promise<void> {
    // A look costs a forward and a backward pass, which for a tiny net is as much as many steps.
    const now = this.#parts.worked();
    if (!last && now - this.#looked < lookEvery) return;
    this.#looked = now;
    const diagnosis = await this.#watch.look(epochEnded);
    if (!diagnosis) return;
    this.#parts.chronicle.diagnosis(diagnosis);
    this.#session.emit({ type: "diagnosis", runId: this.#session.runId, diagnosis });
  }
}
