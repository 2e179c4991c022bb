import type { StateCreator } from "zustand";
import { edits, titleOf } from "../experiment";
import { trainedOf } from "../runs";
import type { OpenedModel } from "../models/types";
import { datasets } from "../datasets";
import { flowOf } from "../preprocessing";
import { namesOf, text, type Text } from "../schema";
import type { ModelData } from "../training/protocol";
import { allSaved } from "./allSaved";
import { foreignModels, unprepared } from "./foreignModels";
import { adapted } from "./opened";
import { pruned } from "./prune";
import { isAbort, listed, refusedFile, wordsOf } from "./refused";
import type { AppState, Conversion, LibrarySlice, Notice, Services, TrainedModel } from "./state";
import type { Vault } from "./vault";

const parametersOf = (model: ModelData): number => model.weights.reduce((sum, { values }) => sum + values.length, 0);

/** Notes that stand in the message itself; with more, all are in its details. */
const mostNotes = 3;

/** `Opened Net: 3 layers, 105 parameters.`, and what was left out or changed on the way in. */
function openedWords(title: Text, layers: number, parameters: number | null, notes: readonly Text[]): Pick<Notice, "message" | "details"> {
  const amounts =
    parameters === null
      ? text("without weights", "不含权重")
      : text(`${parameters.toLocaleString("en")} ${parameters === 1 ? "parameter" : "parameters"}`, `${parameters.toLocaleString("en")} 个参数`);
  const en = [`Opened ${title.en}: ${layers} ${layers === 1 ? "layer" : "layers"}, ${amounts.en}.`, ...notes.slice(0, mostNotes).map((note) => note.en)];
  const zh = [`已打开“${title.zh}”：${layers} 层，${amounts.zh}。`, ...notes.slice(0, mostNotes).map((note) => note.zh)];
  const message = text(en.join(" "), zh.join(""));
  return notes.length > mostNotes ? { message, details: text(notes.map((note) => note.en).join("\n"), notes.map((note) => note.zh).join("\n")) } : { message };
}

