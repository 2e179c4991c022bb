import { Refusal, showBytes, text, type Text } from "../schema";
import { checksumOf, valuesOf } from "./checksum";
import { isFull, ownNumbers, ownTraining } from "./database";
import { readRecord, readSummaries, recordFormat } from "./readRecord";
import type { SavedRecord, Shelf } from "./shelf";
import type { Library, SavedSummary } from "./types";

/** Between tabs: one of them changed the list. */
export interface ChangeChannel {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: () => void): void;
}

export interface LibraryNeeds {
  readonly shelf: Shelf;
  readonly newId: () => string;
  readonly now: () => number;
  /** How much the browser gives and how much of it is taken, in bytes; absent where the browser does not tell. */
  readonly estimate?: () => Promise<{ readonly usage?: number; readonly quota?: number }>;
  readonly channel?: ChangeChannel;
}

function full(name: string, bytes: number, free: number | undefined): Text {
  const need = showBytes(bytes);
  const left = free === undefined ? undefined : showBytes(Math.max(0, free));
  return text(
    `“${name}” was not saved: it needs ${need}, ${left ? `and the browser has about ${left} left for this page` : "more than the browser has left for this page"}. Nothing was lost: the model is still open and everything saved before is still there. Delete a saved model or free disk space, then save again.`,
    `“${name}”未能保存：它需要 ${need}，${left ? `而浏览器留给本页的空间大约只剩 ${left}` : "超过了浏览器留给本页的空间"}。没有丢失任何内容：模型仍然打开着，之前保存的都还在。请删除一个已保存的模型或腾出磁盘空间，然后再次保存。`,
  );
}

/** The saved models. Names need not differ: a model is known by its id. */
export function library({ shelf, newId, now, estimate, channel }: LibraryNeeds): Library {
  const listeners = new Set<() => void>();
  channel?.addEventListener("message", () => {
    for (const listener of [...listeners]) listener();
  });

  const freeBytes = async (): Promise<number | undefined> => {
    try {
      const { usage, quota } = (await estimate?.()) ?? {};
      return usage === undefined || quota === undefined ? undefined : quota - usage;
    } catch {
      return undefined;
    }
  };

  return {
    async list() {
      const summaries = readSummaries(await shelf.summaries());
      return summaries.sort((a, b) => b.savedAt - a.savedAt);
    },
    async save(name, model, logs) {
      const { experiment, preprocessing, weights, training } = model;
      const slots = training?.optimizer?.slots ?? [];
      const document = JSON.stringify([experiment, preprocessing]);
      const summary: SavedSummary = {
        id: newId(),
        name,
        savedAt: now(),
        layers: experiment.layers.map(({ kind }) => kind),
        parameters: weights.reduce((sum, { values }) => sum + values.length, 0),
        datasetKind: experiment.dataset.kind,
        logs,
        bytes: slots.reduce((sum, values) => sum + values.byteLength, weights.reduce((sum, { values }) => sum + values.byteLength, document.length)),
      };
      const record: SavedRecord = {
        id: summary.id,
        format: recordFormat,
        experiment,
        preprocessing,
        weights: weights.map((weight) => ({ ...weight, values: ownNumbers(weight.values) })),
        ...(training ? { training: ownTraining(training) } : {}),
        checksum: checksumOf([...valuesOf(weights), ...slots]),
      };
      try {
        await shelf.put(summary, record);
      } catch (thrown) {
        if (isFull(thrown)) throw new Refusal(full(name, summary.bytes, await freeBytes()));
        throw thrown;
      }
      channel?.postMessage("changed");
      return summary;
    },
    async open(id) {
      const { summary, record } = await shelf.model(id);
      return readRecord(summary, record);
    },
    async rename(id, name) {
      const found = await shelf.rename(id, name);
      channel?.postMessage("changed");
      if (!found) {
        throw new Refusal(
          text(`“${name}” could not be renamed: another tab has deleted the model`, `无法重命名为“${name}”：该模型已在另一个标签页中删除`),
        );
      }
    },
    async remove(id) {
      await shelf.remove(id);
      channel?.postMessage("changed");
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
