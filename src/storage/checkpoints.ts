import { largestCheckpoint } from "../experiment";
import { Refusal, showPath, timestamp, type Problem } from "../schema";
import type { Checkpoint, CheckpointKeeper } from "../training/checkpoint";
import { bytesIn } from "./bytesIn";
import { ownNumbers } from "./database";
import type { ChangeChannel } from "./library";
import { checksumOf } from "./checksum";
import { numbersOf, readCheckpoint, readRunSummary, type RunSummary } from "./readCheckpoint";
import { heldRuns, runLetGo, takeRun, type RunLocks } from "./runLocks";
import { damaged, elsewhere, notKept, notReached, taken, tooLarge, type Place } from "./runRefusals";
import { runShelf, type RunRecords, type RunShelf, type StoredCheckpoint } from "./runShelf";
import type { Checkpoints } from "./types";

export interface CheckpointNeeds {
  readonly shelf: RunShelf;
  /** The browser's lock manager; without one (an insecure address) only the records say which tab has a run. */
  readonly locks?: RunLocks;
  /** Between tabs and workers: the list of interrupted runs is another one. */
  readonly channel?: ChangeChannel;
  /** Milliseconds that a lock is waited for. */
  readonly patience?: number;
}

const usualPatience = 3000;

/** So many runs are kept, and no checkpoint of more bytes. */
export const mostKept = 10;
export const largestKept = largestCheckpoint;

/**
 * The worker's side. A run that is trained here holds a lock, which the browser takes away when the worker dies: whoever
 * sees the lock free knows that the run was cut off. Besides, the record names its holder, so that no run overwrites another's
 * where there are no locks.
 */
export function checkpointKeeper(needs: CheckpointNeeds & {
  /** A name that nobody else has: of this worker, for as long as it lives. */
  readonly holder: string;
  readonly now: () => number;
}): CheckpointKeeper {
  const { shelf, locks, channel, holder, now, patience = usualPatience } = needs;
  /** The runs that are trained here, with what is there of them. */
  const held = new Map<string, { readonly letGo: () => void; kept: Place | null }>();
  const changed = (): void => channel?.postMessage("changed");

  const hold = async (runId: string): Promise<{ kept: Place | null } | null> => {
    const already = held.get(runId);
    if (already) return already;
    const letGo = locks ? await takeRun(locks, runId, patience) : () => undefined;
    if (!letGo) return null;
    const mine = { letGo, kept: null };
    held.set(runId, mine);
    return mine;
  };
  const letGo = (runId: string): void => {
    if (!held.has(runId)) return;
    held.get(runId)!.letGo();
    held.delete(runId);
    changed();
  };

  /** Puts a checkpoint in its place, and makes room among the others. Returns how many runs went for it, and whether the list became another one. */
  const write = async (records: RunRecords, summary: RunSummary, state: StoredCheckpoint, busy: ReadonlySet<string>) => {
    const all = (await records.summaries()).map(({ key, summary: raw }) => ({ key, read: readRunSummary(raw) }));
    const before = all.find(({ key }) => key === summary.runId)?.read;
    if (before === "newer" || (typeof before === "object" && before.holder !== holder)) throw new Refusal(taken);
    const others = all.filter(({ key }) => key !== summary.runId);
    const useless = others.filter(({ read }) => read === "damaged").map(({ key }) => key);
    const readable = others.flatMap(({ read }) => (typeof read === "object" ? [read] : [])).sort((a, b) => a.savedAt - b.savedAt);
    const free = readable.filter(({ runId }) => !busy.has(runId)).map(({ runId }) => runId);
    const oldest = free.slice(0, Math.max(0, readable.length + 1 - mostKept));
    for (const key of [...useless, ...oldest]) records.remove(key);
    records.put(summary, state);
    return { gone: oldest.length, other: useless.length + oldest.length > 0 || before === undefined };
  };

  return {
    async claim(runId) {
      const mine = await hold(runId);
      if (!mine) throw new Refusal(elsewhere);
      try {
        const found = await shelf.change(async (records) => {
          const raw = await records.state(runId);
          if (raw === undefined) return null;
          const read = readCheckpoint(raw);
          if (!read.ok) throw unreadable(read.error);
          const checkpoint = read.value;
          records.put(summaryOf(checkpoint, holder, now()));
          return checkpoint;
        });
        if (found) {
          mine.kept = found;
          changed();
        } else letGo(runId);
        return found;
      } catch (thrown) {
        letGo(runId);
        throw thrown instanceof Refusal ? thrown : new Refusal(notReached(thrown));
      }
    },
    async keep(checkpoint) {
      const { runId } = checkpoint;
      const summary = summaryOf(checkpoint, holder, now());
      const { bytes } = summary;
      if (bytes > largestKept) throw new Refusal(tooLarge(bytes, largestKept, held.get(runId)?.kept ?? null));
      const mine = await hold(runId);
      if (!mine) throw new Refusal(taken);
      const busy = await heldRuns(locks);
      const own = ownBuffers(checkpoint);
      const state = { ...own, checksum: checksumOf(numbersOf(own)) };
      try {
        const { gone, other } = await shelf.change((records) => write(records, summary, state, busy));
        mine.kept = checkpoint;
        if (other) changed();
        return { bytes, gone };
      } catch (thrown) {
        throw thrown instanceof Refusal ? thrown : new Refusal(notKept(thrown, bytes, mine.kept));
      }
    },
    async forget(runId) {
      if (!held.has(runId)) return;
      try {
        await shelf.change(async (records) => {
          const before = readRunSummary(await records.summary(runId));
          if (before === "damaged" || (typeof before === "object" && before.holder === holder)) records.remove(runId);
        });
      } finally {
        letGo(runId);
      }
    },
    letGo,
  };
}

