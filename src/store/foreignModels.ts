import { inferStack, type LayerWeight } from "../architecture";
import { datasets } from "../datasets";
import { outputMisfit, preparations, preparedBy, stepsFor, type Experiment, type PreparationName } from "../experiment";
import { fitPreprocessing, flowOf, type FittedPreprocessing, type StepSpec } from "../preprocessing";
import { trainedOf } from "../runs";
import { Refusal, sameShape, showShape, text, type Text } from "../schema";
import type { ModelData } from "../training/protocol";
import type { AppState, Preparation, Services, TrainedModel } from "./state";
import type { Vault } from "./vault";

export const unprepared: Text = text(
  "The file does not say how its inputs were prepared: choose it beside the model.",
  "文件没有说明输入是如何预处理的：请在模型旁选择。",
);

interface Parts {
  readonly get: () => AppState;
  readonly set: (change: (state: AppState) => Partial<AppState>) => void;
  readonly adopt: (model: TrainedModel, data: ModelData) => void;
  readonly vault: Vault;
  readonly client: Services["client"];
}

/** A model from a file that does not say how its inputs were prepared. */
interface Unprepared extends Pick<ModelData, "experiment" | "weights" | "training"> {
  readonly title: Text;
  readonly id: string;
}

/** Models whose files say nothing of the data: how their inputs are prepared is asked, compared and changed here. */
export function foreignModels({ get, set, adopt, vault, client }: Parts) {
  const kindOf = ({ dataset }: Experiment) => datasets.get(dataset.kind);

  const preview = ({ dataset, seed, preprocessing, fit }: Experiment) =>
    client.ask("preview", { dataset, seed, steps: preprocessing, validation: fit.validation });

  const modelOf = (modelId: string): { readonly model: TrainedModel; readonly preparation: Preparation } | undefined => {
    const model = get().models.find(({ id }) => id === modelId);
    return model?.preparation && { model, preparation: model.preparation };
  };

  const note = (modelId: string, change: Partial<Preparation>): void =>
    set(({ models }) => ({
      models: models.map((model) => (model.id === modelId && model.preparation ? { ...model, preparation: { ...model.preparation, ...change } } : model)),
    }));

  const stepsOf = (name: PreparationName, { document, largest }: Preparation, experiment: Experiment): readonly StepSpec[] =>
    preparedBy(name, document, kindOf(experiment).view === "images", largest);

  /** Takes in a model. Without its data the document's own steps have no statistics, and its inputs stay as they are. */
  const prepare = async ({ experiment, weights, training, title, id }: Unprepared): Promise<TrainedModel> => {
    const document = experiment.preprocessing;
    let [largest, own] = [1, experiment];
    let fitted: FittedPreprocessing;
    try {
      const seen = await preview(experiment);
      fitted = seen.fitted;
      largest = Math.max(Math.abs(seen.before.train.min), Math.abs(seen.before.train.max));
    } catch (thrown) {
      if (get().data.status === "ready" || !(thrown instanceof Refusal)) throw thrown;
      const { sampleShape, classes } = kindOf(experiment);
      own = { ...experiment, preprocessing: preparedBy("plain", document, true, 1) };
      fitted = fitPreprocessing(own.preprocessing, sampleShape, classes.length, () => undefined);
    }
    const parameters = weights.reduce((sum, { values }) => sum + values.length, 0);
    const preparation: Preparation = { document, largest, chosen: null, scores: {}, comparing: false };
    const data: ModelData = { experiment: own, preprocessing: fitted, weights, ...(training ? { training } : {}) };
    const model: TrainedModel = { id, origin: "file", title, experiment: own, preprocessing: fitted, logs: {}, parameters, trained: trainedOf(data), preparation };
    adopt(model, data);
    return model;
  };

  return {
    prepare,
    async choose(modelId: string, chosen: PreparationName): Promise<void> {
      const found = modelOf(modelId);
      if (!found) return;
      const { model, preparation } = found;
      const preprocessing = stepsOf(chosen, preparation, model.experiment);
      const experiment: Experiment = { ...model.experiment, preprocessing };
      const { fitted } = await preview(experiment);
      // What was found out meanwhile stays.
      const now = modelOf(modelId)?.preparation ?? preparation;
      adopt({ ...model, experiment, preprocessing: fitted, preparation: { ...now, chosen } }, { ...vault.here(modelId), experiment, preprocessing: fitted });
      const { history, edit, data, runs, evaluate } = get();
      const { layers, dataset } = history.present;
      if (layers === experiment.layers && dataset === experiment.dataset) edit((doc) => ({ ...doc, preprocessing }));
      if (data.status === "ready" && !outputMisfit(experiment) && runs.every(({ status }) => status === "ended")) void evaluate(modelId);
    },
    async compare(modelId: string): Promise<void> {
      const found = modelOf(modelId);
      if (!found || found.preparation.comparing) return;
      note(modelId, { comparing: true });
      try {
        const { model, preparation } = found;
        const scores: { -readonly [K in keyof Preparation["scores"]]: Preparation["scores"][K] } = {};
        const known = new Map<string, { readonly loss: number; readonly accuracy: number }>();
        for (const name of preparations) {
          const preprocessing = stepsOf(name, preparation, model.experiment);
          const key = JSON.stringify(preprocessing.map(({ kind, values }) => [kind, values]));
          const of = known.get(key) ?? (await score(`${modelId}:${name}`, { ...model.experiment, preprocessing }, vault.here(modelId).weights));
          known.set(key, of);
          scores[name] = of;
          note(modelId, { scores: { ...scores } });
        }
      } finally {
        note(modelId, { comparing: false });
      }
    },
    async rebind(modelId: string): Promise<void> {
      const found = modelOf(modelId);
      if (!found) return;
      const { model } = found;
      const { dataset, seed, preprocessing } = get().history.present;
      const input = model.preprocessing.sampleShape;
      const base: Experiment = { ...model.experiment, dataset, seed, preprocessing };
      const experiment: Experiment = { ...base, preprocessing: stepsFor(base, input, inferStack(base.layers, input).output).steps };
      const { sampleShape, classes, title } = kindOf(experiment);
      const gives = flowOf(experiment.preprocessing, sampleShape, classes.length).sampleShape;
      if (!sameShape(gives, input)) {
        const [want, have] = [showShape(input), showShape(gives)];
        throw new Refusal(text(`The model takes ${want}; a sample of ${title.en} is ${have} behind Preprocess.`, `模型的输入为 ${want}；${title.zh} 的样本预处理后为 ${have}。`));
      }
      const { weights, training } = vault.here(modelId);
      await prepare({ experiment, weights, ...(training ? { training } : {}), title: model.title, id: modelId });
    },
  };

  async function score(id: string, experiment: Experiment, weights: readonly LayerWeight[]): Promise<{ readonly loss: number; readonly accuracy: number }> {
    const { fitted } = await preview(experiment);
    await client.ask("holdModel", { modelId: id, model: { experiment, preprocessing: fitted, weights } });
    try {
      const { loss, labels, predicted, count } = await client.ask("evaluate", { modelId: id, part: "test" });
      return { loss, accuracy: labels.reduce((sum, label, i) => sum + (label === predicted[i] ? 1 : 0), 0) / Math.max(1, count) };
    } finally {
      await client.ask("releaseModel", { modelId: id });
    }
  }
}
