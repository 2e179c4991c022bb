import { text, type Text } from "../schema";
import type { Experiment } from "../experiment";
import { whenDead, type WorkerLocks } from "./alive";
import { channel, type Channel, type Port } from "./channel";
import { deadline } from "./deadline";
import { Pending, type AskOptions } from "./pending";
import type { Answer, Ask, Attempt, Command, QueryName, RunChange, RunEvent, StartOptions, Tempo, Until, WorkerEvent } from "./protocol";
import { givenUp, Recovery } from "./recovery";

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
  /** Told when the worker is gone with all that it held. */
  onRestart(listener: (loss: WorkerLoss) => void): () => void;
  /** Told what the person should know of: a device that did not start, a worker that was started again. */
  onNote(listener: (message: Text) => void): () => void;
}

export interface WorkerLoss {
  readonly message: Text;
  /** A new, empty worker takes its place now. Otherwise one is started when something is asked again. */
  readonly again: boolean;
}

/** How long a cooperative stop may take, in milliseconds. */
const patience = 2000;

/** Seconds in which a worker has to say that it is ready. Its script comes over the same network as the page. */
export const readyWithin = 15;

/** Seconds that an attempt may take. The worker itself gives up sooner, unless it hangs. */
export const attemptWithin = 20;

/** Deaths in a row after which a new worker is started only when something is asked of it. */
const mostSilent = 2;

const messages = {
  stopped: text("The step under way took too long and was cut off.", "当前步骤耗时过长，已被强制终止。"),
  died: text(
    "The training worker crashed, most likely for lack of memory. A smaller batch or model may help.",
    "训练线程崩溃，很可能是内存不足。减小批量或模型或许有帮助。",
  ),
  garbled: text(
    "A message of the training worker could not be read, most likely for lack of memory. The worker was replaced.",
    "无法读取训练线程发来的消息，很可能是内存不足。训练线程已被替换。",
  ),
  lost: text("The graphics card was taken away from this page, and the run was cut off.", "本页失去了对图形处理器的使用，训练被中断。"),
  hung: text("The training worker did not answer and was replaced.", "训练线程没有响应，已被替换。"),
  givenUp,
} as const;

/** A worker and what is under way with it. */
interface Crew {
  readonly worker: TrainingWorker;
  readonly wire: Channel<Command>;
  /** What waits until the worker is ready. */
  waiting: Command[] | null;
  /** What ends the deadlines that run: for `ready`, and of each attempt. */
  endReady: () => void;
  readonly attempts: Map<number, { readonly attempt: Attempt; readonly end: () => void }>;
}

type Beginning = Extract<Command, { readonly type: "start" | "continue" }>;

/**
 * Talks to the training worker: starts it when first needed and again when it died or does not answer. A worker that is
 * killed says nothing; `locks` report it, because the browser takes away the lock that the worker held.
 */
