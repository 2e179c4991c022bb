import { channel } from "../../channel";
import { attempt } from "../attempts";
import { controlWords, type HelperAnswer, type HelperStart } from "./control";
import type { Arena } from "./memory";

/** Threads beside the worker's own that take their share of every program. */
export interface Helpers {
  readonly count: number;
  stop(): void;
}

/** Starts `count` helpers on the arena's shared memory; resolves when all are ready, rejects with a `NoAnswer` where they hang. */
export async function startHelpers(count: number, module: WebAssembly.Module, arena: Arena, control: number, scratch: readonly number[]): Promise<Helpers> {
  const workers: Worker[] = [];
  const stop = (): void => {
    const words = arena.words(control, 8);
    Atomics.store(words, controlWords.end, 1);
    Atomics.add(words, controlWords.job, 1);
    Atomics.notify(words, controlWords.job);
    for (const worker of workers) worker.terminate();
  };
  try {
    const ready = (): Promise<unknown> => Promise.all(
      scratch.slice(0, count).map(
        (own, i) =>
          new Promise<void>((resolve, reject) => {
            const worker = new Worker(new URL("./helper.ts", import.meta.url), { type: "module", name: `layerloom helper ${i + 1}` });
            workers.push(worker);
            worker.addEventListener("error", () => reject(new Error("a helper thread could not be started")));
            const wire = channel<HelperStart, HelperAnswer>(worker, { ready: () => resolve(), failed: ({ error }) => reject(new Error(error)) });
            wire.send({ type: "start", module, memory: arena.memory, control, scratch: own, thread: i + 1, threads: count + 1 });
          }),
      ),
    );
    await attempt({ what: "threads" }, ready);
  } catch (error) {
    stop();
    throw error;
  }
  return { count, stop };
}
