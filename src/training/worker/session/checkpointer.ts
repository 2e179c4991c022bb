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

const tooLarge = (bytes: number): Text =>
  text(
    `The model with its optimizer takes ${showBytes(bytes)}, and at most ${showBytes(largestCheckpoint)} are kept. Training goes on; if it is cut off it has to begin anew.`,
    `模型连同优化器状态共 ${showBytes(bytes)}，而最多只保存 ${showBytes(largestCheckpoint)}。训练会继续；若被中断则需从头开始。`,
  );

export interface CheckpointerParts {
  readonly runId: string;
  readonly keeper: CheckpointKeeper;
  /** Bytes of weights and optimizer: what cannot be kept anyway is not even collected. */
  readonly bytes: number;
  /** The run as it stands; null where that cannot be told (the device is lost). */
  readonly collect: () => Promise<Checkpoint | null>;
  readonly tell: (event: Extract<RunEvent, { readonly type: "kept" | "unkept" }>) => void;
  /** Milliseconds of work so far, and of the clock. */
  readonly worked: () => number;
  readonly now: () => number;
}

/**
 * Keeps the run's checkpoints, no more often than costs 2 % of the time. What cannot be kept is told once and does not
 * stop the training.
 */
export class Checkpointer {
  readonly #parts: CheckpointerParts;
  /** Milliseconds that the last one took. */
  #cost = 0;
  #last: number;
  #first = true;
  #refused: string | null = null;
  #place = "";

  constructor(parts: CheckpointerParts) {
    this.#parts = parts;
    this.#last = parts.worked();
  }

  due(epochEnded: boolean): boolean {
    if (this.#refused !== null) return false;
    const wait = epochEnded || this.#first ? betweenEpochs : withinEpoch;
    return this.#parts.worked() - this.#last >= Math.max(wait, share * this.#cost);
  }

  /** Keeps the run as it stands, unless that is what was kept last. Resolves when it is done, whatever came of it; never rejects. */
  async keep(): Promise<void> {
    const { runId, keeper, collect, bytes: size, tell, worked, now } = this.#parts;
    const start = now();
    try {
      if (size > largestCheckpoint) throw new Refusal(tooLarge(size));
      const checkpoint = await collect();
      if (!checkpoint) return;
      const { epoch, step, epochs, rate } = checkpoint;
      const place = [epoch, step, epochs, rate.base].join(" ");
      if (place === this.#place) return;
      const { bytes } = await keeper.keep(checkpoint);
      this.#place = place;
      this.#refused = null;
      if (bytes) tell({ type: "kept", runId, epoch, step, bytes });
    } catch (error) {
      const message = error instanceof Refusal ? error.text : explainFailure(error);
      if (this.#refused !== message.en) tell({ type: "unkept", runId, message });
      this.#refused = message.en;
    } finally {
      this.#cost = now() - start;
      this.#last = worked();
      this.#first = false;
    }
  }

  async forget(): Promise<void> {
    // Nobody waits for the room; a checkpoint that stays behind is offered at the next visit and can be discarded there.
    await this.#parts.keeper.forget(this.#parts.runId).catch(() => undefined);
  }
}
