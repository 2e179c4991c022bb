import type { StateCreator } from "zustand";
import type { DatasetSummary } from "../training/protocol";
import { isAbort, wordsOf } from "./refused";
import type { AppState, DataSlice, DataState, Services } from "./state";

export const dataSlice =
  ({ client }: Services): StateCreator<AppState, [], [], DataSlice> =>
  (set, get) => {
    /** Answers to older questions are dropped: only the latest one may speak. */
    let latest = 0;
    let importing: AbortController | null = null;

    /** Files that are being read for data that nobody wants any longer are let go. */
    const dropImport = (why: string): void => {
      importing?.abort(new DOMException(why, "AbortError"));
      importing = null;
    };

    const settle = async (question: Promise<DatasetSummary | null>, fallback: DataState): Promise<boolean> => {
      const mine = ++latest;
      try {
        const summary = await question;
        if (mine === latest) set({ data: summary ? { status: "ready", summary } : { status: "missing" } });
        if (summary) get().outdate("data");
        if (summary?.kept) void get().askToPersist();
        return summary !== null;
      } catch (thrown) {
        if (mine === latest) set({ data: fallback });
        if (!isAbort(thrown)) get().tell("error", wordsOf(thrown), { about: "data" });
        return false;
      }
    };

    const bring = (
      ask: (signal: AbortSignal, onProgress: (part: number) => void) => Promise<DatasetSummary | null>,
    ): Promise<boolean> => {
      dropImport("replaced");
      const controller = new AbortController();
      importing = controller;
      const before = get().data;
      const fallback: DataState = before.status === "importing" || before.status === "opening" ? { status: "missing" } : before;
      set({ data: { status: "importing", part: 0 } });
      return settle(
        ask(controller.signal, (part) => {
          if (importing === controller) set({ data: { status: "importing", part } });
        }),
        fallback,
      ).finally(() => {
        if (importing === controller) importing = null;
      });
    };

    return {
      data: { status: "opening" },
      ask: client.ask.bind(client),
      async openData() {
        const { dataset, seed } = get().history.present;
        const mine = ++latest;
        dropImport("other data were chosen");
        set({ data: { status: "opening" } });
        try {
          const summary = await client.ask("openDataset", { dataset, seed });
          if (mine === latest) set({ data: !summary ? { status: "missing" } : "missing" in summary ? { status: "missing", why: summary.missing } : { status: "ready", summary } });
        } catch (thrown) {
          if (mine === latest) set({ data: { status: "failed", message: wordsOf(thrown) } });
        }
      },
      async importData(files) {
        const { kind } = get().history.present.dataset;
        await bring((signal, onProgress) => client.ask("importDataset", { kind, files }, { signal, onProgress }));
      },
      fetchData() {
        const { kind } = get().history.present.dataset;
        const page = document.baseURI;
        return bring((signal, onProgress) => client.ask("fetchDataset", { kind, page }, { signal, onProgress }));
      },
      cancelImport() {
        importing?.abort(new DOMException("cancelled", "AbortError"));
      },
      async forgetData() {
        const { kind } = get().history.present.dataset;
        try {
          await client.ask("forgetDataset", { kind });
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
        }
        await get().openData();
      },
    };
  };
