import type { StateCreator } from "zustand";
import { examine, remedies } from "../experiment";
import { latestLogs, newRun, recordAll, type Run } from "../runs";
import { text } from "../schema";
import type { RunEvent } from "../training/protocol";
import { wordsOf } from "./refused";
import type { AppState, RunSlice, Services } from "./state";
import type { Vault } from "./vault";

/** Runs of one visit that are kept; older ones give up their weights. */
const mostRuns = 30;

/** Milliseconds between two looks at what a run reported. */
const takeInEvery = 50;

export const runSlice =
  ({ client, newId, preferences }: Services, vault: Vault): StateCreator<AppState, [], [], RunSlice> =>
  (set, get) => {
    const live = (): Run | undefined => get().runs.find(({ status }) => status !== "ended");

    // A tiny net finishes thousands of epochs a second: what they report is taken in together, a few times a second.
    let waiting: RunEvent[] = [];
    let due: ReturnType<typeof setTimeout> | null = null;
    const takeIn = (): void => {
      if (due !== null) clearTimeout(due);
      due = null;
      const events = waiting;
      waiting = [];
      if (events.length) {
        set(({ runs }) => ({
          runs: runs.map((run) => {
            const own = events.filter(({ runId }) => runId === run.id);
            return own.length ? recordAll(run, own) : run;
          }),
        }));
      }
    };

    client.onRunEvent((event: RunEvent) => {
      waiting.push(event);
      if (event.type === "epoch" || event.type === "progress" || event.type === "map") {
        due ??= setTimeout(takeIn, takeInEvery);
        return;
      }
      takeIn();
      if (event.type === "started") set({ device: event.device });
      if (event.type !== "ended" || !event.weights) return;
      const run = get().runs.find(({ id }) => id === event.runId);
      if (!run?.preprocessing) return;
      const { experiment, preprocessing } = run;
      vault.keep(run.id, { experiment, preprocessing, weights: event.weights });
      set(({ models }) => ({
        models: [
          ...models,
          {
            id: run.id,
            origin: "run",
            title: text(`Run ${run.number}`, `第 ${run.number} 次训练`),
            experiment,
            preprocessing,
            logs: latestLogs(run),
            parameters: event.weights!.reduce((sum, { values }) => sum + values.length, 0),
          },
        ],
        modelId: run.id,
      }));
    });
    client.onRestart(() => void get().openData());

    return {
      device: null,
      runs: [],
      runId: null,
      play(from) {
        const { history, runs, data } = get();
        const experiment = history.present;
        if (live() || data.status !== "ready" || examine(experiment).problems.length) return;
        const id = newId();
        let weights;
        try {
          weights = from === undefined ? undefined : vault.weights(from);
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
          return;
        }
        const number = (runs.at(-1)?.number ?? 0) + 1;
        for (const old of runs.slice(0, Math.max(0, runs.length + 1 - mostRuns))) vault.forget(old.id);
        const kept = runs.slice(-(mostRuns - 1));
        set(({ models }) => ({
          runs: [...kept, newRun(id, number, experiment)],
          runId: id,
          models: models.filter((model) => model.origin !== "run" || kept.some((run) => run.id === model.id)),
        }));
        client.start(id, experiment, weights);
      },
      pause() {
        const run = live();
        if (run) client.pause(run.id);
      },
      resume() {
        const run = live();
        if (run) client.resume(run.id);
      },
      stop() {
        const run = live();
        if (run) client.stop(run.id);
      },
      showRun: (runId) => set(({ models, modelId }) => ({ runId, modelId: models.some(({ id }) => id === runId) ? runId : modelId })),
      takeRemedy(runId, remedy) {
        const run = get().runs.find(({ id }) => id === runId);
        if (!run) return;
        get().openExperiment(remedies[remedy].apply(run.experiment));
        const running = live();
        if (!running) {
          get().play();
          return;
        }
        // One run at a time: the new one starts when the old one has ended.
        const off = client.onRunEvent((event) => {
          if (event.type !== "ended" || event.runId !== running.id) return;
          off();
          get().play();
        });
        client.stop(running.id);
      },
      async setBackend(backend) {
        try {
          set({ device: await client.ask("setBackend", { backend }) });
          preferences.write("backend", backend);
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
        }
      },
    };
  };
