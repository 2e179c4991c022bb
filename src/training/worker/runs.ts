import { datasets } from "../../datasets";
import { examine, type Experiment } from "../../experiment";
import { Refusal, showPath, text, type Text } from "../../schema";
import { buffersOf } from "../channel";
import type { Device } from "./backends";
import { breathe } from "./breath";
import { fitOn, type DatasetShelf } from "./data";
import type { HeldModels } from "./models";
import type { Checkpoint, CheckpointKeeper, LearnerState, TrainingState } from "../checkpoint";
import type { BackendName, DeviceStatus, RunChange, StartOptions, Tempo, Trainer, Until } from "../protocol";
import { Control } from "./session/control";
import { explainFailure } from "./session/failure";
import type { Learner } from "./session/learner";
import type { LearnerSetting, MakeLearner } from "./session/makeLearner";
import { nothingLeft, planOf } from "./session/plan";
import type { Emit, Ended } from "./session/parts";
import { Session } from "./session/session";

export interface RunParts {
  readonly device: Device;
  readonly shelf: DatasetShelf;
  readonly models: HeldModels;
  readonly makeLearner: MakeLearner;
  readonly emit: Emit;
  readonly keeper: CheckpointKeeper;
}

/** What a run begins with: new weights, those of a trained model, or the place where it was cut off. */
export interface Beginning extends StartOptions {
  readonly experiment: Experiment;
  readonly from?: Checkpoint;
}

