import { Refusal, text, type Text } from "../schema";

/** What a caller may add to a question. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Told how far a long query is, 0 … 1. */
  readonly onProgress?: (part: number) => void;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: unknown): void;
  readonly onProgress: ((part: number) => void) | undefined;
}

/**
 * The questions that wait for their answer. Every one ends: with an answer, a refusal, a cancellation, or the death of
 * whoever should have answered.
 */
export class Pending {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /** Opens a question; `send` puts it on its way, `cancel` tells the other side that nobody waits any longer. */
  open<T>(options: AskOptions, send: (requestId: number) => void, cancel: (requestId: number) => void): Promise<T> {
    const { signal, onProgress } = options;
    const requestId = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        cancel(requestId);
        this.#take(requestId)?.reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const done = (): void => signal?.removeEventListener("abort", onAbort);
      this.#waiting.set(requestId, {
        resolve(answer) {
          done();
          resolve(answer as T);
        },
        reject(reason) {
          done();
          reject(reason instanceof Error ? reason : new Error(String(reason)));
        },
        onProgress,
      });
      send(requestId);
    });
  }

  answer(requestId: number, answer: unknown): void {
    this.#take(requestId)?.resolve(answer);
  }

  refuse(requestId: number, message: Text): void {
    this.#take(requestId)?.reject(new Refusal(message));
  }

  /** The other side gave up the question because it was cancelled. */
  cancelled(requestId: number): void {
    this.#take(requestId)?.reject(new DOMException("cancelled", "AbortError"));
  }

  advance(requestId: number, part: number): void {
    this.#waiting.get(requestId)?.onProgress?.(part);
  }

  refuseAll(message: Text = text("the worker stopped", "后台线程已停止")): void {
    for (const requestId of [...this.#waiting.keys()]) this.refuse(requestId, message);
  }

  #take(requestId: number): Waiting | undefined {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    return waiting;
  }
}
