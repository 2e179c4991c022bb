import { largestCheckpoint } from "../../../experiment";
import { Refusal, showBytes, text, type Text } from "../../../schema";
import type { Checkpoint, CheckpointKeeper } from "../../checkpoint";
import type { RunEvent } from "../../protocol";
import { explainFailure } from "./failure";

/** What keeping may take of the time: one part in so many. */
const share = 50;

/** Milliseconds of work between two checkpoints, at the least. */
const betweenEpochs = 1000;
const withinEpoch = 30_000;

/**
 * Milliseconds of work until the first checkpoint after a resume. Each wait after a checkpoint is twice as long as the one
 * before it, up to the usual one: a run that is cut off again and again makes headway each time.
 */
const firstWait = 50;

/** For so many milliseconds of work after a start or a resume, checkpoints may take more than their share of the time. */
const early = 1000;

/** Milliseconds of work until a refused one is tried again: twice as long each time. */
const firstPatience = 30_000;
const longestPatience = 600_000;

const tooLarge = (bytes: number): Text =>
  text(
    `The model with its optimizer takes ${showBytes(bytes)}, and at most ${showBytes(largestCheckpoint)} are kept. Training continues, but if it is interrupted it has to start again.`,
    `模型连同优化器状态共 ${showBytes(bytes)}，而最多只保存 ${showBytes(largestCheckpoint)}。训练会继续；若被中断则需从头开始。`,
  );

const placeOf = ({ epoch, step, epochs, rate }: Checkpoint): string => [epoch, step, epochs, rate.base].join(" ");

export interface CheckpointerParts {
  readonly runId: string;
  readonly keeper: CheckpointKeeper;
  /** Bytes of weights and optimizer: what cannot be kept anyway is not even collected. */
  readonly bytes: number;
  /** The run as it stands; null where that cannot be told (the device is lost). */
  readonly collect: () => Promise<Checkpoint | null>;
  readonly tell: (event: Extract<RunEvent, { readonly type: "kept" | "unkept" }>) => void;
  /** Milliseconds of work so far; pauses do not count. */
  readonly worked: () => number;
  /** The place of the checkpoint from which the run goes on, which is kept already. */
  readonly from?: Checkpoint;
  /** Steps trained so far, and the milliseconds that one took of late. */
  readonly steps: () => number;
  readonly perStep: () => number;
}

/** When keeping began: in milliseconds of work and in steps, with the milliseconds that a step took until then. */
interface Begun {
  readonly at: number;
  readonly step: number;
  readonly perStep: number;
}

/** A checkpoint that shares nothing with the run. */
interface Copied {
  readonly checkpoint: Checkpoint;
  readonly begun: Begun;
}

/**
 * Keeps the run's checkpoints: a few soon after a start or a resume, and then no more often than costs 2 % of the time. What
 * cannot be kept is told once, does not stop the training, and is tried again later.
 */
export class Checkpointer {
  readonly #parts: CheckpointerParts;
  /** Milliseconds by which the last one held the training up. */
  #cost = 0;
  /** When that was, in milliseconds of work. */
  #last: number;
  /** A person has changed something that a crash would undo. */
  #wished = false;
  /** When the run was started or resumed, in milliseconds of work. */
  readonly #start: number;
  #wait = firstWait;
  #refused: string | null = null;
  /** How long to leave it after a refusal; a full disk may be cleared meanwhile. */
  #patience = 0;
  #place = "";
  /** The browser is still writing the last one. */
  #writing: Promise<void> | null = null;
  /** To be written next, when the browser is done with the last one. */
  #next: Copied | null = null;

  constructor(parts: CheckpointerParts) {
    this.#parts = parts;
    this.#start = this.#last = parts.worked();
    if (parts.from) this.#place = placeOf(parts.from);
  }

  /** What a person changed by hand has taken effect, and should not be lost. */
  soon(): void {
    this.#wished = true;
  }

  due(epochEnded: boolean): boolean {
    const { worked, bytes } = this.#parts;
    if (this.#writing || (this.#refused !== null && bytes > largestCheckpoint)) return false;
    const at = worked();
    // From here on the ends of the epochs are enough: a run that is cut off starts with short waits again.
    if (epochEnded && at - this.#start > early) this.#wait = withinEpoch;
    const usual = epochEnded || this.#wished ? betweenEpochs : withinEpoch;
    const free = this.#wished || at - this.#start <= early;
    return at - this.#last >= Math.max(Math.min(this.#wait, usual), free ? 0 : share * this.#cost, this.#patience);
  }

  /**
   * Keeps the run as it stands, unless that is what was kept last. Resolves as soon as the state is copied and training can
   * go on while the browser writes; never rejects.
   */
  async keep(): Promise<void> {
    this.#wait = Math.min(2 * this.#wait, withinEpoch);
    const { collect, bytes, worked, steps, perStep } = this.#parts;
    this.#wished = false;
    const begun = { at: worked(), step: steps(), perStep: perStep() };
    try {
      if (bytes > largestCheckpoint) throw new Refusal(tooLarge(bytes));
      const checkpoint = await collect();
      if (checkpoint) {
        this.#next = { checkpoint, begun };
        this.#writing ??= this.#writeAll();
      }
    } catch (error) {
      this.#tellRefusal(error);
    }
    this.#took(begun);
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#next; next; next = this.#next) {
      this.#next = null;
      // What is kept already is not written again; in either case the caller has noted the work before it is done.
      await (placeOf(next.checkpoint) === this.#place ? undefined : this.#write(next));
    }
    this.#writing = null;
  }

  async #write({ checkpoint, begun }: Copied): Promise<void> {
    const { runId, keeper, tell } = this.#parts;
    try {
      const { bytes, gone } = await keeper.keep(checkpoint);
      this.#place = placeOf(checkpoint);
      this.#refused = null;
      this.#patience = 0;
      if (bytes) tell({ type: "kept", runId, epoch: checkpoint.epoch, step: checkpoint.step, bytes, ...(gone ? { gone } : {}) });
    } catch (error) {
      this.#tellRefusal(error);
    }
    this.#took(begun);
  }

  /**
   * The browser writes while the training goes on: what counts is by how much longer that took than the steps in it
   * would have taken otherwise.
   */
  #took({ at, step, perStep }: Begun): void {
    const { worked, steps } = this.#parts;
    this.#last = worked();
    // At the start nothing is known yet of a step, and the first ones take longer: such a cost would put off the next one.
    this.#cost = perStep ? Math.max(0, this.#last - at - (steps() - step) * perStep) : 0;
  }

  #tellRefusal(error: unknown): void {
    const { runId, tell } = this.#parts;
    const message = error instanceof Refusal ? error.text : explainFailure(error);
    if (this.#refused !== message.en) tell({ type: "unkept", runId, message });
    this.#refused = message.en;
    this.#patience = Math.min(longestPatience, Math.max(firstPatience, 2 * this.#patience));
  }

  /** The run has ended, or was `cutOff` and may be continued from its last checkpoint. Resolves when that is done; never rejects. */
  async end(cutOff: boolean): Promise<void> {
    const { keeper, runId } = this.#parts;
    if (!cutOff) this.#next = null;
    await this.#writing;
    // Nobody waits for the room; a checkpoint that stays behind is offered at the next visit and can be discarded there.
    if (!cutOff) await keeper.forget(runId).catch(() => undefined);
    keeper.letGo(runId);
  }
}
