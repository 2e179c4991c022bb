import type { LayerWeight } from "../architecture";
import { latestLogs, trainedOf, type Run, type Trained } from "../runs";
import { text } from "../schema";
import type { RunEvent, TrainingState } from "../training/protocol";
import type { AppState, TrainedModel } from "./state";

export type Ended = Extract<RunEvent, { readonly type: "ended" }>;

/** The id of a run's best epoch among the models. */
export const bestOf = (runId: string): string => `${runId}:best`;

/** Whether a model came out of one of these runs. */
export const isOf = (model: TrainedModel, runs: readonly Run[]): boolean =>
  model.origin === "run" && runs.some(({ id }) => model.id === id || model.id === bestOf(id));

/** Ended runs with a model that neither the browser keeps nor a person has saved or downloaded: a reload loses them. */
export const unkeptRuns = ({ runs, models, stored, taken }: Pick<AppState, "runs" | "models" | "stored" | "taken">): readonly Run[] =>
  runs.filter((run) => run.status === "ended" && !stored.includes(run.id) && !taken.includes(run.id) && models.some((model) => isOf(model, [run])));

/** Whether a reload would lose something that was trained: a finished run, or one under way whose state cannot be kept. */
export const losesByLeaving = (state: Pick<AppState, "runs" | "models" | "stored" | "taken">): boolean =>
  unkeptRuns(state).length > 0 || state.runs.some(({ status, unkept }) => status !== "ended" && unkept !== undefined);

export const parametersIn = (weights: readonly LayerWeight[]): number => weights.reduce((sum, { values }) => sum + values.length, 0);

/** The callback keeps weights alone: the state of the optimizer after that epoch (from 0) is not known. */
export const trainingOfBest = (epoch: number): TrainingState => ({ epochs: epoch + 1 });

/** What is known of the models that a run left behind. */
export interface ModelsLeft {
  readonly parameters: number;
  /** The best epoch, from 0, where its weights were kept. */
  readonly best?: number | undefined;
  readonly trained?: Trained | undefined;
}

/**
 * The models that a run left behind: the one at its end, and the one of its best epoch (from 0) where its weights were kept.
 * None of a run that failed before it had any.
 */
export function modelsOf(run: Run, { parameters, best, trained = trainedOf({}) }: ModelsLeft): readonly TrainedModel[] {
  const { experiment, preprocessing } = run;
  if (!preprocessing) return [];
  const title = text(`Run ${run.number}`, `第 ${run.number} 次训练`);
  const common = { origin: "run", experiment, preprocessing, parameters } as const;
  const last = { ...common, id: run.id, title, logs: latestLogs(run), trained };
  if (best === undefined) return [last];
  const bestTitle = text(`${title.en}, best (epoch ${best + 1})`, `${title.zh} · 最佳（第 ${best + 1} 轮）`);
  return [last, { ...common, id: bestOf(run.id), title: bestTitle, logs: run.epochs[best - run.initialEpoch]?.logs ?? {}, trained: trainedOf({ training: trainingOfBest(best) }) }];
}
