import type { StateCreator } from "zustand";
import { record, redo, startHistory, undo, type Experiment } from "../experiment";
import type { AppState, ExperimentSlice } from "./state";

export const experimentSlice =
  (first: Experiment): StateCreator<AppState, [], [], ExperimentSlice> =>
  (set) => ({
    history: startHistory(first),
    edit: (change, key) => set(({ history }) => ({ history: record(history, change(history.present), key ?? null) })),
    undo: () => set(({ history }) => ({ history: undo(history) })),
    redo: () => set(({ history }) => ({ history: redo(history) })),
    openExperiment: (doc) => set(({ history }) => ({ history: record(history, doc), selected: null })),
  });
