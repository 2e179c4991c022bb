import { outputActivation, type LayerWeight } from "../../../architecture";
import type { Logs } from "../../../callbacks";
import { explainDivergence } from "../../../evaluation/collapse";
import type { Diagnosis } from "../../../evaluation/diagnosis";
import type { Dataset } from "../../../datasets";
import { examine, type Experiment } from "../../../experiment";
import type { FittedPreprocessing } from "../../../preprocessing";
import type { Text } from "../../../schema";
import type { DeviceStatus, EndReason, RunEvent } from "../../protocol";
import { Breath } from "../breath";
import { BatchMemory, gather } from "../data";
import { RunCallbacks } from "./callbacks";
import { WorkClock } from "./clock";
import { Control } from "./control";
import { MapMaker } from "./decisionMap";
import { explainFailure } from "./failure";
import { Figures } from "./figures";
import type { Learner } from "./learner";
import { orderOf, planOf, type Plan } from "./plan";
import { Reporter, type Standing } from "./reporter";
import { LearningWatch } from "./watch";

export type Ended = Extract<RunEvent, { readonly type: "ended" }>;
export type Emit = (event: RunEvent, transfer?: readonly Transferable[]) => void;

export interface SessionParts {
  readonly runId: string;
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
  readonly learner: Learner;
  readonly device: DeviceStatus;
  readonly emit: Emit;
  /** What the run is told; it may have been told something already. */
  readonly control?: Control;
  /** Milliseconds; only differences count. */
  readonly now?: () => number;
}

/** Device time between two readings of the figures, in milliseconds: what a pause may have to wait for on a queue. */
const readEvery = 100;

/** Samples on which a run is asked whether it still learns. */
const probeSize = 64;

/** Samples scored at a time: more than a small training batch, so that validation is not all overhead. */
const scoringBatch = (batchSize: number): number => Math.min(1000, Math.max(250, batchSize));

class Diverged extends Error {
  readonly diagnosis: Diagnosis;
  constructor(diagnosis: Diagnosis) {
    super(diagnosis.message.en);
    this.diagnosis = diagnosis;
  }
}

/**
 * One training run: epochs of steps in a seeded order, validation, callbacks, and what the page is told meanwhile.
 * Between steps it lets messages in and can be paused, stopped or held.
 */
export class Session {
  readonly control: Control;
  readonly #parts: SessionParts;
  readonly #plan: Plan;
  readonly #clock: WorkClock;
  readonly #breath: Breath;
  readonly #reporter: Reporter;
  readonly #callbacks: RunCallbacks;
  readonly #watch: LearningWatch;
  readonly #map: MapMaker | null;
  readonly #memory = new BatchMemory();
  #mapDue = 0;
  /** Steps queued since the last reading, and how many there should be. */
  #unread = 0;
  #stepsPerRead = 1;
  #lastRead = 0;
  #trained = 0;
  #finishedEpochs = 0;

