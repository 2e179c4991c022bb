import { Refusal, showBytes, showPath, text, timestamp, type Problem, type Text } from "../schema";
import { mostFinished } from "../runs";
import { bytesIn } from "./bytesIn";
import { isFull } from "./database";
import { finishedShelf, type FinishedRecords, type FinishedShelf } from "./finishedShelf";
import type { ChangeChannel } from "./library";
import { isKeepable, readFinished, readFinishedWeights, toStore } from "./readFinished";
import type { FinishedRun, FinishedRuns } from "./types";

/** At most this many bytes of finished runs are kept, and at most `mostFinished` runs. */
export const mostFinishedBytes = 256e6;

export interface FinishedNeeds {
  readonly shelf: FinishedShelf;
  readonly now: () => number;
  /** Between tabs: the list is another one. */
  readonly channel?: ChangeChannel;
  readonly most?: number;
  readonly mostBytes?: number;
}

/**
 * The finished runs that the browser keeps, of all tabs. Every change reads the present list in the same transaction, so tabs
 * that write at the same time cannot exceed the limits or undo one another. The oldest go first. A record that cannot be read
 * is left out of the list and does not hide the others; it is removed when room is made. What a newer page has written is left alone.
 */
export function finishedRuns({ shelf, now, channel, most = mostFinished, mostBytes = mostFinishedBytes }: FinishedNeeds): FinishedRuns {
  const listeners = new Set<() => void>();
  channel?.addEventListener("message", () => {
    for (const listener of [...listeners]) listener();
  });
  const change = async <T>(act: (records: FinishedRecords) => Promise<T>): Promise<T> => {
    try {
      const result = await shelf.change(act);
      channel?.postMessage("changed");
      return result;
    } catch (thrown) {
      throw thrown instanceof Refusal ? thrown : new Refusal(notChanged(thrown));
    }
  };

  return {
    async list() {
      try {
        const read = (await shelf.runs()).map(readFinished);
        return read.filter((one) => typeof one === "object").sort(byAge);
      } catch (thrown) {
        throw thrown instanceof Refusal ? thrown : new Refusal(notReached(thrown));
      }
    },
    async keep(run, left) {
      if (!isKeepable(run)) return null;
      const { record, weights } = toStore(run, left, now());
      const bytes = bytesIn(record) + bytesIn(weights);
      if (bytes > mostBytes) throw new Refusal(tooLarge(run.number, bytes, mostBytes));
      const write = async (records: FinishedRecords): Promise<readonly FinishedRun[]> => {
        const others = (await records.runs()).filter(({ key }) => key !== run.id).map(({ key, run: raw }) => ({ key, read: readFinished(raw) }));
        const gone = beyond(others.flatMap(({ read }) => (typeof read === "object" ? [read] : [])), most - 1, mostBytes - bytes);
        for (const { key, read } of others) if (read === "damaged") records.remove(key);
        for (const one of gone) records.remove(one.run.id);
        records.put({ ...record, bytes }, weights);
        return gone;
      };
      try {
        return await shelf.change(write).finally(() => channel?.postMessage("changed"));
      } catch (thrown) {
        throw thrown instanceof Refusal ? thrown : new Refusal(notKept(thrown, bytes));
      }
    },
    async weights(run) {
      let raw: unknown;
      try {
        raw = await shelf.weights(run.id);
      } catch (thrown) {
        throw thrown instanceof Refusal ? thrown : new Refusal(notReached(thrown));
      }
      if (raw === undefined) throw new Refusal(removed(run.number));
      const read = readFinishedWeights(raw, run);
      if (read.ok) return read.value;
      const [{ path, message }] = read.error as readonly [Problem];
      const at = path.length ? `${showPath(path)}: ` : "";
      throw new Refusal(damaged(run.number, text(at + message.en, at + message.zh)));
    },
    remove: (runIds) => change(async (records) => runIds.forEach((id) => records.remove(id))),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const byAge = (a: FinishedRun, b: FinishedRun): number => a.savedAt - b.savedAt || a.run.number - b.run.number;

/** The oldest of the runs, as many as have to go so that at most `most` of at most `bytes` stay. */
function beyond(runs: readonly FinishedRun[], most: number, bytes: number): readonly FinishedRun[] {
  const sorted = [...runs].sort(byAge);
  let total = sorted.reduce((sum, run) => sum + run.bytes, 0);
  let go = 0;
  while (go < sorted.length && (sorted.length - go > most || total > bytes)) total -= sorted[go++]!.bytes;
  return sorted.slice(0, go);
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message || thrown.name : String(thrown));

const untilClosed = text(
  "It can be used until the page is closed or reloaded: save its model or download it if you want to keep it.",
  "在关闭或刷新页面之前仍可使用：如需保留，请保存或下载其模型。",
);

const tooLarge = (number: number, bytes: number, most: number): Text =>
  text(
    `Run ${number} is not kept for the next visit: it takes ${showBytes(bytes)}, and at most ${showBytes(most)} of finished runs are kept. ${untilClosed.en}`,
    `第 ${number} 次训练不会留到下次访问：它需要 ${showBytes(bytes)}，而已结束的训练最多共保留 ${showBytes(most)}。${untilClosed.zh}`,
  );

/** Said once for all runs, so without the number of one. */
function notKept(thrown: unknown, bytes: number): Text {
  if (isFull(thrown)) {
    const need = showBytes(bytes);
    return text(
      `The finished run is not kept for the next visit: it takes ${need}, more than the browser has left for this page. ${untilClosed.en} Removing runs or saved models makes room.`,
      `这次已结束的训练不会留到下次访问：它需要 ${need}，超过了浏览器留给本页的空间。${untilClosed.zh}移除训练或已保存的模型可以腾出空间。`,
    );
  }
  const why = reasonOf(thrown);
  return text(
    `Finished runs are not kept for the next visit: the browser does not let the page store them (${why}). ${untilClosed.en}`,
    `已结束的训练不会留到下次访问：浏览器不允许本页保存（${why}）。${untilClosed.zh}`,
  );
}

function notReached(thrown: unknown): Text {
  const why = reasonOf(thrown);
  return text(`The finished runs that this browser keeps cannot be read (${why}).`, `无法读取此浏览器中保留的训练（${why}）。`);
}

function notChanged(thrown: unknown): Text {
  const why = reasonOf(thrown);
  return text(`The finished runs that this browser keeps cannot be changed (${why}).`, `无法更改此浏览器中保留的训练（${why}）。`);
}

const removed = (number: number): Text =>
  text(
    `The weights of run ${number} are no longer in this browser: another tab has removed them.`,
    `第 ${number} 次训练的权重已不在此浏览器中：另一个标签页已将其移除。`,
  );

const damaged = (number: number, why: Text): Text =>
  text(`The weights of run ${number} cannot be used: ${why.en}. Its curves and figures are still there.`, `无法使用第 ${number} 次训练的权重：${why.zh}。其曲线和指标仍在。`);

/** The finished runs of the browser that runs this. */
export function pageFinishedRuns(): FinishedRuns {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("layerloom-finished") : undefined;
  return finishedRuns({ shelf: finishedShelf(), now: timestamp, ...(channel ? { channel } : {}) });
}

/** For browsers that keep nothing: what has ended lasts as long as the page, which says so elsewhere. */
export const noFinishedRuns: FinishedRuns = {
  list: () => Promise.resolve([]),
  keep: () => Promise.resolve(null),
  weights: (run) => Promise.reject(new Refusal(removed(run.number))),
  remove: () => Promise.resolve(),
  onChange: () => () => undefined,
};
