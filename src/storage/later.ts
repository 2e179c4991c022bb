import { noFinishedRuns } from "./finishedRuns";
import type { Shelf } from "./shelf";
import type { FinishedRuns } from "./types";

/** A shelf that is still being opened: every call waits for it, so that the page need not. */
export function laterShelf(opening: Promise<Shelf>): Shelf {
  return {
    summaries: async () => (await opening).summaries(),
    model: async (id) => (await opening).model(id),
    put: async (summary, record) => (await opening).put(summary, record),
    rename: async (id, name) => (await opening).rename(id, name),
    remove: async (id) => (await opening).remove(id),
    draft: async () => (await opening).draft(),
    putDraft: async (draft, setAside) => (await opening).putDraft(draft, setAside),
  };
}

/** The finished runs, or none where it turns out that the browser keeps nothing: that is said once for everything. */
export function finishedIf(kept: Promise<boolean>, runs: FinishedRuns): FinishedRuns {
  const chosen = kept.then((keeps) => (keeps ? runs : noFinishedRuns));
  return {
    list: async () => (await chosen).list(),
    keep: async (run, left) => (await chosen).keep(run, left),
    weights: async (run) => (await chosen).weights(run),
    remove: async (runIds) => (await chosen).remove(runIds),
    onChange: (listener) => runs.onChange(listener),
  };
}