/** Starts training runs, one at a time, and passes on what they are told. */
export class Runs {
  readonly #parts: RunParts;
  #current: { readonly runId: string; readonly control: Control; /** Trained by the fused engine. */ fused: boolean } | null = null;
  /** What waits for the end of the run under way. */
  #afterwards: (() => void) | null = null;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#current !== null;
  }

  /** Calls back as soon as no run is under way that goes on without the device: at once, or when that run has ended. */
  whenDeviceMayGo(tell: () => void): void {
    if (this.#current?.fused) this.#afterwards = tell;
    else tell();
  }

  pause(runId: string): void {
    this.#of(runId)?.pause();
  }
  resume(runId: string, until?: Until): void {
    this.#of(runId)?.resume(until);
  }

  change(runId: string, change: RunChange): void {
    this.#of(runId)?.ask(change);
  }
  setTempo(runId: string, tempo: Tempo): void {
    this.#of(runId)?.setTempo(tempo);
  }

  stop(runId: string): void {
    this.#of(runId)?.stop();
  }
  #of(runId: string): Control | undefined {
    return this.#current?.runId === runId ? this.#current.control : undefined;
  }

  /** Trains to the end. Whatever happens, the last event of the run is `ended`; never rejects. */
  start(runId: string, beginning: Beginning): Promise<void> {
    const { until = null, tempo = null } = beginning;
    return this.#begin(runId, () => Promise.resolve(beginning), new Control({ until, tempo }));
  }

  /** Goes on from the run's last checkpoint, and otherwise like `start`. */
  continue(runId: string, tempo: Tempo): Promise<void> {
    const claim = async (): Promise<Beginning> => {
      const from = await this.#parts.keeper.claim(runId);
      if (!from) throw new Refusal(text("This run's last state is no longer there.", "这次训练最后的状态已不在。"));
      return { experiment: from.experiment, from };
    };
    return this.#begin(runId, claim, new Control({ tempo }));
  }

  async #begin(runId: string, beginning: () => Promise<Beginning>, control: Control): Promise<void> {
    if (this.#current) {
      this.#parts.emit(failed(runId, text("Another run is under way; stop it first.", "另一次训练正在进行，请先停止它。")));
      return;
    }
    this.#current = { runId, control, fused: false };
    const ended = await this.#run(runId, beginning, control);
    // Whoever hears of the end may start the next run at once.
    this.#current = null;
    const weights = [...(ended.weights ?? []), ...(ended.best?.weights ?? [])];
    this.#parts.emit(ended, buffersOf(...weights.map(({ values }) => values), ...(ended.training?.optimizer?.slots ?? [])));
    const afterwards = this.#afterwards;
    this.#afterwards = null;
    afterwards?.();
  }

  async #run(runId: string, beginning: () => Promise<Beginning>, control: Control): Promise<Ended> {
    const { models, keeper } = this.#parts;
    try {
      const session = await this.#prepare(runId, await beginning(), control);
      return await session.run();
    } catch (error) {
      keeper.letGo(runId);
      return failed(runId, explainFailure(error));
    } finally {
      models.trained(runId);
    }
  }

  /** Everything before the first step. A stop that comes while this goes on takes effect when it is done. */
  async #prepare(runId: string, { experiment, weights, training, from }: Beginning, control: Control): Promise<Session> {
    const { device, shelf, models, emit, keeper } = this.#parts;
    refuseProblems(experiment);
    await models.settled();
    const status = await device.status();
    const dataset = await shelf.open(experiment.dataset, experiment.seed);
    if (!dataset) {
      const { title } = datasets.get(experiment.dataset.kind);
      throw new Refusal(text(`The data of ${title.en} are not there yet; add them in Load.`, `还没有 ${title.zh} 的数据；请先在“加载”中提供。`));
    }
    const plan = planOf(experiment, dataset.train.count, dataset.test.count);
    const count = plan.train.indices.length;
    if (!count) throw nothingLeft();
    // Statistics of 150 million pixels take a second; a stop that has come meanwhile is heard behind them.
    const fitted = from?.preprocessing ?? fitOn(dataset, experiment.preprocessing, count);
    await breathe();
    const setting = { experiment, fitted, batchSize: plan.batchSize, ...(weights ? { weights } : {}) };
    // A person's choice holds, also against what the run began on.
    const on = status.automatic ? from?.trainedBy?.backend : undefined;
    const { learner, trainedBy, device: used } = await this.#learnerOn(on, setting, status);
    try {
      if (from) learner.moveTo(from.learner);
      else if (training) learner.moveTo(stateFrom(await learner.state(), training));
      const fused = learner.label !== undefined;
      if (this.#current) this.#current.fused = fused;
      // The fused engine needs no device that could be taken away.
      const alive = (): boolean => fused || device.alive;
      const session = new Session({ runId, experiment, dataset, fitted, learner, device: used, trainedBy, emit, control, keeper, alive, ...(from ? { from } : {}), ...(training ? { training } : {}) });
      models.add({ modelId: runId, experiment, fitted, learner, session });
      return session;
    } catch (error) {
      learner.dispose();
      throw error;
    }
  }

  /** A learner on the backend on which a run began, where that can be had; else, and where none is named, on what is fastest here. */
  async #learnerOn(on: BackendName | undefined, setting: LearnerSetting, status: DeviceStatus): Promise<Made> {
    const { device, models, makeLearner } = this.#parts;
    const make = async (wanted?: BackendName): Promise<Made> => {
      const learner = await makeLearner({ ...setting, ...(wanted ? { on: wanted } : {}) });
      // A device that did not start has been replaced by another.
      const used = await device.status();
      return { learner, device: used, trainedBy: trainerOf(learner, used) };
    };
    if (on === undefined) return make();
    // The fused engine is there whatever tfjs is on.
    const first = await make(on);
    if (first.trainedBy.backend === on) return first;
    first.learner.dispose();
    const row = status.available.find(({ backend }) => backend === on);
    // By itself the page never computes on a card that the processor plays.
    if (!row || row.reason || row.software) return make();
    const moved = await models.moveOver(() => device.use(on, true)).catch(() => null);
    return moved ? make(on) : make();
  }
}

interface Made {
  readonly learner: Learner;
  readonly device: DeviceStatus;
  readonly trainedBy: Trainer;
}

const trainerOf = ({ label }: Learner, status: DeviceStatus): Trainer =>
  label === undefined ? { backend: status.backend, label: status.label } : { backend: "wasm", label };

/** A learner's first state with what the training of its weights goes on from, as far as that is known. */
export const stateFrom = (first: LearnerState, { masks, optimizer }: TrainingState): LearnerState => ({
  ...first,
  ...(masks ? { masks } : {}),
  ...(optimizer ? { optimizer: optimizer.slots, steps: optimizer.steps } : {}),
});

const failed = (runId: string, message: Text): Ended => ({ type: "ended", runId, reason: "failed", message, epochs: 0, seconds: 0 });

function refuseProblems(experiment: Experiment): void {
  const { problems } = examine(experiment);
  if (!problems.length) return;
  const all = (language: "en" | "zh"): string => problems.map(({ path, message }) => `${showPath(path)}: ${message[language]}`).join("; ");
  throw new Refusal(text(`This cannot be trained: ${all("en")}`, `无法训练：${all("zh")}`));
}
