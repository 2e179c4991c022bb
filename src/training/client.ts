import { text } from "../schema";
import type { Experiment } from "../experiment";
import { whenDead, type WorkerLocks } from "./alive";
import { channel, type Channel, type Port } from "./channel";
import { Pending, type AskOptions } from "./pending";
import type { Answer, Ask, Command, QueryName, RunChange, RunEvent, StartOptions, Tempo, Until, WorkerEvent } from "./protocol";

/** A worker as the client needs it. */
export interface TrainingWorker extends Port {
  addEventListener(type: "message" | "error" | "messageerror", listener: (event: MessageEvent) => void): void;
  terminate(): void;
}

export interface TrainingClient {
  ask<K extends QueryName>(query: K, ask: Ask<K>, options?: AskOptions): Promise<Answer<K>>;
  start(runId: string, experiment: Experiment, options?: StartOptions): void;
  /** Goes on with a run that was cut off, from its last checkpoint. */
  continue(runId: string, tempo: Tempo): void;
  pause(runId: string): void;
  resume(runId: string, until?: Until): void;
  change(runId: string, change: RunChange): void;
  setTempo(runId: string, tempo: Tempo): void;
  /** Asks the run to stop after its step; a worker that does not answer within two seconds is replaced. */
  stop(runId: string): void;
  onRunEvent(listener: (event: RunEvent) => void): () => void;
  /** Told when the worker died and a new, empty one took its place. */
  onRestart(listener: () => void): () => void;
}

/** How long a cooperative stop may take. */
const patience = 2000;

/** Deaths in a row after which a new worker is started only when something is asked of it. */
const mostSilent = 2;

/**
 * Talks to the training worker: starts it when first needed and again when it died. A worker that is killed says nothing;
 * `locks` tell of it, because the browser takes the lock from it that it held.
 */
export function trainingClient(spawn: () => TrainingWorker, locks?: WorkerLocks): TrainingClient {
  const pending = new Pending();
  const runListeners = new Set<(event: RunEvent) => void>();
  const restartListeners = new Set<() => void>();
  const running = new Set<string>();
  const stopping = new Map<string, ReturnType<typeof setTimeout>>();
  /** Workers that died one after another without saying a word: a script that cannot be loaded is not tried for ever. */
  let silent = 0;
  let current: { readonly worker: TrainingWorker; readonly wire: Channel<Command> } | null = null;

  const tell = (event: RunEvent): void => {
    if (event.type === "ended") {
      running.delete(event.runId);
      clearTimeout(stopping.get(event.runId));
      stopping.delete(event.runId);
    }
    for (const listener of [...runListeners]) listener(event);
  };

  const messages = {
    stopped: text("The step under way took too long and was cut off.", "当前步骤耗时过长，已被强制终止。"),
    died: text(
      "The training worker crashed, most likely for lack of memory. A smaller batch or model may help.",
      "训练线程崩溃，很可能是内存不足。减小批量或模型或许有帮助。",
    ),
    lost: text("The graphics card was taken away from this page, and the run was cut off.", "本页失去了对图形处理器的使用，训练被中断。"),
  } as const;

  const bury = (why: keyof typeof messages): void => {
    current?.worker.terminate();
    current = null;
    pending.refuseAll(text("the training worker had to be restarted", "训练线程已重新启动"));
    for (const runId of [...running]) {
      tell({ type: "ended", runId, reason: "interrupted", message: messages[why], epochs: 0, seconds: 0 });
    }
    if (++silent <= mostSilent) for (const listener of [...restartListeners]) listener();
  };

  const live = (): Channel<Command> => {
    if (current) return current.wire;
    const worker = spawn();
    const wire = channel<Command, WorkerEvent>(worker, {
      answer({ requestId, answer }) {
        silent = 0;
        pending.answer(requestId, answer);
      },
      refused: ({ requestId, message }) => pending.refuse(requestId, message),
      advanced: ({ requestId, part }) => pending.advance(requestId, part),
      started: tell,
      progress: tell,
      epochs: tell,
      changed: tell,
      kept: tell,
      unkept: tell,
      map: tell,
      diagnosis: tell,
      paused: tell,
      resumed: tell,
      ended: tell,
      alive: ({ lock }) => {
        whenDead(locks, lock, () => {
          if (current?.worker === worker) bury("died");
        });
      },
      lost: () => {
        if (current?.worker === worker) bury("lost");
      },
    });
    worker.addEventListener("error", () => {
      if (current?.worker === worker) bury("died");
    });
    current = { worker, wire };
    return wire;
  };

  return {
    ask: (query, ask, options = {}) =>
      pending.open(
        options,
        (requestId) => live().send({ type: "ask", requestId, query, ask } as Command),
        (requestId) => current?.wire.send({ type: "cancel", requestId }),
      ),
    start(runId, experiment, options = {}) {
      running.add(runId);
      live().send({ type: "start", runId, experiment, ...options });
    },
    continue(runId, tempo) {
      running.add(runId);
      live().send({ type: "continue", runId, tempo });
    },
    pause: (runId) => live().send({ type: "pause", runId }),
    resume: (runId, until) => live().send({ type: "resume", runId, ...(until ? { until } : {}) }),
    change: (runId, change) => live().send({ type: "change", runId, change }),
    setTempo: (runId, tempo) => live().send({ type: "tempo", runId, tempo }),
    stop(runId) {
      if (!running.has(runId) || stopping.has(runId)) return;
      live().send({ type: "stop", runId });
      stopping.set(runId, setTimeout(() => running.has(runId) && bury("stopped"), patience));
    },
    onRunEvent(listener) {
      runListeners.add(listener);
      return () => runListeners.delete(listener);
    },
    onRestart(listener) {
      restartListeners.add(listener);
      return () => restartListeners.delete(listener);
    },
  };
}
