import type { LayerWeight } from "../../../architecture";
import type { Text } from "../../../schema";
import type { LearnerState, OptimizerState, TrainingState } from "../../checkpoint";
import type { EndReason } from "../../protocol";
import type { RunCallbacks } from "./callbacks";
import { Diverged, Interrupted } from "./endings";
import { explainFailure } from "./failure";
import type { LastGood } from "./lastGood";
import type { Ended, SessionParts } from "./parts";
import type { Showing } from "./showing";

export interface ConclusionParts {
  readonly callbacks: RunCallbacks;
  readonly lastGood: LastGood;
  readonly showing: Showing;
}

/** Where a run stood when its last step was taken. */
export interface LastStanding {
  /** Epochs that the run finished. */
  readonly epochs: number;
  readonly seconds: number;
  /** The next epoch, from 0. */
  readonly epoch: number;
  readonly rate: OptimizerState["rate"];
}

/** How a run ends: why, with which weights, and what more epochs of them would go on from. */
export class Conclusion {
  readonly #session: SessionParts;
  readonly #parts: ConclusionParts;
  #reason: EndReason = "completed";
  #message: Text | null = null;
  /** The epoch whose weights were put back after a loss that was no number. */
  #putBack: number | undefined;

  constructor(session: SessionParts, parts: ConclusionParts) {
    this.#session = session;
    this.#parts = parts;
  }

  set(reason: EndReason, message: Text | null): void {
    [this.#reason, this.#message] = [reason, message];
  }

  /** An error ended the run. Where the loss was no number, the last good weights are put back. */
  fail(error: unknown): void {
    const { emit, runId } = this.#session;
    this.set(...this.#meaning(error));
    if (!(error instanceof Diverged) || this.#reason !== "nan") return;
    emit({ type: "diagnosis", runId, diagnosis: error.diagnosis });
    const place = this.#parts.lastGood.restore();
    this.#message = error.explain(place);
    if (place && place.step === undefined) this.#putBack = place.epoch;
  }

  /** What an error says of the run; one that comes of a lost device only says that. */
  #meaning(error: unknown): [EndReason, Text] {
    const alive = this.#session.alive?.() ?? true;
    if (error instanceof Interrupted || !alive) return ["interrupted", new Interrupted().text];
    if (error instanceof Diverged) return ["nan", error.diagnosis.message];
    return ["failed", explainFailure(error)];
  }

  /** Lets the callbacks put their best weights back, reads the model, and frees what was kept of it. Never rejects. */
  async draw({ epochs, seconds, epoch, rate }: LastStanding): Promise<Ended> {
    const { callbacks, lastGood, showing } = this.#parts;
    showing.flush();
    let restored = this.#putBack;
    let best: { readonly epoch: number; readonly weights: readonly LayerWeight[] } | undefined;
    let state: LearnerState | undefined;
    if (this.#reason !== "interrupted") {
      try {
        const put = await callbacks.trainEnd(this.#reason !== "nan");
        restored = put.restored ?? restored;
        if (put.best && put.best.epoch !== restored) best = put.best;
        await showing.drawMap("now");
        state = await this.#session.learner.state();
      } catch (error) {
        this.set(this.#meaning(error)[0], this.#message ?? explainFailure(error));
      }
    }
    callbacks.release();
    lastGood.release();
    return {
      type: "ended",
      runId: this.#session.runId,
      reason: this.#reason,
      ...(this.#message ? { message: this.#message } : {}),
      epochs,
      ...(restored === undefined ? {} : { restoredEpoch: restored }),
      ...(best ? { best } : {}),
      seconds,
      ...(state ? { weights: state.weights } : {}),
      // After a loss that was no number the optimizer remembers numbers that are of no use.
      ...(state && this.#reason !== "nan" ? { training: trainingOf(state, epoch, rate) } : {}),
    };
  }
}

/** As in Keras, best weights that a callback puts back leave the optimizer as it is. */
const trainingOf = ({ optimizer: slots, steps, masks }: LearnerState, epochs: number, rate: OptimizerState["rate"]): TrainingState => ({
  epochs,
  masks,
  optimizer: { slots, steps, rate },
});
