import type { StateCreator } from "zustand";
import type { Run } from "../runs";
import { text, type Text } from "../schema";
import type { FinishedRun, LeftWeights } from "../storage/types";
import type { ModelData } from "../training/protocol";
import { wordsOf } from "./refused";
import { bestOf, modelsOf, trainingOfBest } from "./runModels";
import type { AppState, FinishedSlice, Services } from "./state";
import type { Vault } from "./vault";

/** The runs that have ended: the browser keeps them, and they are there again after a reload. */
export const finishedSlice =
  ({ finished, visit }: Services, vault: Vault): StateCreator<AppState, [], [], FinishedSlice> =>
  (set, get) => {
    const told = new Set<string>();
    /** The same sentence again at every run would say nothing new. */
    const tellOnce = (thrown: unknown): void => {
      const words = wordsOf(thrown);
      if (!told.has(words.en)) get().tell("error", words);
      told.add(words.en);
    };

    /** The weights stay in the browser's store until somebody uses the model. */
    const lend = ({ run, best }: FinishedRun): void => {
      const { experiment, preprocessing } = run;
      const model = (part: (left: LeftWeights) => Pick<ModelData, "weights" | "training">) => async () => ({ experiment, preprocessing: preprocessing!, ...part(await finished.weights(run)) });
      vault.keepAway(run.id, model(({ weights, training }) => ({ weights, ...(training ? { training } : {}) })));
      if (best !== undefined) vault.keepAway(bestOf(run.id), model((left) => ({ weights: left.best?.weights ?? left.weights, training: trainingOfBest(best) })));
    };

    /** Takes over what the browser keeps: runs of earlier visits and of other tabs come in, runs that another tab removed go. */
    const merge = (list: readonly FinishedRun[]): void => {
      const there = new Set(list.map(({ run }) => run.id));
      const { stored } = get();
      takeOut(get().runs.filter((run) => stored.includes(run.id) && !there.has(run.id) && isLost(run)));
      const { runs, models } = get();
      const fresh = numbered(list.filter(({ run }) => !runs.some(({ id }) => id === run.id)), runs);
      fresh.forEach(lend);
      set({
        stored: [...there],
        runs: [...runs, ...fresh.map(({ run }) => run)].sort((a, b) => a.number - b.number),
        models: [...fresh.flatMap(({ run, ...left }) => modelsOf(run, left)), ...models],
      });
    };

    /** Takes runs and their models out; the board and the steps after it turn to another run where theirs is gone. */
    const takeOut = (going: readonly Run[]): void => {
      const ids = going.flatMap(({ id }) => [id, bestOf(id)]);
      ids.forEach((id) => vault.forget(id));
      const { runs, models, stored, evaluations, runId, modelId } = get();
      const stay = { runs: runs.filter((run) => !going.includes(run)), models: models.filter(({ id }) => !ids.includes(id)) };
      const shown = runId === null || stay.runs.some(({ id }) => id === runId) ? runId : (stay.runs.at(-1)?.id ?? null);
      set({
        ...stay,
        stored: stored.filter((id) => !ids.includes(id)),
        evaluations: Object.fromEntries(Object.entries(evaluations).filter(([id]) => !ids.includes(id))),
        runId: shown,
        modelId: modelId === null || stay.models.some(({ id }) => id === modelId) ? modelId : (stay.models.find(({ id }) => id === shown)?.id ?? null),
      });
    };
    /** The run is there for as long as the page, if its weights are. */
    const isLost = ({ id }: Run): boolean => !vault.holds(id);

    return {
      stored: [],
      async openFinished() {
        await get().refreshFinished();
        const { runs, models, runId, modelId } = get();
        // Somebody has begun to work meanwhile.
        if (runId !== null || modelId !== null) return;
        const [run, model] = [visit.read("shown.run"), visit.read("shown.model")];
        const shown = run === "" ? null : (runs.find(({ id }) => id === run) ?? runs.at(-1))?.id ?? null;
        const used = model === "" ? null : (models.find(({ id }) => id === model) ?? models.find(({ id }) => id === shown))?.id ?? null;
        set({ runId: shown, modelId: used });
      },
      async refreshFinished() {
        try {
          merge(await finished.list());
        } catch (thrown) {
          tellOnce(thrown);
        }
      },
      async keepFinished(run, left) {
        try {
          const gone = await finished.keep(run, left);
          if (gone === null) return;
          const ids = gone.map(({ run: { id } }) => id);
          const numbers = gone.map(({ run: { id, number } }) => get().runs.find((one) => one.id === id)?.number ?? number);
          takeOut(get().runs.filter((one) => ids.includes(one.id) && isLost(one)));
          set(({ stored }) => ({ stored: [...stored.filter((id) => !ids.includes(id)), run.id] }));
          if (numbers.length) get().tell("info", madeRoom(numbers));
        } catch (thrown) {
          tellOnce(thrown);
        }
      },
      async removeRuns(runIds) {
        const going = get().runs.filter(({ id, status }) => status === "ended" && runIds.includes(id));
        try {
          const kept = going.filter(({ id }) => get().stored.includes(id));
          if (kept.length) await finished.remove(kept.map(({ id }) => id));
        } catch (thrown) {
          get().tell("error", wordsOf(thrown));
          return;
        }
        takeOut(going);
      },
    };
  };

/** The runs with numbers that no other run has: tabs that trained at the same time gave the same ones. */
function numbered(fresh: readonly FinishedRun[], others: readonly Run[]): readonly FinishedRun[] {
  const taken = new Set(others.map(({ number }) => number));
  return fresh.map((one) => {
    const number = taken.has(one.run.number) ? Math.max(...taken) + 1 : one.run.number;
    taken.add(number);
    return number === one.run.number ? one : { ...one, run: { ...one.run, number } };
  });
}

/** What goes when there is no more room, by the numbers that the list shows. */
function madeRoom(numbers: readonly number[]): Text {
  const list = text(numbers.join(", "), numbers.join("、"));
  return numbers.length === 1
    ? text(
        `To make room for the newest, the oldest finished run (run ${list.en}) is no longer kept in this browser. Save a model to keep it for good.`,
        `为给最新的训练腾出空间，最早结束的训练（第 ${list.zh} 次）不再保留在此浏览器中。如需长期保留，请保存其模型。`,
      )
    : text(
        `To make room for the newest, the oldest finished runs (runs ${list.en}) are no longer kept in this browser. Save a model to keep it for good.`,
        `为给最新的训练腾出空间，最早结束的几次训练（第 ${list.zh} 次）不再保留在此浏览器中。如需长期保留，请保存其模型。`,
      );
}
