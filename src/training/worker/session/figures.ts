import type { Logs } from "../../../callbacks";
import { metrics, type MetricName } from "../../../compile";
import type { FiguresState } from "../../checkpoint";
import type { BatchSums } from "./learner";

/**
 * Loss and metrics over many batches, added up in double precision. The loss is the mean over samples, as Keras logs it:
 * a last, smaller batch weighs less.
 */
export class Figures {
  readonly #metrics: readonly MetricName[];
  #samples = 0;
  #loss = 0;
  #totals: number[][];

  /** `before`: in the middle of an epoch, as a checkpoint has them. */
  constructor(names: readonly MetricName[], before?: FiguresState) {
    this.#metrics = names;
    this.#totals = names.map((_, m) => [...(before?.totals[m] ?? [])]);
    this.#samples = before?.samples ?? 0;
    this.#loss = before?.loss ?? 0;
  }

  get state(): FiguresState {
    return { samples: this.#samples, loss: this.#loss, totals: this.#totals.map((sums) => [...sums]) };
  }

  get samples(): number {
    return this.#samples;
  }

  add({ count, loss, counts }: BatchSums): void {
    this.#samples += count;
    this.#loss += loss * count;
    counts.forEach((sums, m) => sums.forEach((sum, i) => (this.#totals[m]![i] = (this.#totals[m]![i] ?? 0) + sum)));
  }

  /** Empty before the first batch. `prefix`: `val_` for validation. */
  logs(prefix = ""): Logs {
    if (!this.#samples) return {};
    return {
      [`${prefix}loss`]: this.#loss / this.#samples,
      ...Object.fromEntries(this.#metrics.map((kind, m) => [`${prefix}${kind}`, metrics.get(kind).result(this.#totals[m]!)])),
    };
  }
}