/** The page's side: the runs that were cut off. Empty where the browser keeps nothing. */
export function checkpointList({ shelf, locks, channel, patience = usualPatience }: CheckpointNeeds): Checkpoints {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  channel?.addEventListener("message", tell);
  /** Runs under way whose end this page waits for: a worker that dies sends no message. */
  const awaited = new Set<string>();
  const awaitEnd = (manager: RunLocks, runId: string): void => {
    if (awaited.has(runId)) return;
    awaited.add(runId);
    runLetGo(manager, runId).then(
      () => {
        awaited.delete(runId);
        tell();
      },
      () => undefined,
    );
  };

  return {
    async list() {
      const summaries = await shelf.summaries().catch((): readonly unknown[] => []);
      const readable = summaries.map(readRunSummary).filter((read) => typeof read === "object");
      const busy = await heldRuns(locks);
      if (locks) for (const { runId } of readable) if (busy.has(runId)) awaitEnd(locks, runId);
      return readable
        .filter(({ runId }) => !busy.has(runId))
        .sort((a, b) => b.savedAt - a.savedAt)
        .map(({ version: _version, holder: _holder, ...summary }) => summary);
    },
    async has(runId) {
      const summaries = await shelf.summaries().catch((): readonly unknown[] => []);
      return summaries.map(readRunSummary).some((read) => typeof read === "object" && read.runId === runId);
    },
    async discard(runId) {
      const letGo = locks ? await takeRun(locks, runId, patience) : () => undefined;
      if (!letGo) throw new Refusal(elsewhere);
      try {
        await shelf.change((records) => Promise.resolve(records.remove(runId)));
      } catch (thrown) {
        throw thrown instanceof Refusal ? thrown : new Refusal(notReached(thrown));
      } finally {
        letGo();
      }
      channel?.postMessage("changed");
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function summaryOf(checkpoint: Checkpoint, holder: string, savedAt: number): RunSummary {
  const { version, runId, experiment, epoch, step, epochs } = checkpoint;
  return { version, runId, holder, experiment, epoch, step, epochs, savedAt, bytes: bytesIn(checkpoint) };
}

/** With numbers that bring no larger buffers along. */
function ownBuffers(checkpoint: Checkpoint): Checkpoint {
  const { learner, callbacks } = checkpoint;
  const own = <W extends { readonly values: Float32Array }>(weights: readonly W[]): W[] =>
    weights.map((weight) => ({ ...weight, values: ownNumbers(weight.values) }));
  return {
    ...checkpoint,
    learner: { ...learner, weights: own(learner.weights), optimizer: learner.optimizer.map(ownNumbers) },
    callbacks: callbacks.map(({ state, kept }) => ({ state, kept: kept && { ...kept, weights: own(kept.weights) } })),
  };
}

/** Problems of a damaged record that are worth naming. */
const mostNamed = 3;

function unreadable(problems: readonly Problem[]): Refusal {
  const named = (language: "en" | "zh"): string => {
    const shown = problems.slice(0, mostNamed).map(({ path, message }) => `${showPath(path)}: ${message[language]}`);
    return [...shown, ...(problems.length > mostNamed ? ["…"] : [])].join("; ");
  };
  return new Refusal(damaged(named("en"), named("zh")));
}

/** What page and worker have of the browser. */
function browser(): CheckpointNeeds {
  const { locks } = navigator as { readonly locks?: RunLocks };
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("layerloom-runs") : undefined;
  return { shelf: runShelf(), ...(locks ? { locks } : {}), ...(channel ? { channel } : {}) };
}

/** The keeper of the worker that runs this. */
export const workerCheckpoints = (holder: string): CheckpointKeeper => checkpointKeeper({ ...browser(), holder, now: timestamp });

/** The list of the page that runs this. */
export const pageCheckpoints = (): Checkpoints => checkpointList(browser());
