import { z } from "zod";
import { readExperiment } from "../experiment";
import { readTrainingState, slotsIn } from "../models/trainingState";
import { readFitted } from "../preprocessing";
import { fail, foreignVersion, ok, problem, problemsOf, text, type Problem, type Result } from "../schema";
import { damagedNumbers, isIntact, valuesOf } from "./checksum";
import { moment } from "./readHistory";
import { readWeights, weightsSchema } from "./readWeights";
import type { SavedModel, SavedSummary } from "./types";

/** Version of the records that this page writes. There have been no others; `readRecord` names those that it does not know. */
export const recordFormat = 1;

const number = z.number().catch(0);

/**
 * What the list shows of a saved model. A damaged entry stays in the list, with what can be made out of it: it can then
 * be opened, which says what is wrong, and deleted by whoever saved it, and by nobody else.
 */
const summarySchema = z.object({
  id: z.string(),
  name: z.string().catch("?"),
  savedAt: moment.catch(0),
  layers: z.array(z.string()).catch([]),
  parameters: number,
  datasetKind: z.string().catch("?"),
  logs: z.record(z.string(), z.number()).catch({}),
  bytes: number,
});

function readSummary(raw: unknown): SavedSummary | null {
  const read = summarySchema.safeParse(raw);
  return read.success ? read.data : null;
}

/** The entries of a list. One without an id of its own is left out: it could be neither opened nor deleted. */
export const readSummaries = (raw: readonly unknown[]): SavedSummary[] => raw.map(readSummary).filter((summary) => summary !== null);

const recordSchema = z.object({
  format: z.int(),
  experiment: z.unknown(),
  preprocessing: z.unknown(),
  weights: weightsSchema,
  /** Over all weights and the arrays of the optimizer; absent from older records. */
  checksum: z.number().optional(),
  training: z.unknown().optional(),
});

/** Reads a saved model; every problem's path begins with the name under which it was saved. */
export function readRecord(rawSummary: unknown, rawRecord: unknown): Result<SavedModel> {
  if (rawSummary === undefined) {
    return fail([problem([], text("this model is no longer there: another tab has deleted it", "该模型已不在：另一个标签页已将它删除"))]);
  }
  const summary = readSummary(rawSummary);
  if (!summary) {
    return fail([problem([], text("this saved model cannot be opened: its entry in the list is damaged", "无法打开该已保存的模型：其列表条目已损坏"))]);
  }
  const within = (problems: readonly Problem[], ...at: Problem["path"]): Problem[] =>
    problems.map(({ path, message }) => problem([`“${summary.name}”`, ...at, ...path], message));
  const outer = recordSchema.safeParse(rawRecord);
  const format = outer.success ? outer.data.format : (rawRecord as { readonly format?: unknown } | undefined)?.format;
  if (typeof format === "number" && format > recordFormat) {
    const sentence = text(
      `saved by a newer Layerloom (format ${format}; this page reads up to ${recordFormat}). Reload the page to update it`,
      `由更新版本的 Layerloom 保存（格式 ${format}；本页最高支持 ${recordFormat}）。请刷新页面以更新`,
    );
    return fail(within([problem(["format"], sentence)]));
  }
  const foreign = format === undefined ? null : foreignVersion(format, recordFormat);
  if (foreign) return fail(within([problem(["format"], foreign)]));
  if (!outer.success) return fail(within(problemsOf(outer.error, rawRecord)));
  const experiment = readExperiment(outer.data.experiment);
  const preprocessing = readFitted(outer.data.preprocessing);
  const problems: Problem[] = [];
  if (!experiment.ok) problems.push(...within(experiment.error, "experiment"));
  if (!preprocessing.ok) problems.push(...within(preprocessing.error, "preprocessing"));
  if (!experiment.ok || !preprocessing.ok) return fail(problems);
  const weights = readWeights(outer.data.weights, experiment.value.layers, preprocessing.value.sampleShape);
  if (!weights.ok) return fail(within(weights.error));
  const slots = slotsIn(outer.data.training);
  if (!isIntact(outer.data.checksum, [...valuesOf(outer.data.weights), ...slots])) return fail(within([problem(["weights"], damagedNumbers)]));
  const training = readTrainingState(outer.data.training, experiment.value, preprocessing.value.sampleShape);
  return ok({
    summary,
    model: {
      experiment: experiment.value,
      preprocessing: preprocessing.value,
      weights: weights.value,
      // The model predicts the same without it: a state that is damaged or absent does not keep it from being opened.
      ...(training.ok ? { training: training.value } : {}),
    },
  });
}
