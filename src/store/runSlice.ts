import type { StateCreator } from "zustand";
import { examine, memoryEstimate, remedies, verdictOn, type Experiment } from "../experiment";
import { beginningFrom, goingOnWords, mostFinished, newRun, recordAll, trainedOf, type Run } from "../runs";
import { text, type Text } from "../schema";
import { backendNames } from "../training/backendNames";
import type { BackendName, DeviceStatus, ModelData, RunEvent } from "../training/protocol";
import { readMeasurements, trainsOnCard } from "./deviceChoice";
import { devicePreparation } from "./devicePreparation";
import { inbox } from "./inbox";
import { pruned } from "./prune";
import { wordsOf } from "./refused";
import { bestOf, isOf, modelsOf, parametersIn, trainingOfBest, type Ended } from "./runModels";
import { keepTempo, readTempos, viewOf } from "./tempo";
import { clearUnderway, noteUnderway } from "./underway";
import type { AppState, RunSlice, Services, TrainedModel } from "./state";
import type { Vault } from "./vault";

/** Runs in the list: as many as the browser keeps, and one under way. Older ones give up their weights. */
const mostRuns = mostFinished + 1;

const madeRoom = text(
  "Of the runs that were cut off the oldest was let go, to make room for the state of the one under way.",
  "为保存正在进行的训练的状态，已丢弃最早被打断的那次训练。",
);

export const runSlice =
  ({ client, newId, preferences, checkpoints, finished, visit }: Services, vault: Vault): StateCreator<AppState, [], [], RunSlice> =>
  (set, get) => {
    const live = (): Run | undefined => get().runs.find(({ status }) => status !== "ended");

    /** A run's weights become models that the later steps can use. */
    const adopt = (run: Run, { weights, training, best }: Ended): void => {
      const { experiment, preprocessing } = run;
      if (!weights || !preprocessing) return;
      vault.keep(run.id, { experiment, preprocessing, weights, ...(training ? { training } : {}) });
      if (best) vault.keep(bestOf(run.id), { experiment, preprocessing, weights: best.weights, training: trainingOfBest(best.epoch) });
      const left = modelsOf(run, { parameters: parametersIn(weights), best: best?.epoch, trained: trainedOf(training ? { training } : {}) });
      set((state) => ({
        models: [...state.models.filter((model) => !isOf(model, [run])), ...left],
        // A board that was reset meanwhile stays untrained.
        modelId: state.runId === run.id ? run.id : state.modelId,
      }));
      set((state) => pruned(state, vault));
      void get().keepFinished(run, { weights, ...(training ? { training } : {}), ...(best ? { best } : {}) });
    };

    const { receive } = inbox((events) =>
      set(({ runs }) => ({
        runs: runs.map((run) => {
          const own = events.filter(({ runId }) => runId === run.id);
          return own.length ? recordAll(run, own) : run;
        }),
      })),
    );
    client.onRunEvent((event: RunEvent) => {
      if (event.type === "kept" || event.type === "ended") clearUnderway(visit);
      if (event.type === "kept" && event.gone) get().tell("info", madeRoom);
      if (!receive(event)) return;
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
    client.onNote((message) => get().tell("info", message));
    client.onRestart(({ message, again }) => {
      if (again) get().reconnect();
      else set({ device: null, noDevice: message });
    });
    checkpoints.onChange(() => void get().refreshInterrupted());
    finished.onChange(() => void get().refreshFinished());

    /** A person's choice that cannot be had here today: the page chooses, and says why. */
    const fallBack = (thrown: unknown): Promise<DeviceStatus> => {
      get().tell("error", wordsOf(thrown));
      return client.ask("device", {});
    };

    /** Only the latest question for the device may speak: those before it were asked of a worker that is gone. */
    let latestLook = 0;

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
      clearUnderway(visit);
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
      set(({ models }) => ({ runs: [...kept, run], runId: run.id, models: models.filter((model) => model.origin !== "run" || isOf(model, kept)) }));
      set((state) => pruned(state, vault));
    };

    let lastNumber = 0;
    /** Numbers are not given twice, also where the latest run was removed. */
    const nextNumber = (): number => (lastNumber = Math.max(lastNumber, ...get().runs.map(({ number }) => number)) + 1);

    const preparation = devicePreparation(client, preferences, { set, get });

    return {
      device: null,
      noDevice: null,
      async findDevice() {
        const mine = ++latestLook;
        set({ noDevice: null });
        // A new worker chooses by itself, whatever the last one was on; a person's choice is told to it again.
        const chosen = chosenBackend(preferences);
        try {
          const status = chosen ? await client.ask("setBackend", { backend: chosen }).catch(fallBack) : await client.ask("device", {});
          if (mine === latestLook) set({ device: status });
        } catch (thrown) {
          if (mine !== latestLook) return;
          set({ device: null, noDevice: wordsOf(thrown) });
          get().tell("error", wordsOf(thrown));
        }
      },
      reconnect() {
        const { findDevice, openData, refreshInterrupted } = get();
        void findDevice();
        void openData();
        void refreshInterrupted();
      },
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
        if (from !== undefined && !vault.holds(from)) {
          // The weights of an earlier visit's run are read first.
          vault.load(from).then(
            () => get().play({ from, until, anyway }),
            (thrown: unknown) => get().tell("error", wordsOf(thrown)),
          );
          return;
        }
        const id = newId();
        let model: ModelData | undefined;
        try {
          if (from !== undefined) model = vault.here(from);
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
          return;
        }
        const beginning = model ? beginningFrom(model, experiment) : {};
        const before = get().models.find(({ id }) => id === from);
        add(newRun(id, nextNumber(), experiment, before && { id: before.id, title: before.title }));
        // By the model itself: what the list knew of its training may have turned out to be damaged.
        if (before && model) get().tell("info", goingOnWords({ experiment: model.experiment, trained: trainedOf(model), title: before.title }, experiment));
        const start = (): void =>
          client.start(id, experiment, { tempo: get().tempos[viewOf(experiment)], ...beginning, ...(until ? { until } : {}) });
        noteUnderway(visit, id, experiment);
        if (!preparation.needed(experiment)) start();
        else void preparation.takeFastest(id, experiment).then((ready) => (ready ? start() : giveUp(id)));
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
        if (!preparation.abort(run.id)) client.stop(run.id);
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

/** What a person chose at some visit; undefined where the page chooses. */
const chosenBackend = (preferences: Services["preferences"]): BackendName | undefined => {
  const stored = preferences.read("backend");
  return backendNames.find((backend) => backend === stored);
};

const recordAllOf = (runs: readonly Run[], runId: string, event: RunEvent): readonly Run[] =>
  runs.map((run) => (run.id === runId ? recordAll(run, [event]) : run));
