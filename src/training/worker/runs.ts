import { datasets } from "../../datasets";
import { examine, type Experiment } from "../../experiment";
import { Refusal, showPath, text, type Text } from "../../schema";
import { buffersOf } from "../channel";
import type { Device } from "./backends";
import { breathe } from "./breath";
import { fitOn, type DatasetShelf } from "./data";
import type { HeldModels } from "./models";
import type { Checkpoint, CheckpointKeeper } from "../checkpoint";
import type { RunChange, StartOptions, Tempo, Until } from "../protocol";
import { Control } from "./session/control";
import { explainFailure } from "./session/failure";
import type { MakeLearner } from "./session/makeLearner";
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
  #current: { readonly runId: string; readonly control: Control } | null = null;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#current !== null;
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
    this.#current = { runId, control };
    const ended = await this.#run(runId, beginning, control);
    // Whoever hears of the end may start the next run at once.
    this.#current = null;
    const weights = [...(ended.weights ?? []), ...(ended.best?.weights ?? [])];
    this.#parts.emit(ended, buffersOf(...weights.map(({ values }) => values)));
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
  async #prepare(runId: string, { experiment, weights, from }: Beginning, control: Control): Promise<Session> {
    const { device, shelf, models, makeLearner, emit, keeper } = this.#parts;
    refuseProblems(experiment);
    await models.settled();
    const status = await device.status();
    const dataset = await shelf.open(experiment.dataset, experiment.seed);
    if (!dataset) {
      const { title } = datasets.get(experiment.dataset.kind);
      throw new Refusal(text(`The data of ${title.en} are not there yet; bring them in Load.`, `还没有 ${title.zh} 的数据；请先在“载入”中提供。`));
    }
    const plan = planOf(experiment, dataset.train.count, dataset.test.count);
    const count = plan.train.indices.length;
    if (!count) throw nothingLeft();
    // Statistics of 150 million pixels take a second; a stop that has come meanwhile is heard behind them.
    const fitted = from?.preprocessing ?? fitOn(dataset, experiment.preprocessing, count);
    await breathe();
    const learner = await makeLearner({ experiment, fitted, batchSize: plan.batchSize, ...(weights ? { weights } : {}) });
    try {
      if (from) learner.moveTo(from.learner);
      const used = learner.label === undefined ? status : { ...status, backend: "wasm" as const, label: learner.label };
      // The fused engine needs no device that could be taken away.
      const alive = (): boolean => learner.label !== undefined || device.alive;
      const session = new Session({ runId, experiment, dataset, fitted, learner, device: used, emit, control, keeper, alive, ...(from ? { from } : {}) });
      models.add({ modelId: runId, experiment, fitted, learner, session });
      return session;
    } catch (error) {
      learner.dispose();
      throw error;
    }
  }
}

const failed = (runId: string, message: Text): Ended => ({ type: "ended", runId, reason: "failed", message, epochs: 0, seconds: 0 });

function refuseProblems(experiment: Experiment): void {
  const { problems } = examine(experiment);
  if (!problems.length) return;
  const all = (language: "en" | "zh"): string => problems.map(({ path, message }) => `${showPath(path)}: ${message[language]}`).join("; ");
  throw new Refusal(text(`This cannot be trained: ${all("en")}`, `无法训练：${all("zh")}`));
}
