import { text, type Text } from "../schema";
import type { Attempt, Limits } from "./protocol";

/** Nothing is left out, and all threads may be used. */
export const noLimits: Limits = { oneThread: false, without: [] };

const names = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly", cpu: "JavaScript" } as const;

/**
 * What the training worker is started with after it did not answer. First the same again, because most such failures
 * pass; then with one thread; then without the device that it was starting. `null`: nothing is left to try.
 */
export class Recovery {
  #limits = noLimits;
  /** Failures in a row, by what was attempted. */
  readonly #failures = new Map<string, number>();

  get limits(): Limits {
    return this.#limits;
  }

  /** `attempt`: what the worker was doing; absent when it has not answered at all. */
  next(attempt?: Attempt): Text | null {
    const key = attempt ? `${attempt.what}/${attempt.what === "backend" ? attempt.backend : ""}` : "";
    const count = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, count);
    if (count === 1) {
      return text("The training worker did not answer and was started again.", "训练线程没有响应，已重新启动。");
    }
    const threaded = attempt?.what !== "backend" || attempt.backend === "wasm";
    if (threaded && !this.#limits.oneThread) {
      this.#limits = { ...this.#limits, oneThread: true };
      return text(
        "The training worker did not answer again. It was started with one thread; training may be slower.",
        "训练线程再次没有响应，现以单线程重新启动；训练可能较慢。",
      );
    }
    if (attempt?.what !== "backend" || this.#limits.without.includes(attempt.backend)) return null;
    this.#limits = { ...this.#limits, without: [...this.#limits.without, attempt.backend] };
    const name = names[attempt.backend];
    return text(`${name} did not answer. Training continues without it.`, `${name} 没有响应，训练将不再使用它。`);
  }

  /** The worker has answered to what it was asked first. */
  answered(): void {
    this.#failures.delete("");
  }

  /** What was attempted has ended by itself. */
  ended(attempt: Attempt): void {
    this.#failures.delete(`${attempt.what}/${attempt.what === "backend" ? attempt.backend : ""}`);
  }

  /** Everything may be tried again. */
  reset(): void {
    this.#limits = noLimits;
    this.#failures.clear();
  }
}

export const givenUp = text(
  "The training worker does not answer, also with one thread. Nothing can be trained until it does. Try again, or reload the page.",
  "训练线程始终没有响应（单线程下也是如此），目前无法训练。请重试或刷新页面。",
);
