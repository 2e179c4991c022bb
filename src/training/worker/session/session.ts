import type { Logs } from "../../../callbacks";
import { checkpointBytes, examine } from "../../../experiment";
import type { Text } from "../../../schema";
import { checkpointVersion, noKeeper, type Checkpoint } from "../../checkpoint";
import type { EndReason } from "../../protocol";
import { Breath } from "../breath";
import { BatchMemory, gather } from "../data";
import { startedEvent } from "./beginning";
import { RunCallbacks } from "./callbacks";
import { Checkpointer } from "./checkpointer";
import { Chronicle } from "./chronicle";
import { WorkClock } from "./clock";
import { Conclusion } from "./conclusion";
import { Control } from "./control";
import { allFinite, diverged } from "./divergence";
import { Interrupted, type Diverged } from "./endings";
import { Figures } from "./figures";
import { LastGood } from "./lastGood";
import type { Ended, SessionParts } from "./parts";
import { orderOf, planOf, type Plan } from "./plan";
import { Rate } from "./rate";
import { Readings } from "./readings";
import type { Standing } from "./reporter";
import { Showing } from "./showing";
import { Steering, type Place } from "./steering";
import { validate } from "./validation";
import { Waiting } from "./waiting";

/** Milliseconds between two steps from which on a person can follow them one by one. */
const followed = 50;

/**
 * One training run: epochs of steps in a seeded order, validation, callbacks, checkpoints, and what the page is told
 * meanwhile. Between steps it lets messages in and can be paused, stopped, held or changed.
 */
export class Session {
  readonly control: Control;
  readonly #parts: SessionParts;
  readonly #plan: Plan;
  readonly #clock: WorkClock;
  readonly #breath: Breath;
  readonly #showing: Showing;
  readonly #callbacks: RunCallbacks;
  readonly #readings: Readings;
  readonly #steering: Steering;
  readonly #chronicle: Chronicle;
  readonly #lastGood: LastGood;
  readonly #checkpointer: Checkpointer;
  readonly #waiting: Waiting;
  readonly #memory = new BatchMemory();
  #figures: Figures;
  /** The run's first epoch, from 0. */
  readonly #initialEpoch: number;
  /** The next step. */
  #epoch: number;
  #step: number;
  #trained = 0;
  /** Steps taken here. */
  #steps = 0;