export const librarySlice =
  (services: Services, vault: Vault): StateCreator<AppState, [], [], LibrarySlice> =>
  (set, get) => {
    const { client, files, library, newId, deliver, persistence } = services;

    /** Runs an action; what is refused becomes a notice. Resolves to whether it went well. */
    const attempt = async (action: () => Promise<void>, more?: Pick<Notice, "about">): Promise<boolean> => {
      try {
        await action();
        return true;
      } catch (thrown) {
        // Whoever cancelled knows.
        if (!isAbort(thrown)) get().tell("error", wordsOf(thrown), more);
        return false;
      }
    };

    const cancels = new Map<string, AbortController>();

    /** Does a piece of work on a model file, which can be seen and cancelled for as long as it takes. */
    const converting = async <T>(conversion: Conversion, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
      const controller = new AbortController();
      cancels.set(conversion.id, controller);
      set(({ conversions }) => ({ conversions: [...conversions, conversion] }));
      try {
        return await work(controller.signal);
      } finally {
        cancels.delete(conversion.id);
        set(({ conversions }) => ({ conversions: conversions.filter(({ id }) => id !== conversion.id) }));
      }
    };

    /** A model is open: what was told about opening others is past, and the person hears what has come. */
    const tellOpened = (title: Text, layers: number, parameters: number | null, notes: readonly Text[] = []): void => {
      const { message, ...more } = openedWords(title, layers, parameters, notes);
      get().outdate("model");
      get().tell("info", message, { about: "model", ...more });
    };

    const adopt = (model: TrainedModel, data: ModelData): void => {
      vault.keep(model.id, data);
      // What was measured on an older model of this id says nothing of the new one.
      set(({ models, evaluations: { [model.id]: _, ...evaluations } }) => ({
        models: [...models.filter(({ id }) => id !== model.id), model],
        modelId: model.id,
        evaluations,
      }));
      set((state) => pruned(state, vault));
    };

    const take = async (opened: OpenedModel): Promise<void> => {
      const title = titleOf(opened.name);
      if (opened.layerloom) {
        const { experiment, preprocessing } = opened.layerloom;
        get().openExperiment(experiment);
        if (!opened.weights) {
          tellOpened(title, experiment.layers.length, null, opened.notes);
          return;
        }
        const data: ModelData = { experiment, preprocessing, weights: opened.weights, ...(opened.training ? { training: opened.training } : {}) };
        const parameters = parametersOf(data);
        adopt({ id: newId(), origin: "file", title, experiment, preprocessing, logs: {}, parameters, trained: trainedOf(data) }, data);
        tellOpened(title, experiment.layers.length, parameters, opened.notes);
        return;
      }
      const { data } = get();
      const { experiment, notes, unfit } = adapted(opened, get().history.present, data.status === "ready" ? data.summary.train.count : undefined);
      get().openExperiment(experiment);
      if (!opened.weights || unfit) {
        tellOpened(title, experiment.layers.length, null, [...(opened.weights && unfit ? [unfit] : []), ...notes, ...opened.notes]);
        return;
      }
      const model = await foreign.prepare({
        experiment,
        weights: opened.weights,
        ...(opened.training ? { training: opened.training } : {}),
        title,
        id: newId(),
      });
      tellOpened(title, experiment.layers.length, model.parameters, [unprepared, ...notes, ...opened.notes]);
    };

    const foreign = foreignModels({ get, set, adopt, vault, client });

    const noteTaken = (modelId: string): void => set(({ taken }) => (taken.includes(modelId) ? {} : { taken: [...taken, modelId] }));

    return {
      models: [],
      modelId: null,
      evaluations: {},
      evaluating: null,
      saved: [],
      conversions: [],
      cancelConversion: (id) => cancels.get(id)?.abort(new DOMException("cancelled", "AbortError")),
      predicted: [],
      taken: [],
      forgetful: null,
      persisted: null,
      askToPersist: async () => set({ persisted: await persistence.ask() }),
      useModel: (modelId) => set({ modelId }),
      choosePreparation: async (modelId, name) => {
        await attempt(() => foreign.choose(modelId, name));
      },
      comparePreparations: async (modelId) => {
        await attempt(() => foreign.compare(modelId));
      },
      takePresentData: async (modelId) => {
        await attempt(() => foreign.rebind(modelId));
      },
      async evaluate(modelId) {
        if (get().evaluating) return;
        set({ evaluating: modelId });
        await attempt(async () => {
          const evaluation = await vault.use(modelId, () => client.ask("evaluate", { modelId, part: "test" }));
          set(({ evaluations }) => ({ evaluations: { ...evaluations, [modelId]: evaluation } }));
        });
        set({ evaluating: null });
      },
      predict: (modelId, samples) => vault.use(modelId, () => client.ask("predict", { modelId, samples })),
      modelData: (modelId) => vault.load(modelId),
      refreshSaved: async () => {
        await attempt(async () => set({ saved: await library.list() }));
      },
      saveModel: (modelId, name) =>
        attempt(async () => {
          const data = await vault.load(modelId);
          const logs = get().models.find(({ id }) => id === modelId)?.logs ?? {};
          await library.save(name, { ...data, experiment: edits.rename(data.experiment, name) }, logs);
          noteTaken(modelId);
          set({ saved: await library.list() });
          // Nobody waits for this: some browsers ask the person first.
          void get().askToPersist();
        }),
      openSaved: async (id) => {
        await attempt(async () => {
          const read = await library.open(id);
          if (!read.ok) {
            get().tell("error", listed(read.error), { about: "model" });
            return;
          }
          const { summary, model } = read.value;
          get().openExperiment(model.experiment);
          adopt(
            {
              id: `saved:${summary.id}`,
              origin: "saved",
              title: text(summary.name, summary.name),
              experiment: model.experiment,
              preprocessing: model.preprocessing,
              logs: summary.logs,
              parameters: summary.parameters,
              trained: trainedOf(model),
            },
            model,
          );
          tellOpened(text(summary.name, summary.name), model.experiment.layers.length, summary.parameters);
        }, { about: "model" });
      },
      renameSaved: async (id, name) => {
        await attempt(async () => {
          await library.rename(id, name);
          set(({ models }) => ({
            models: models.map((model) => (model.id === `saved:${id}` ? { ...model, title: text(name, name) } : model)),
          }));
          set({ saved: await library.list() });
        });
      },
      removeSaved: async (id) => {
        await attempt(async () => {
          await library.remove(id);
          set({ saved: await library.list() });
        });
      },
      download: async (modelId, format) => {
        await attempt(async () => {
          const data = await vault.load(modelId);
          const work = { id: newId(), what: "write", modelId, format } as const;
          deliver(await converting(work, (signal) => files.write(format, data, data.experiment.name, { signal })));
          noteTaken(modelId);
        });
      },
      downloadAll: async () => {
        const { file, failed } = await allSaved({ library, files });
        if (failed) get().tell("error", failed);
        if (file) deliver(file);
        return file !== null;
      },
      openFiles: async (brought) => {
        await attempt(async () => {
          const doc = get().history.present;
          const { sampleShape, classes } = datasets.get(doc.dataset.kind);
          const { sampleShape: inputShape } = flowOf(doc.preprocessing, sampleShape, classes.length);
          const work = { id: newId(), what: "read", names: namesOf(brought.map(({ name }) => name)).en } as const;
          const read = await converting(work, (signal) => files.read(brought, { layers: doc.layers, inputShape, present: doc.compile }, { signal }));
          if (read.ok) {
            await take(read.value);
            return;
          }
          const { message, ...more } = refusedFile(read.error);
          get().tell("error", message, { about: "model", ...more });
        }, { about: "model" });
      },
    };
  };
