import type { LayerWeight } from "../../architecture";
import type { Experiment } from "../../experiment";
import type { FittedPreprocessing } from "../../preprocessing";
import { Refusal, text } from "../../schema";
import type { ModelData } from "../protocol";
import type { Learner } from "./session/learner";
import { scoringBatch } from "./evaluate";
import type { LearnerSetting, MakeLearner } from "./session/makeLearner";
import type { Session } from "./session/session";

/** Models that nobody trains are kept up to this number; then the one that was used longest ago goes. */
const mostIdle = 3;

export interface HeldModel {
  readonly modelId: string;
  readonly experiment: Experiment;
  readonly fitted: FittedPreprocessing;
  learner: Learner;
  /** The run that trains it, while it does. */
  session: Session | null;
  /** Queries that are looking at it. */
  users: number;
}

/** The models that the worker has at hand, under the ids of their runs or of whoever opened them. */
export class HeldModels {
  /** In the order of their last use. */
  readonly #models = new Map<string, HeldModel>();
  readonly #make: MakeLearner;
  readonly #alive: () => boolean;
  /** The changes of the backend that are under way or wait their turn. */
  #moves: Promise<unknown> = Promise.resolve();
  #moving = 0;
  /** Who is at work on the device besides a run, also with a model that is not held any more. */
  #guests = 0;
  /** A change of the backend that waits until nobody looks at a model any more. */
  #unwatched: (() => void) | null = null;

  /** `alive`: false once the device was taken away, and with it what lay there. */
  constructor(make: MakeLearner, alive: () => boolean = () => true) {
    this.#make = make;
    this.#alive = alive;
  }

  /** Resolves when no change of the backend is under way. */
  async settled(): Promise<void> {
    while (this.#moving) await this.#moves;
  }

  /** Whether a change of the backend is under way or waits its turn. */
  get moving(): boolean {
    return this.#moving > 0;
  }

  /** Takes a model in, in place of one of the same id. */
  add(model: Omit<HeldModel, "users">): HeldModel {
    this.#drop(model.modelId);
    const held = { ...model, users: 0 };
    this.#models.set(model.modelId, held);
    this.#trim();
    return held;
  }

  async hold(modelId: string, { experiment, preprocessing, weights }: ModelData): Promise<void> {
    await this.settled();
    if (this.#models.get(modelId)?.session) throw inTraining();
    const learner = await this.#make(heldSetting(experiment, preprocessing, weights));
    this.add({ modelId, experiment, fitted: preprocessing, learner, session: null });
  }

  release(modelId: string): void {
    if (this.#models.get(modelId)?.session) throw inTraining();
    this.#drop(modelId);
  }

  /** Lets `look` use a model; a run that trains it takes no step meanwhile. */
  async use<T>(modelId: string, look: (model: HeldModel) => Promise<T>): Promise<T> {
    // Not `settled`, which a change could slip in behind before this goes on.
    while (this.#moving) await this.#moves;
    const model = this.#models.get(modelId);
    if (!model) {
      throw new Refusal(
        text("This model is no longer loaded; open it again from the list.", "该模型已不在内存中，请从列表中重新打开。"),
      );
    }
    if (model.learner.label === undefined && !this.#alive()) {
      throw new Refusal(
        text(
          "The graphics card was taken away from this page; the model can be used again when the training has ended.",
          "本页失去了对图形处理器的使用；训练结束后才能再次使用该模型。",
        ),
      );
    }
    this.#models.delete(modelId);
    this.#models.set(modelId, model);
    const letGo = model.session?.control.hold();
    model.users++;
    this.#guests++;
    try {
      return await look(model);
    } finally {
      model.users--;
      this.#guests--;
      letGo?.();
      // It may have been replaced or released while it was looked at.
      if (this.#models.get(modelId) !== model && model.users === 0) model.learner.dispose();
      this.#trim();
      if (!this.#watched) this.#unwatched?.();
    }
  }

  /** Work on the device with something that is not held here: the device stays what it is until it is done. */
  async undisturbed<T>(work: () => Promise<T>): Promise<T> {
    while (this.#moving) await this.#moves;
    this.#guests++;
    try {
      return await work();
    } finally {
      this.#guests--;
      if (!this.#watched) this.#unwatched?.();
    }
  }

  /** The run that trained a model has ended. The page has its weights and lends them again when they are to be used. */
  trained(modelId: string): void {
    const model = this.#models.get(modelId);
    if (model) model.session = null;
    this.#drop(modelId);
  }

  /** Lets go of what is idle and too much. */
  #trim(): void {
    const idle = [...this.#models.values()].filter(({ session, users }) => !session && !users);
    for (const { modelId } of idle.slice(0, Math.max(0, idle.length - mostIdle))) this.#drop(modelId);
  }

  get #watched(): boolean {
    return this.#guests > 0;
  }

  /**
   * Carries all models over a change of the backend: their weights come to the host and go to the new one. One at a time, and
   * when nobody looks at a model: whoever wants to meanwhile waits for the change.
   */
  moveOver<T>(change: () => Promise<T>): Promise<T> {
    this.#moving++;
    const move = this.#moves.then(() => this.#moveNow(change)).finally(() => this.#moving--);
    this.#moves = move.catch(() => undefined);
    return move;
  }

  async #moveNow<T>(change: () => Promise<T>): Promise<T> {
    if (this.#watched) await new Promise<void>((resolve) => (this.#unwatched = resolve));
    this.#unwatched = null;
    const models = [...this.#models.values()];
    if (models.some(({ session }) => session)) {
      throw new Refusal(text("Training is under way; stop it before you change the device.", "正在训练；请先停止再更换计算设备。"));
    }
    const weights = await Promise.all(models.map(({ learner }) => learner.weights()));
    models.forEach(({ learner }) => learner.dispose());
    try {
      return await change();
    } finally {
      for (const [i, model] of models.entries()) {
        model.learner = await this.#make(heldSetting(model.experiment, model.fitted, weights[i]!));
      }
    }
  }

  #drop(modelId: string): void {
    const model = this.#models.get(modelId);
    if (!model) return;
    this.#models.delete(modelId);
    if (!model.users) model.learner.dispose();
  }
}

/** A model that is only asked takes no more samples at once than an evaluation hands it. */
const heldSetting = (experiment: Experiment, fitted: FittedPreprocessing, weights: readonly LayerWeight[]): LearnerSetting => ({
  experiment,
  fitted,
  weights,
  batchSize: Math.min(experiment.fit.batch_size, scoringBatch),
});

const inTraining = (): Refusal => new Refusal(text("This model is in training; stop the run first.", "该模型正在训练；请先停止训练。"));