  constructor(parts: SessionParts) {
    const { runId, experiment, dataset, fitted, learner, emit, now = () => performance.now() } = parts;
    this.#parts = parts;
    this.control = parts.control ?? new Control();
    this.#plan = planOf(experiment, dataset.train.count, dataset.test.count);
    this.#clock = new WorkClock(now);
    this.#breath = new Breath(8, now);
    this.#reporter = new Reporter(runId, this.#plan, experiment.fit.epochs, emit);
    this.#callbacks = new RunCallbacks(experiment.fit.callbacks, learner);
    const count = Math.min(probeSize, this.#plan.train.indices.length);
    const probe = gather(dataset, "train", this.#plan.train.indices.subarray(0, count), fitted);
    this.#watch = new LearningWatch(experiment, outputActivation(experiment.layers), learner, probe, count);
    this.#map = MapMaker.suits(fitted) ? new MapMaker(fitted, learner, examine(experiment).threshold) : null;
  }

  /**
   * Trains to the end, whatever ends it, and resolves to the run's last event, which is the caller's to send once the run
   * is out of the way; never rejects. The learner lives on, without its optimizer.
   */
  async run(): Promise<Ended> {
    const { runId, device, fitted, emit, learner } = this.#parts;
    let reason: EndReason;
    let message: Text | null;
    let restored: number | undefined;
    let weights: LayerWeight[] | null = null;
    try {
      emit({
        type: "started",
        runId,
        device,
        preprocessing: fitted,
        stepsPerEpoch: this.#plan.stepsPerEpoch,
        trainCount: this.#plan.train.indices.length,
        validationCount: this.#plan.validation?.indices.length ?? 0,
      });
      await this.#drawMap(true);
      [reason, message] = await this.#epochs();
    } catch (error) {
      if (error instanceof Diverged) emit({ type: "diagnosis", runId, diagnosis: error.diagnosis });
      reason = error instanceof Diverged ? "nan" : "failed";
      message = error instanceof Diverged ? error.diagnosis.message : explainFailure(error);
    }
    const seconds = this.#clock.milliseconds / 1000;
    this.#reporter.flush(this.#clock.milliseconds);
    try {
      restored = this.#callbacks.trainEnd();
      await this.#drawMap(true);
      weights = await learner.weights();
    } catch (error) {
      reason = "failed";
      message ??= explainFailure(error);
    }
    this.#callbacks.release();
    learner.endTraining();
    return {
      type: "ended",
      runId,
      reason,
      ...(message ? { message } : {}),
      epochs: this.#finishedEpochs,
      ...(restored === undefined ? {} : { restoredEpoch: restored }),
      seconds,
      ...(weights ? { weights } : {}),
    };
  }

  async #epochs(): Promise<readonly [EndReason, Text | null]> {
    const { runId, emit, experiment } = this.#parts;
    for (let epoch = 0; epoch < experiment.fit.epochs; epoch++) {
      const start = this.#clock.milliseconds;
      const training = await this.#train(epoch);
      if (this.control.stopped) return ["stopped", null];
      const validation = await this.#validate(epoch, training);
      if (this.control.stopped) return ["stopped", null];
      const logs = { ...training, ...validation };
      this.#finishedEpochs = epoch + 1;
      const standing = { epoch, step: this.#plan.stepsPerEpoch, validated: this.#plan.validation ? 1 : null, logs };
      if (this.#reporter.report(standing, this.#clock.milliseconds)) await this.#drawMap();
      emit({ type: "epoch", runId, epoch, logs, seconds: (this.#clock.milliseconds - start) / 1000 });
      await this.#diagnose(true);
      const stop = this.#callbacks.epochEnd(epoch, logs);
      if (stop) return ["early-stopping", stop];
    }
    return ["completed", null];
  }

  async #train(epoch: number): Promise<Logs> {
    const { experiment, dataset, fitted, learner } = this.#parts;
    const { batchSize, stepsPerEpoch } = this.#plan;
    const order = orderOf(this.#plan, experiment, epoch);
    const figures = new Figures(experiment.compile.metrics);
    let step = 0;
    const standing = (): Standing => ({ epoch, step, validated: null, logs: figures.logs() });
    while (step < stepsPerEpoch) {
      if (this.control.waits) {
        await this.#readTraining(figures, standing);
        await this.#gate(standing());
      }
      if (this.control.stopped) break;
      const indices = order.subarray(step * batchSize, (step + 1) * batchSize);
      const { samples, targets } = gather(dataset, "train", indices, fitted, this.#memory);
      learner.train(samples, targets, indices.length);
      this.#trained += indices.length;
      this.#unread++;
      step++;
      if (this.#unread >= this.#stepsPerRead) {
        await this.#readTraining(figures, standing);
        if (this.#reporter.report(standing(), this.#clock.milliseconds)) {
          await this.#drawMap();
          await this.#diagnose(false);
        }
      }
      await this.#breath.take();
    }
    await this.#readTraining(figures, standing);
    return figures.logs();
  }

  /** Reads what the steps since the last reading have left on the device. */
  async #readTraining(figures: Figures, standing: () => Standing): Promise<void> {
    const sums = await this.#parts.learner.read();
    if (!sums.length) return;
    const bad = sums.findIndex(({ loss }) => !Number.isFinite(loss));
    const good = bad < 0 ? sums : sums.slice(0, bad);
    const losses = good.map(({ loss }) => loss);
    good.forEach((sum) => figures.add(sum));
    const { epoch, step } = standing();
    const missed = sums.length - good.length;
    this.#reporter.add(losses, { ...standing(), step: step - missed });
    this.#watch.add(losses);
    if (bad >= 0) throw new Diverged(this.#explain(epoch, step - missed + 1, sums[bad]!.loss));
    this.#reporter.pace.mark(this.#clock.milliseconds, this.#trained);
    this.#adapt();
  }

  #explain(epoch: number, step: number, value: number): Diagnosis {
    const { layers, compile } = this.#parts.experiment;
    return explainDivergence({
      epoch,
      step,
      value,
      loss: compile.loss,
      activation: outputActivation(layers),
      learningRate: compile.optimizer.values.learning_rate,
      before: this.#watch.losses,
    });
  }

  /** As many steps between readings as fill the time between them; grows by degrees, for a first step says little. */
  #adapt(): void {
    const at = this.#clock.milliseconds;
    const perStep = (at - this.#lastRead) / Math.max(1, this.#unread);
    this.#stepsPerRead = Math.max(1, Math.min(this.#stepsPerRead * 4, Math.round(readEvery / Math.max(perStep, 1e-3))));
    this.#unread = 0;
    this.#lastRead = at;
  }

  async #validate(epoch: number, training: Logs): Promise<Logs> {
    const { validation, batchSize, stepsPerEpoch } = this.#plan;
    if (!validation) return {};
    const { experiment, dataset, fitted, learner } = this.#parts;
    const start = this.#clock.milliseconds;
    const figures = new Figures(experiment.compile.metrics);
    const each = scoringBatch(batchSize);
    const { indices } = validation;
    const read = async (): Promise<void> => (await learner.read()).forEach((sums) => figures.add(sums));
    for (let at = 0; at < indices.length; at += each) {
      const standing = (): Standing => ({ epoch, step: stepsPerEpoch, validated: at / indices.length, logs: training });
      if (this.control.waits) await this.#gate(standing());
      if (this.control.stopped) break;
      const batch = indices.subarray(at, at + each);
      const { samples, targets } = gather(dataset, validation.part, batch, fitted, this.#memory);
      learner.score(samples, targets, batch.length);
      if (await this.#breath.take()) {
        await read();
        this.#reporter.report(standing(), this.#clock.milliseconds);
      }
    }
    await read();
    this.#reporter.pace.validated(this.#clock.milliseconds - start);
    this.#lastRead = this.#clock.milliseconds;
    return figures.logs("val_");
  }

  /** Waits while the run is paused or held, and tells when a pause begins and ends. */
  async #gate(standing: Standing): Promise<void> {
    const { runId, emit } = this.#parts;
    this.#clock.rest();
    let told = false;
    while (this.control.waits) {
      if (this.control.paused && !told) {
        this.#reporter.report(standing, this.#clock.milliseconds, true);
        told = true;
        emit({ type: "paused", runId, epoch: standing.epoch, step: standing.step });
        // Whoever hears it may answer at once.
        continue;
      }
      await this.control.change();
      if (told && !this.control.paused) {
        emit({ type: "resumed", runId });
        told = false;
      }
    }
    this.#clock.goOn();
    this.#lastRead = this.#clock.milliseconds;
  }

  async #diagnose(epochEnded: boolean): Promise<void> {
    const diagnosis = await this.#watch.look(epochEnded);
    if (diagnosis) this.#parts.emit({ type: "diagnosis", runId: this.#parts.runId, diagnosis });
  }

  /** At most one tenth of the time goes into maps. */
  async #drawMap(now = false): Promise<void> {
    const start = this.#clock.milliseconds;
    if (!this.#map || (!now && start < this.#mapDue)) return;
    const map = await this.#map.draw();
    const end = this.#clock.milliseconds;
    this.#mapDue = end + Math.max(readEvery, 9 * (end - start));
    this.#parts.emit({ type: "map", runId: this.#parts.runId, map }, [map.values.buffer as ArrayBuffer]);
  }
}
