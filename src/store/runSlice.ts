import type { StateCreator } from "zustand";
import { examine, memoryEstimate, remedies, verdictOn, type Experiment } from "../experiment";
import { latestLogs, newRun, recordAll, type Run } from "../runs";
import { text, type Text } from "../schema";
import type { RunEvent } from "../training/protocol";
import { chooseDevice, readMeasurements, rememberDevice, trainsOnCard, withoutFigures } from "./deviceChoice";
import { pruned } from "./prune";
import { wordsOf } from "./refused";
import { keepTempo, readTempos, viewOf } from "./tempo";
import type { AppState, RunSlice, Services, TrainedModel } from "./state";
import type { Vault } from "./vault";

/** Runs of one visit that are kept; older ones give up their weights. */
const mostRuns = 30;

/**
 * Milliseconds for which what a run reports may wait, so that it is taken in together: figures change no faster than they
 * can be read, a picture moves. The page must not take from the training what it needs to show it.
 */
const patience = { progress: 250, epochs: 250, kept: 250, map: 30 } as const;

const madeRoom = text(
  "Of the runs that were cut off the oldest was let go, to make room for the state of the one under way.",
  "为保存正在进行的训练的状态，已丢弃最早被打断的那次训练。",
);

type Ended = Extract<RunEvent, { readonly type: "ended" }>;

/** The id of a run's best epoch among the models. */
const bestOf = (runId: string): string => `${runId}:best`;

