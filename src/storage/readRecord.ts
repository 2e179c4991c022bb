import { z } from "zod";
import { inferStack, type LayerWeight } from "../architecture";
import { readExperiment } from "../experiment";
import { readFitted } from "../preprocessing";
import { fail, ok, problem, sameShape, showShape, sizeOf, text, type Problem, type Result, type Shape } from "../schema";
import type { SavedModel, SavedSummary } from "./types";

/** Version of the records that this page writes. Older ones are brought up to it in `readRecord`; newer ones are refused. */
export const recordFormat = 1;

const number = z.number().catch(0);

/**
 * What the list shows of a saved model. A damaged entry stays in the list, with what can be made out of it: it can then
 * be opened, which says what is wrong, and deleted by whoever saved it, and by nobody else.
 */
const summarySchema = z.object({
  id: z.string(),
  name: z.string().catch("?"),
  savedAt: number,
  layers: z.array(z.string()).catch([]),
  parameters: number,
  datasetKind: z.string().catch("?"),
  logs: z.record(z.string(), z.number()).catch({}),
  bytes: number,
});

export const readSummary = (raw: unknown): SavedSummary => summarySchema.parse(raw);

const recordSchema = z.object({
  format: z.int(),
  experiment: z.unknown(),
  preprocessing: z.unknown(),
  weights: z.array(
    z.object({
      layer: z.int(),
      layerName: z.string(),
      name: z.string(),
      shape: z.array(z.int().min(0)),
      trainable: z.boolean(),
      values: z.instanceof(Float32Array),
    }),
  ),
});

/** Reads a saved model; every problem's path begins with the name under which it was saved. */
export function readRecord(rawSummary: unknown, rawRecord: unknown): Result<SavedModel> {
  if (rawSummary === undefined) {
    return fail([problem([], text("this model is no longer there: another tab has deleted it", "该模型已不在：另一个标签页已将它删除"))]);
  }
  const summary = readSummary(rawSummary);
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
  if (!outer.success) {
    const { issues } = outer.error;
    return fail(
      within(issues.map(({ path, message }) => problem(path as (string | number)[], text(message, `保存的内容已损坏：${message}`)))),
    );
  }
  const experiment = readExperiment(outer.data.experiment);
  const preprocessing = readFitted(outer.data.preprocessing);
  const problems: Problem[] = [];
  if (!experiment.ok) problems.push(...within(experiment.error, "experiment"));
  if (!preprocessing.ok) problems.push(...within(preprocessing.error, "preprocessing"));
  if (!experiment.ok || !preprocessing.ok) return fail(problems);
  const weights = readWeights(outer.data.weights, experiment.value.layers, preprocessing.value.sampleShape);
  if (!weights.ok) return fail(within(weights.error));
  return ok({
    summary,
    model: { experiment: experiment.value, preprocessing: preprocessing.value, weights: weights.value },
  });
}

/** Holds the stored weights against those that the layers need, in order. */
function readWeights(stored: readonly LayerWeight[], layers: Parameters<typeof inferStack>[0], input: Shape): Result<readonly LayerWeight[]> {
  const stack = inferStack(layers, input);
  const broken = stack.rows.find((row) => row.problem);
  if (broken) return fail([problem(["layers", broken.name], broken.problem!)]);
  const problems: Problem[] = [];
  const wanted = stack.rows.flatMap((row, layer) => row.weights.map((weight) => ({ layer, layerName: row.name, ...weight })));
  const weights = wanted.map(({ layer, layerName, name, shape, trainable }): LayerWeight | undefined => {
    const found = stored.find((weight) => weight.layer === layer && weight.name === name);
    const at = ["weights", layerName, name];
    if (!found) {
      problems.push(problem(at, text(`missing; expected shape ${showSides(shape)}`, `缺失；应有形状 ${showSides(shape)}`)));
      return undefined;
    }
    if (!sameShape(found.shape, shape) || found.values.length !== sizeOf(shape)) {
      const received = `${showSides(found.shape)}, ${found.values.length}`;
      problems.push(
        problem(
          at,
          text(
            `expected shape ${showSides(shape)} with ${sizeOf(shape)} values, received ${received}`,
            `应为形状 ${showSides(shape)}、共 ${sizeOf(shape)} 个值，收到的是 ${received}`,
          ),
        ),
      );
      return undefined;
    }
    return { layer, layerName, name, shape, trainable, values: found.values };
  });
  return problems.length ? fail(problems) : ok(weights as LayerWeight[]);
}

const showSides = (shape: Shape): string => showShape(shape).replace("None, ", "");