export function trainingClient(spawn: () => TrainingWorker, locks?: WorkerLocks): TrainingClient {
  const pending = new Pending();
  const recovery = new Recovery();
  const runListeners = new Set<(event: RunEvent) => void>();
  const restartListeners = new Set<(loss: WorkerLoss) => void>();
  const noteListeners = new Set<(message: Text) => void>();
  /** Runs that have not ended, with the command that began them as long as they have not started. */
  const running = new Map<string, Beginning | null>();
  const stopping = new Map<string, ReturnType<typeof setTimeout>>();
  /** Workers that died one after another without an answer: a script that cannot be loaded is not tried for ever. */
  let silent = 0;
  let current: Crew | null = null;

  const tell = (event: RunEvent): void => {
    if (event.type === "started") running.set(event.runId, null);
    if (event.type === "ended") {
      running.delete(event.runId);
      clearTimeout(stopping.get(event.runId));
      stopping.delete(event.runId);
    }
    for (const listener of [...runListeners]) listener(event);
  };

  const note = (message: Text): void => {
    for (const listener of [...noteListeners]) listener(message);
  };

  /** Ends the worker; nothing that it sends is heard any more. */
  const dismiss = (): void => {
    current?.endReady();
    for (const { end } of current?.attempts.values() ?? []) end();
    current?.worker.terminate();
    current = null;
  };

  const replaceWorker = (why: keyof typeof messages, again = ++silent <= mostSilent): void => {
    dismiss();
    const message = messages[why];
    pending.refuseAll(why === "givenUp" ? message : text("the training worker had to be restarted", "训练线程已重新启动"));
    // A run that the worker had not begun begins in the next one, where the worker only hung.
    const keep = why === "hung" && again;
    const begin = keep ? [...running.values()].filter((command) => command !== null) : [];
    for (const [runId, beginning] of [...running]) {
      if (!keep || !beginning) tell({ type: "ended", runId, reason: "interrupted", message, epochs: 0, seconds: 0 });
    }
    for (const listener of [...restartListeners]) listener({ message, again });
    for (const command of begin) send(command);
  };

  /** The worker does not answer: to its first question, or in the middle of an attempt. */
  const replace = (attempt?: Attempt): void => {
    const waiting = current?.waiting;
    const message = recovery.next(attempt);
    if (message === null) {
      recovery.reset();
      replaceWorker("givenUp", false);
      return;
    }
    note(message);
    if (!waiting) {
      replaceWorker("hung", true);
      return;
    }
    // Nothing has reached this worker yet; the next one gets it all.
    dismiss();
    open(waiting);
  };

  const enlist = (waiting: Command[]): Crew => {
    const worker = spawn();
    const ours = (act: () => void): void => {
      if (current?.worker === worker) act();
    };
    const wire = channel<Command, WorkerEvent>(worker, {
      ready: () =>
        ours(() => {
          crew.endReady();
          recovery.answered();
          const commands = crew.waiting ?? [];
          crew.waiting = null;
          for (const command of commands) wire.send(command);
        }),
      answer({ requestId, answer }) {
        silent = 0;
        pending.answer(requestId, answer);
      },
      refused: ({ requestId, message }) => pending.refuse(requestId, message),
      cancelled: ({ requestId }) => pending.cancelled(requestId),
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
      note: ({ message }) => note(message),
      trying: ({ attemptId, attempt }) =>
        ours(() => void crew.attempts.set(attemptId, { attempt, end: deadline(attemptWithin, () => ours(() => replace(attempt))) })),
      tried({ attemptId }) {
        const tried = crew.attempts.get(attemptId);
        if (!tried) return;
        tried.end();
        crew.attempts.delete(attemptId);
        recovery.ended(tried.attempt);
      },
      alive: ({ lock }) => {
        whenDead(locks, lock, () => ours(() => replaceWorker("died")));
      },
      lost: () => ours(() => replaceWorker("lost")),
    });
    const crew: Crew = { worker, wire, waiting, attempts: new Map(), endReady: deadline(readyWithin, () => ours(() => replace())) };
    worker.addEventListener("error", () => ours(() => replaceWorker("died")));
    worker.addEventListener("messageerror", () => ours(() => replaceWorker("garbled")));
    return crew;
  };

  const open = (waiting: Command[]): Crew => {
    const crew = enlist(waiting);
    // Before it is told to begin: it may answer at once.
    current = crew;
    crew.wire.send({ type: "begin", ...recovery.limits });
    return crew;
  };

  const live = (): Crew => current ?? open([]);

  const send = (command: Command): void => {
    const { waiting, wire } = live();
    if (waiting) waiting.push(command);
    else wire.send(command);
  };

  const begin = (command: Beginning): void => {
    running.set(command.runId, command);
    send(command);
  };

  return {
    ask: (query, ask, options = {}) =>
      pending.open(
        options,
        (requestId) => send({ type: "ask", requestId, query, ask } as Command),
        (requestId) => {
          if (current) send({ type: "cancel", requestId });
        },
      ),
    start: (runId, experiment, options = {}) => begin({ type: "start", runId, experiment, ...options }),
    continue: (runId, tempo) => begin({ type: "continue", runId, tempo }),
    pause: (runId) => send({ type: "pause", runId }),
    resume: (runId, until) => send({ type: "resume", runId, ...(until ? { until } : {}) }),
    change: (runId, change) => send({ type: "change", runId, change }),
    setTempo: (runId, tempo) => send({ type: "tempo", runId, tempo }),
    stop(runId) {
      if (!running.has(runId) || stopping.has(runId)) return;
      send({ type: "stop", runId });
      stopping.set(runId, setTimeout(() => running.has(runId) && replaceWorker("stopped"), patience));
    },
    onRunEvent(listener) {
      runListeners.add(listener);
      return () => runListeners.delete(listener);
    },
    onRestart(listener) {
      restartListeners.add(listener);
      return () => restartListeners.delete(listener);
    },
    onNote(listener) {
      noteListeners.add(listener);
      return () => noteListeners.delete(listener);
    },
  };
}