export const runSlice =
  ({ client, newId, preferences, checkpoints }: Services, vault: Vault): StateCreator<AppState, [], [], RunSlice> =>
  (set, get) => {
    const live = (): Run | undefined => get().runs.find(({ status }) => status !== "ended");

    // A tiny net finishes thousands of epochs a second: what they report is taken in together, a few times a second.
    let waiting: RunEvent[] = [];
    let due: { readonly at: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;
    let last = -Infinity;
    const takeIn = (): void => {
      if (due !== null) clearTimeout(due.timer);
      due = null;
      last = Date.now();
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

    /** A run's weights become models that the later steps can use: those at its end, and those of its best epoch where they were kept. */
    const adopt = (run: Run, { weights, best }: Ended): void => {
      const { experiment, preprocessing } = run;
      if (!weights || !preprocessing) return;
      const title = text(`Run ${run.number}`, `第 ${run.number} 次训练`);
      const parameters = weights.reduce((sum, { values }) => sum + values.length, 0);
      const common = { origin: "run" as const, experiment, preprocessing, parameters };
      const models: TrainedModel[] = [{ ...common, id: run.id, title, logs: latestLogs(run) }];
      vault.keep(run.id, { experiment, preprocessing, weights });
      if (best) {
        vault.keep(bestOf(run.id), { experiment, preprocessing, weights: best.weights });
        const of = text(`${title.en}, best (epoch ${best.epoch + 1})`, `${title.zh} · 最佳（第 ${best.epoch + 1} 轮）`);
        models.push({ ...common, id: bestOf(run.id), title: of, logs: run.epochs[best.epoch]?.logs ?? {} });
      }
      const ids = models.map(({ id }) => id);
      set((state) => ({
        models: [...state.models.filter(({ id }) => !ids.includes(id)), ...models],
        // A board that was reset meanwhile stays untrained.
        modelId: state.runId === run.id ? run.id : state.modelId,
      }));
      set((state) => pruned(state, vault));
    };

    client.onRunEvent((event: RunEvent) => {
      waiting.push(event);
      if (event.type === "kept" && event.gone) get().tell("info", madeRoom);
      if (event.type === "epochs" || event.type === "progress" || event.type === "map" || event.type === "kept") {
        // The first after a while is taken in at once.
        const at = last + patience[event.type];
        if (due && due.at <= at) return;
        if (due) clearTimeout(due.timer);
        due = { at, timer: setTimeout(takeIn, Math.max(0, at - Date.now())) };
        return;
      }
      takeIn();
      if (event.type === "started") {
        set({ device: event.device });
        const before = event.continued?.before;
        if (before) get().tell("info", elsewhere(before.label, event.trainedBy.label));
      }
      if (event.type !== "ended") return;
      const run = get().runs.find(({ id }) => id === event.runId);
      if (run) adopt(run, event);
      if (event.reason === "interrupted" || event.reason === "failed") void get().refreshInterrupted();
      startWanted();
    });
    client.onRestart(() => {
      // A new worker takes the first device that starts, whatever the last one was on; a person's choice is told to it again.
      const { device, setBackend, openData, refreshInterrupted, tell } = get();
      if (device && !device.automatic) void setBackend(device.backend);
      else client.ask("device", {}).then((status) => set({ device: status }), (thrown: unknown) => tell("error", wordsOf(thrown)));
      void openData();
      void refreshInterrupted();
    });
    checkpoints.onChange(() => void get().refreshInterrupted());

    /** The design of a run that waits for the end of the one under way. */
    let wanted: Experiment | null = null;
    const startWanted = (): void => {
      const doc = wanted;
      if (!doc || live()) return;
      wanted = null;
      // Whoever has gone on to another design meanwhile does not want this one trained any more.
      if (get().history.present === doc) get().play();
    };

    /** Ends a run that was stopped before it reached the worker. */
    const giveUp = (runId: string): void => {
      set(({ runs }) => ({ runs: recordAllOf(runs, runId, { type: "ended", runId, reason: "stopped", epochs: 0, seconds: 0 }) }));
      startWanted();
    };

    /** Puts a run on the list and on the board; the oldest ones go. */
    const add = (run: Run): void => {
      const { runs } = get();
      for (const old of runs.slice(0, Math.max(0, runs.length + 1 - mostRuns))) {
        vault.forget(old.id);
        vault.forget(bestOf(old.id));
      }
      const kept = runs.slice(-(mostRuns - 1));
      const stays = ({ origin, id }: TrainedModel): boolean => origin !== "run" || kept.some((old) => id === old.id || id === bestOf(old.id));
      set(({ models }) => ({ runs: [...kept, run], runId: run.id, models: models.filter(stays) }));
      set((state) => pruned(state, vault));
    };

    const nextNumber = (): number => (get().runs.at(-1)?.number ?? 0) + 1;

    /** The preparation under way of a run that the worker does not know yet. */
    let preparing: { readonly runId: string; readonly controller: AbortController } | null = null;

    /**
     * Goes over to the device that is the fastest for the model, and measures which that is where it is not known. Resolves to
     * whether the run still wants to begin: where this fails it begins on the device that is in use.
     */
    const takeFastest = async (runId: string, experiment: Experiment): Promise<boolean> => {
      const choice = chooseDevice(get().device, experiment, get().measurements);
      if (choice.how === "given") return true;
      const controller = new AbortController();
      preparing = { runId, controller };
      try {
        if (choice.how === "remembered") {
          // The worker knows what it is on, and stays there if it is that.
          set({ device: await client.ask("setBackend", { backend: choice.backend, automatic: true }, { signal: controller.signal }) });
          return true;
        }
        const calibration = await client.ask("calibrate", { experiment }, { signal: controller.signal });
        set({ device: calibration.device });
        if (calibration.rows.length) set({ measurements: rememberDevice(calibration, experiment, preferences) });
        return true;
      } catch (thrown) {
        if (controller.signal.aborted) {
          giveUp(runId);
          return false;
        }
        // What kills the worker while it is timed would do so at every run.
        const { device, measurements, tell } = get();
        if (choice.how === "measure" && device) set({ measurements: withoutFigures(device, experiment, measurements) });
        tell("error", wordsOf(thrown));
        return true;
      } finally {
        preparing = null;
      }
    };

    return {
      device: null,
      runs: [],
      runId: null,
      interrupted: [],
      measurements: readMeasurements(preferences),
      tempos: readTempos(preferences),
      doubted: null,
      play({ from, until, anyway = false } = {}) {
        const { history, data, device, measurements } = get();
        const experiment = history.present;
        if (live() || data.status !== "ready" || examine(experiment).problems.length) return;
        // What is too much for any machine does not depend on how much this one has.
        const { train, test } = data.summary;
        const onCard = trainsOnCard(device, experiment, measurements);
        if (!anyway && verdictOn(memoryEstimate(experiment, train.count + test.count), undefined, onCard) === "too much") {
          set({ doubted: { from, until } });
          return;
        }
        const id = newId();
        let weights;
        try {
          weights = from === undefined ? undefined : vault.weights(from);
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
          return;
        }
        const before = get().models.find(({ id }) => id === from);
        add(newRun(id, nextNumber(), experiment, before && { id: before.id, title: before.title }));
        const start = (): void =>
          client.start(id, experiment, { tempo: get().tempos[viewOf(experiment)], ...(weights ? { weights } : {}), ...(until ? { until } : {}) });
        if (chooseDevice(get().device, experiment, get().measurements).how === "given") start();
        else void takeFastest(id, experiment).then((ready) => ready && start());
      },
      settleDoubt(anyway) {
        const { doubted, play } = get();
        set({ doubted: null });
        if (doubted && anyway) play({ ...doubted, anyway });
      },
      pause() {
        const run = live();
        if (run) client.pause(run.id);
      },
      resume() {
        const run = live();
        if (run) client.resume(run.id);
      },
      advance(until) {
        const run = live();
        if (!run) get().play({ until });
        else if (run.status === "paused") client.resume(run.id, until);
      },
      change(change) {
        const run = live();
        if (run) client.change(run.id, change);
      },
      setTempo(tempo) {
        const run = live();
        const view = viewOf(run?.experiment ?? get().history.present);
        set(({ tempos }) => ({ tempos: { ...tempos, [view]: tempo } }));
        keepTempo(view, tempo, preferences);
        if (run) client.setTempo(run.id, tempo);
      },
      stop() {
        const run = live();
        if (!run) return;
        if (preparing?.runId === run.id) preparing.controller.abort();
        else client.stop(run.id);
      },
      reset() {
        const { runs, runId, models, stop } = get();
        const run = live() ?? runs.find(({ id }) => id === runId);
        stop();
        set({ runId: null, modelId: (run && beganFrom(run, models)?.id) ?? null });
      },
      showRun: (runId) => set(({ models, modelId }) => ({ runId, modelId: models.some(({ id }) => id === runId) ? runId : modelId })),
      takeRemedy(runId, remedy) {
        const run = get().runs.find(({ id }) => id === runId);
        if (!run) return;
        get().openExperiment(remedies[remedy].apply(run.experiment));
        // One run at a time: the new one starts when the old one has ended.
        wanted = live() ? get().history.present : null;
        if (wanted) get().stop();
        else get().play();
      },
      async refreshInterrupted() {
        try {
          const running = live()?.id;
          const found = await checkpoints.list();
          set({ interrupted: found.filter(({ runId }) => runId !== running) });
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
        }
      },
      continueRun(runId) {
        const summary = get().interrupted.find((one) => one.runId === runId);
        if (!summary || live()) return;
        const { experiment } = summary;
        if (get().history.present !== experiment) get().openExperiment(experiment);
        const known = get().runs.find(({ id }) => id === runId);
        if (known) set(({ runs }) => ({ runId, runs: runs.map((run) => (run.id === runId ? { ...run, status: "starting" } : run)) }));
        else add(newRun(runId, nextNumber(), experiment));
        set(({ interrupted }) => ({ interrupted: interrupted.filter((one) => one.runId !== runId) }));
        client.continue(runId, get().tempos[viewOf(experiment)]);
      },
      async discardRun(runId) {
        try {
          await checkpoints.discard(runId);
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
        }
        await get().refreshInterrupted();
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

const elsewhere = (before: string, now: string): Text =>
  text(
    `This run was trained on ${before} until it was cut off, and continues on ${now}. Its numbers may differ in the last digits from here on.`,
    `这次训练中断前使用的是 ${before}，现在改用 ${now} 继续；此后数值的末几位可能略有差异。`,
  );

/** The model that a run went on from, as long as it is there. */
export const beganFrom = ({ from }: Run, models: readonly TrainedModel[]): TrainedModel | undefined => models.find(({ id }) => id === from?.id);

const recordAllOf = (runs: readonly Run[], runId: string, event: RunEvent): readonly Run[] =>
  runs.map((run) => (run.id === runId ? recordAll(run, [event]) : run));
