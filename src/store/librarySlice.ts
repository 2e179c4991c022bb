import type { StateCreator } from "zustand";
import { edits, type Experiment } from "../experiment";
import type { OpenedModel } from "../models/types";
import { datasets } from "../datasets";
import { flowOf } from "../preprocessing";
import { sameShape, showPath, showShape, text, type Problem, type Text } from "../schema";
import type { ModelData } from "../training/protocol";
import { pruned } from "./prune";
import { wordsOf } from "./refused";
import type { AppState, LibrarySlice, Services, TrainedModel } from "./state";
import type { Vault } from "./vault";

const parametersOf = (model: ModelData): number => model.weights.reduce((sum, { values }) => sum + values.length, 0);

/** Several refusals as one message. */
function listed(problems: readonly Problem[]): Text {
  const line = (language: "en" | "zh") =>
    problems
      .slice(0, 5)
      .map(({ path, message }) => (path.length ? `${showPath(path)}: ${message[language]}` : message[language]))
      .join("; ");
  return text(line("en"), line("zh"));
}

/** The document with a model from a file in place: its layers, and what the file knew of compile. */
const withOpened = (doc: Experiment, opened: OpenedModel): Experiment => ({
  ...doc,
  name: opened.name,
  layers: opened.layers,
  compile: { ...doc.compile, ...opened.compile },
});

export const librarySlice =
  (services: Services, vault: Vault): StateCreator<AppState, [], [], LibrarySlice> =>
  (set, get) => {
    const { client, files, library, newId, deliver } = services;

    /** Runs an action; what is refused becomes a notice. Resolves to whether it went well. */
    const attempt = async (action: () => Promise<void>): Promise<boolean> => {
      try {
        await action();
        return true;
      } catch (thrown) {
        get().tell("error", wordsOf(thrown));
        return false;
      }
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
      const tell = get().tell;
      for (const note of opened.notes) tell("info", note);
      const base = opened.layerloom?.experiment ?? get().history.present;
      const experiment = opened.layerloom ? base : withOpened(base, opened);
      const kind = datasets.get(experiment.dataset.kind);
      const flow = flowOf(experiment.preprocessing, kind.sampleShape, kind.classes.length);
      get().openExperiment(experiment);
      if (!opened.weights) return;
      if (!opened.layerloom && !sameShape(flow.sampleShape, opened.inputShape)) {
        const [wants, gives] = [showShape(opened.inputShape), showShape(flow.sampleShape)];
        tell(
          "info",
          text(
            `The layers are open. The model expects input ${wants}, the present preprocessing gives ${gives}: change Load or Preprocess and open the file again to use its weights.`,
            `各层已打开。模型需要输入 ${wants}，而当前预处理给出 ${gives}：请调整“载入”或“预处理”后重新打开文件以使用其权重。`,
          ),
        );
        return;
      }
      const preprocessing =
        opened.layerloom?.preprocessing ??
        (await client.ask("preview", { dataset: experiment.dataset, seed: experiment.seed, steps: experiment.preprocessing })).fitted;
      const data: ModelData = { experiment, preprocessing, weights: opened.weights };
      adopt(
        {
          id: newId(),
          origin: "file",
          title: text(opened.name, opened.name),
          experiment,
          preprocessing,
          logs: {},
          parameters: parametersOf(data),
        },
        data,
      );
    };

    return {
      models: [],
      modelId: null,
      evaluations: {},
      evaluating: null,
      saved: [],
      useModel: (modelId) => set({ modelId }),
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
      modelData: (modelId) => Promise.resolve().then(() => vault.get(modelId)),
      refreshSaved: async () => {
        await attempt(async () => set({ saved: await library.list() }));
      },
      saveModel: (modelId, name) =>
        attempt(async () => {
          const data = vault.get(modelId);
          const logs = get().models.find(({ id }) => id === modelId)?.logs ?? {};
          await library.save(name, { ...data, experiment: edits.rename(data.experiment, name) }, logs);
          set({ saved: await library.list() });
        }),
      openSaved: async (id) => {
        await attempt(async () => {
          const read = await library.open(id);
          if (!read.ok) {
            get().tell("error", listed(read.error));
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
            },
            model,
          );
        });
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
          const data = vault.get(modelId);
          deliver(await files.write(format, data, data.experiment.name));
        });
      },
      openFiles: async (brought) => {
        await attempt(async () => {
          const doc = get().history.present;
          const { sampleShape, classes } = datasets.get(doc.dataset.kind);
          const { sampleShape: inputShape } = flowOf(doc.preprocessing, sampleShape, classes.length);
          const read = await files.read(brought, { layers: doc.layers, inputShape });
          if (read.ok) await take(read.value);
          else get().tell("error", listed(read.error));
        });
      },
    };
  };
