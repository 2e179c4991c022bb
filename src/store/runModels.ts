import { latestLogs, type Run } from "../runs";
import { text } from "../schema";
import type { ModelData, RunEvent } from "../training/protocol";
import type { TrainedModel } from "./state";

export type Ended = Extract<RunEvent, { readonly type: "ended" }>;

/** The id of a run's best epoch among the models. */
export const bestOf = (runId: string): string => `${runId}:best`;

/** Whether a model came out of one of these runs. */
export const isOf = (model: TrainedModel, runs: readonly Run[]): boolean =>
  model.origin === "run" && runs.some(({ id }) => model.id === id || model.id === bestOf(id));

/** The weights that a run left behind. */
export type Left = Pick<Ended, "weights" | "best">;

/**
 * The models that a run left behind, each with its data: the one at its end, and the one of its best epoch where its weights
 * were kept. None of a run that failed before it had weights.
 */
export function modelsOf(run: Run, { weights, best }: Left): readonly { readonly model: TrainedModel; readonly data: ModelData }[] {
  const { experiment, preprocessing } = run;
  if (!weights || !preprocessing) return [];
  const title = text(`Run ${run.number}`, `第 ${run.number} 次训练`);
  const parameters = weights.reduce((sum, { values }) => sum + values.length, 0);
  const common = { origin: "run", experiment, preprocessing, parameters } as const;
  const last = { model: { ...common, id: run.id, title, logs: latestLogs(run) }, data: { experiment, preprocessing, weights } };
  if (!best) return [last];
  const bestTitle = text(`${title.en}, best (epoch ${best.epoch + 1})`, `${title.zh} · 最佳（第 ${best.epoch + 1} 轮）`);
  const logs = run.epochs[best.epoch]?.logs ?? {};
  return [last, { model: { ...common, id: bestOf(run.id), title: bestTitle, logs }, data: { experiment, preprocessing, weights: best.weights } }];
}