  constructor(parts: SessionParts) {
    const { runId, experiment, dataset, learner, emit, from, training, keeper = noKeeper, now = () => performance.now() } = parts;
    this.#parts = parts;
    this.control = parts.control ?? new Control();
    this.#plan = planOf(experiment, dataset.train.count, dataset.test.count);
    this.#initialEpoch = from ? (from.initialEpoch ?? 0) : (training?.epochs ?? 0);
    this.#epoch = from?.epoch ?? this.#initialEpoch;
    this.#step = from?.step ?? 0;
    this.#clock = new WorkClock(now, (from?.seconds ?? 0) * 1000);
    const worked = (): number => this.#clock.milliseconds;
    this.#breath = new Breath(8, now);
    this.#chronicle = new Chronicle(from?.history);
    const stood = from?.rate ?? training?.optimizer?.rate ?? { base: experiment.compile.optimizer.values.learning_rate, factor: 1 };
    const rate = new Rate(stood.base, stood.factor);
    const { control } = this;
    this.#steering = new Steering({ runId, control, learner, chronicle: this.#chronicle, tell: emit }, rate, from?.epochs ?? this.#initialEpoch + experiment.fit.epochs);
    this.#showing = new Showing(parts, { plan: this.#plan, steering: this.#steering, chronicle: this.#chronicle, worked });
    this.#figures = new Figures(experiment.compile.metrics, from?.figures);
    this.#callbacks = new RunCallbacks(experiment.fit.callbacks, learner, from?.callbacks);
    this.#readings = new Readings(learner, worked);
    this.#readings.skip();
    this.#lastGood = new LastGood(learner, examine(experiment).stack.trainable);
    const bytes = checkpointBytes(experiment);
    this.#checkpointer = new Checkpointer({ runId, keeper, bytes, collect: () => this.#collect(), ...(from ? { from } : {}), tell: emit, worked, steps: () => this.#steps, perStep: () => this.#readings.perStep });
    this.#waiting = new Waiting({
      runId,
      control,
      clock: this.#clock,
      steering: this.#steering,
      showing: this.#showing,
      checkpointer: this.#checkpointer,
      readings: this.#readings,
      emit,
      position: () => this.#position,
      now,
    });
  }

  /**
   * Trains to the end, whatever ends it, and resolves to the run's last event, which is the caller's to send once the run
   * is out of the way; never rejects. The learner lives on, without its optimizer.
   */
  async run(): Promise<Ended> {
    const { learner, emit } = this.#parts;
    const conclusion = new Conclusion(this.#parts, { callbacks: this.#callbacks, lastGood: this.#lastGood, showing: this.#showing });
    try {
      emit(startedEvent(this.#parts, this.#plan, this.#steering, this.#initialEpoch));
      const { epoch, step } = this.#position;
      this.#lastGood.begin(step > 0 ? { epoch, step } : epoch > this.#initialEpoch ? { epoch: epoch - 1 } : null);
      await this.#showing.drawMap("now");
      // A run that is cut off before its first step is offered, too.
      if (!this.#parts.from) await this.#keep();
      const [reason, message] = await this.#allEpochs();
      await this.#checkWeights();
      conclusion.set(reason, message);
    } catch (error) {
      conclusion.fail(error);
    }
    const seconds = this.#clock.milliseconds / 1000;
    const ended = await conclusion.draw({ epochs: this.#chronicle.count, seconds, epoch: this.#epoch, rate: this.#steering.rate });
    if (ended.reason !== "interrupted") learner.endTraining();
    // Whoever has stopped a run is not kept waiting while the browser writes.
    void this.#checkpointer.end(ended.reason === "interrupted" || ended.reason === "failed");
    return ended;
  }

  #alive(): boolean {
    return this.#parts.alive?.() ?? true;
  }

  async #allEpochs(): Promise<readonly [EndReason, Text | null]> {
    for (;;) {
      // What is changed while the run waits here counts for the epoch that is to begin, as it does after a resume.
      if (this.control.waits && this.#epoch < this.#steering.epochs) await this.#waiting.gate(this.#place());
      this.#heedPerson();
      if (this.#epoch >= this.#steering.epochs) return ["completed", null];
      if (this.control.stopped) return ["stopped", null];
      // The part of an epoch in front of a checkpoint has been told before.
      const start = this.#clock.milliseconds;
      if (this.#step === 0) this.#steering.heedCallbacks(this.#position, this.#callbacks.epochBegin(this.#standing()));
      const training = await this.#train();
      if (this.control.stopped) return ["stopped", null];
      const validation = await this.#validate(training);
      if (this.control.stopped) return ["stopped", null];
      const stop = await this.#endEpoch({ ...training, ...validation }, start);
      if (stop) return ["early-stopping", stop];
    }
  }

  #heedPerson(): void {
    if (this.#steering.heedPerson(this.#position)) this.#checkpointer.soon();
  }

  /** Everything that is due after an epoch; returns why the run should end, or null. */
  async #endEpoch(figures: Logs, start: number): Promise<Text | null> {
    const { runId, emit } = this.#parts;
    const epoch = this.#epoch;
    // As in Keras: the rate is among an epoch's figures where something may move it.
    const logs = this.#chronicle.rateMoved || this.#callbacks.steerRate ? { ...figures, learning_rate: this.#steering.learningRate } : figures;
    const standing = { epoch, step: this.#plan.stepsPerEpoch, validated: this.#plan.validation ? 1 : null, logs };
    if (this.#showing.report(standing)) await this.#showing.drawMap();
    const record = { logs, seconds: (this.#clock.milliseconds - start) / 1000 };
    this.#chronicle.epoch(record);
    emit({ type: "epochs", runId, from: epoch, list: [record] });
    await this.#showing.diagnose(true, epoch + 1 >= this.#steering.epochs);
    const { stop, wishes } = this.#callbacks.epochEnd(logs, this.#standing());
    this.#steering.heedCallbacks(this.#position, wishes);
    this.#lastGood.epochEnd(epoch);
    this.#epoch++;
    this.#step = 0;
    this.#figures = new Figures(this.#parts.experiment.compile.metrics);
    this.#heedPerson();
    if (stop) return stop;
    if (this.#epoch < this.#steering.epochs) {
      this.control.reached("epoch");
      if (this.#checkpointer.due(true)) await this.#keep();
    }
    return null;
  }

  async #train(): Promise<Logs> {
    const { experiment, dataset, fitted, learner } = this.#parts;
    const { batchSize, stepsPerEpoch } = this.#plan;
    const order = orderOf(this.#plan, experiment, this.#epoch);
    while (this.#step < stepsPerEpoch) {
      if (this.control.waits) {
        await this.#readTraining();
        await this.#waiting.gate(this.#place());
      }
      if (this.control.stopped) break;
      this.#heedPerson();
      const indices = order.subarray(this.#step * batchSize, (this.#step + 1) * batchSize);
      const { samples, targets } = gather(dataset, "train", indices, fitted, this.#memory);
      learner.train(samples, targets, indices.length);
      this.#waiting.beat();
      this.#trained += indices.length;
      this.#readings.queued();
      this.#step++;
      this.#steps++;
      this.control.reached("batch");
      const wait = this.#waiting.ahead;
      if (wait > 0 || this.#readings.due) {
        await this.#readTraining();
        // Where a person can follow single steps, each is shown.
        await this.#show(wait >= followed);
      }
      if (wait > 0) await this.#waiting.keepTempo();
      else if (this.#breath.due) await this.#breath.draw();
    }
    await this.#readTraining();
    return this.#figures.logs();
  }

  /** Tells of the steps that have been read, when it is time to. */
  async #show(now = false): Promise<void> {
    if (!this.#showing.report(this.#place(), now)) return;
    await this.#showing.drawMap();
    await this.#showing.diagnose(false);
    if (this.#checkpointer.due(false)) await this.#keep();
  }

  get #position(): Place {
    return { epoch: this.#epoch, step: this.#step };
  }

  #place(): Standing {
    return { epoch: this.#epoch, step: this.#step, validated: null, logs: this.#figures.logs() };
  }

  /** Reads what the steps since the last reading have left on the device. */
  async #readTraining(): Promise<void> {
    const sums = await this.#readings.take();
    if (!sums.length) return;
    if (!this.#alive()) throw new Interrupted();
    const bad = sums.findIndex(({ loss }) => !Number.isFinite(loss));
    const good = bad < 0 ? sums : sums.slice(0, bad);
    const losses = good.map(({ loss }) => loss);
    good.forEach((sum) => this.#figures.add(sum));
    const place = this.#place();
    const step = place.step - (sums.length - good.length);
    this.#showing.add(losses, { ...place, step });
    this.#chronicle.losses(this.#epoch * this.#plan.stepsPerEpoch + step, losses);
    this.#lastGood.finite(losses.length);
    if (bad < 0) this.#lastGood.within({ epoch: this.#epoch, step });
    if (bad >= 0) throw this.#diverged(this.#epoch, step + 1, sums[bad]!.loss);
    this.#showing.pace.mark(this.#clock.milliseconds, this.#trained);
  }

  /** What the last step did shows in nothing but the weights where no validation comes after it. */
  async #checkWeights(): Promise<void> {
    const weights = await this.#parts.learner.weights();
    if (!this.#alive()) throw new Interrupted();
    if (allFinite(weights)) return;
    throw this.#diverged(Math.max(this.#initialEpoch, this.#step > 0 ? this.#epoch : this.#epoch - 1), "weights", NaN);
  }

  #diverged(epoch: number, at: number | "validation" | "weights", value: number): Diverged {
    return diverged(this.#parts.experiment, epoch, at, value, { learningRate: this.#steering.learningRate, before: this.#showing.losses });
  }

  async #validate(training: Logs): Promise<Logs> {
    if (!this.#plan.validation) return {};
    const start = this.#clock.milliseconds;
    const standing = (part: number): Standing => ({ epoch: this.#epoch, step: this.#plan.stepsPerEpoch, validated: part, logs: training });
    const logs = await validate(
      { plan: this.#plan, memory: this.#memory, ...this.#parts },
      {
        goOn: async (part) => {
          if (this.control.waits) await this.#waiting.gate(standing(part));
          return !this.control.stopped;
        },
        breathe: () => this.#breath.take(),
        report: (part) => this.#showing.report(standing(part)),
      },
    );
    if (!this.#alive()) throw new Interrupted();
    if (logs.val_loss !== undefined && !Number.isFinite(logs.val_loss)) throw this.#diverged(this.#epoch, "validation", logs.val_loss);
    this.#showing.pace.validated(this.#clock.milliseconds - start);
    this.#readings.skip();
    return logs;
  }

  #standing() {
    const { epochs, learningRate } = this.#steering;
    return { epoch: this.#epoch, epochs, learningRate };
  }

  async #keep(): Promise<void> {
    await this.#checkpointer.keep();
    this.#readings.skip();
  }

  async #collect(): Promise<Checkpoint | null> {
    const { runId, experiment, fitted, learner, trainedBy } = this.#parts;
    const [state, callbackStates] = await Promise.all([learner.state(), this.#callbacks.state()]);
    if (!this.#alive()) return null;
    return {
      version: checkpointVersion,
      runId,
      experiment,
      preprocessing: fitted,
      epoch: this.#epoch,
      step: this.#step,
      epochs: this.#steering.epochs,
      ...(this.#initialEpoch ? { initialEpoch: this.#initialEpoch } : {}),
      rate: this.#steering.rate,
      learner: state,
      figures: this.#figures.state,
      callbacks: callbackStates,
      history: this.#chronicle.history,
      seconds: this.#clock.milliseconds / 1000,
      trainedBy,
    };
  }
}
