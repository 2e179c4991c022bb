import { z } from "zod";
import { callbacks, readCallback, type CallbackSpec } from "../callbacks";
import { losses, metrics, optimizers, readOptimizer, takesLogits } from "../compile";
import { datasets, readDataset } from "../datasets";
import { layers, readLayer, type LayerSpec } from "../layers";
import { readStep, steps, type StepSpec } from "../preprocessing";
import { cutName, fail, foreignVersion, isRecord, ok, problem, problemsOf, text, versionOf, type Problem, type Registry, type Result } from "../schema";
import { experimentVersion, type Experiment } from "./experiment";

const record = z.record(z.string(), z.unknown());

/** The outer form; what a kind's `values` may be is the kind's own matter. */
const envelope = z.strictObject({
  version: z.literal(experimentVersion),
  name: z.string().min(1).max(120),
  seed: z.int().min(0).max(4_294_967_295),
  dataset: z.strictObject({ kind: z.string(), values: record }),
  preprocessing: z.array(z.strictObject({ id: z.string().min(1), kind: z.string(), values: record })).max(50),
  layers: z.array(z.strictObject({ id: z.string().min(1), kind: z.string(), values: record })).max(500),
  compile: z.strictObject({
    optimizer: z.strictObject({ kind: z.string(), values: record }),
    loss: z.enum(losses.kinds as [string, ...string[]]),
    from_logits: z.boolean().optional(),
    metrics: z.array(z.enum(metrics.kinds as [string, ...string[]])),
  }),
  fit: z.strictObject({
    batch_size: z.int().min(1).max(65_536),
    epochs: z.int().min(1).max(100_000),
    shuffle: z.boolean(),
    validation: z.discriminatedUnion("on", [
      z.strictObject({ on: z.literal("test") }),
      z.strictObject({ on: z.literal("none") }),
      z.strictObject({ on: z.literal("split"), share: z.number().min(0.01).max(0.9) }),
    ]),
    callbacks: z.array(z.strictObject({ kind: z.string(), values: record })),
  }),
});

/**
 * The only door for a document from outside: a file, a link, the browser's store, a preset. Newer versions are refused;
 * every refusal names its path and the value.
 */
export function readExperiment(raw: unknown): Result<Experiment> {
  const version = versionOf(raw);
  if (typeof version === "number" && version > experimentVersion) {
    return fail([
      problem(
        ["version"],
        text(
          `written by a newer Layerloom (document version ${version}; this page reads up to ${experimentVersion}). Reload the page to update it`,
          `由更新版本的 Layerloom 写成（文档版本 ${version}；本页最高支持 ${experimentVersion}）。请刷新页面以更新`,
        ),
      ),
    ]);
  }
  const foreign = isRecord(raw) ? foreignVersion(version, experimentVersion) : null;
  if (foreign) return fail([problem(["version"], foreign)]);
  const outer = envelope.safeParse(raw);
  if (!outer.success) return fail(problemsOf(outer.error, raw));
  const problems: Problem[] = [];
  const take = <T>(read: Result<T>): T | undefined => {
    if (read.ok) return read.value;
    problems.push(...read.error);
    return undefined;
  };
  const known = <K extends string>(list: Registry<{ readonly kind: K }>, kind: string, path: Problem["path"]): K | undefined => {
    const found = list.find(kind)?.kind;
    if (!found) {
      const names = list.kinds.join(", ");
      problems.push(problem(path, text(`unknown kind "${cutName(kind)}"; known are ${names}`, `未知类型“${cutName(kind)}”；已知类型有 ${names}`)));
    }
    return found;
  };
  const doc = outer.data;
  const datasetKind = known(datasets, doc.dataset.kind, ["dataset", "kind"]);
  const dataset = datasetKind && take(readDataset(datasetKind, doc.dataset.values, ["dataset", "values"]));
  const preprocessing = doc.preprocessing.map(({ id, kind, values }, i): StepSpec | undefined => {
    const found = known(steps, kind, ["preprocessing", i, "kind"]);
    return found && take(readStep(id, found, values, ["preprocessing", i, "values"]));
  });
  const stack = doc.layers.map(({ id, kind, values }, i): LayerSpec | undefined => {
    const found = known(layers, kind, ["layers", i, "kind"]);
    return found && take(readLayer(id, found, values, ["layers", i, "values"]));
  });
  const optimizerKind = known(optimizers, doc.compile.optimizer.kind, ["compile", "optimizer", "kind"]);
  const optimizer = optimizerKind && take(readOptimizer(optimizerKind, doc.compile.optimizer.values, ["compile", "optimizer", "values"]));
  const runCallbacks = doc.fit.callbacks.map(({ kind, values }, i): CallbackSpec | undefined => {
    const found = known(callbacks, kind, ["fit", "callbacks", i, "kind"]);
    return found && take(readCallback(found, values, ["fit", "callbacks", i, "values"]));
  });
  for (const [key, list] of [["preprocessing", doc.preprocessing], ["layers", doc.layers]] as const) {
    const ids = new Set<string>();
    list.forEach(({ id }, i) => {
      if (ids.has(id)) problems.push(problem([key, i, "id"], text(`the id "${id}" is used twice`, `标识“${id}”重复`)));
      ids.add(id);
    });
  }
  const loss = losses.find(doc.compile.loss)!.kind;
  if (doc.compile.from_logits && !takesLogits(loss)) {
    problems.push(problem(["compile", "from_logits"], text(`${loss} is not computed from logits; expected false, received true`, `${loss} 不由 logits 计算；应为 false，收到的是 true`)));
  }
  if (problems.length || !dataset || !optimizer) return fail(problems);
  return ok({
    version: experimentVersion,
    name: doc.name,
    seed: doc.seed,
    dataset,
    preprocessing: preprocessing as readonly StepSpec[],
    layers: stack as readonly LayerSpec[],
    compile: {
      optimizer,
      loss,
      ...(doc.compile.from_logits ? { from_logits: true } : {}),
      metrics: doc.compile.metrics.map((name) => metrics.find(name)!.kind),
    },
    fit: { ...doc.fit, callbacks: runCallbacks as readonly CallbackSpec[] },
  });
}
