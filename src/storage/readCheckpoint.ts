import { z } from "zod";
import { experimentVersion, readExperiment } from "../experiment";
import { masksSchema, rateSchema, slotSizes } from "../models/trainingState";
import { readFitted } from "../preprocessing";
import { fail, foreignVersion, isRecord, ok, problem, problemsOf, text, versionOf, type Problem, type Result } from "../schema";
import { checkpointVersion, type Checkpoint, type CheckpointSummary } from "../training/checkpoint";
import { damagedNumbers, isIntact, valuesOf } from "./checksum";
import { count, figure, history, moment, trainer } from "./readHistory";
import { readWeights, weightsSchema } from "./readWeights";

/** The light part of a run's record. */
export interface RunSummary extends CheckpointSummary {
  readonly version: typeof checkpointVersion;
  /** The tab that trains the run, or did. */
  readonly holder: string;
}


const summarySchema = z.object({
  version: z.literal(checkpointVersion),
  runId: z.string(),
  holder: z.string(),
  experiment: z.unknown(),
  epoch: count,
  step: count,
  epochs: count,
  savedAt: moment,
  bytes: count,
});

/** What is kept of a run is of a version that this page does not know: not its own to touch. */
const isNewer = (raw: unknown): boolean => {
  const { version, experiment } = (raw ?? {}) as { readonly version?: unknown; readonly experiment?: unknown };
  const document = ((experiment ?? {}) as { readonly version?: unknown }).version;
  return (typeof version === "number" && version > checkpointVersion) || (typeof document === "number" && document > experimentVersion);
};

/** The light part of a run's record: `newer` where a newer page has written it, `damaged` where it says nothing. */
export function readRunSummary(raw: unknown): RunSummary | "newer" | "damaged" {
  if (isNewer(raw)) return "newer";
  const outer = summarySchema.safeParse(raw);
  const experiment = outer.success ? readExperiment(outer.data.experiment) : null;
  return outer.success && experiment?.ok ? { ...outer.data, experiment: experiment.value } : "damaged";
}

const checkpointSchema = z.object({
  version: z.literal(checkpointVersion),
  runId: z.string(),
  experiment: z.unknown(),
  preprocessing: z.unknown(),
  epoch: count,
  step: count,
  epochs: z.int().min(1),
  initialEpoch: count.optional(),
  rate: rateSchema,
  learner: z.object({
    weights: weightsSchema,
    optimizer: z.array(z.instanceof(Float32Array)),
    steps: count,
    masks: masksSchema,
  }),
  figures: z.object({ samples: count, loss: figure, totals: z.array(z.array(figure)) }),
  callbacks: z.array(z.object({ state: z.unknown(), kept: z.object({ weights: weightsSchema, epoch: count }).nullable() })),
  history,
  seconds: z.number().min(0),
  trainedBy: trainer.optional(),
  checksum: z.number().optional(),
});

/** Reads the state of a run out of the store. Beyond its form it is checked that every array is as long as the run's layers want it. */
export function readCheckpoint(raw: unknown): Result<Checkpoint> {
  if (isNewer(raw)) {
    return fail([
      problem(["version"], text("kept by a newer Layerloom. Reload the page to update it", "由更新版本的 Layerloom 保存。请刷新页面以更新")),
    ]);
  }
  const foreign = isRecord(raw) ? foreignVersion(versionOf(raw), checkpointVersion) : null;
  if (foreign) return fail([problem(["version"], foreign)]);
  const outer = checkpointSchema.safeParse(raw);
  if (!outer.success) return fail(problemsOf(outer.error, raw));
  const { experiment: rawExperiment, preprocessing: rawPreprocessing, learner, callbacks: stood, history: past, trainedBy, checksum, initialEpoch, ...rest } = outer.data;
  const problems: Problem[] = [];
  const take = <T>(read: Result<T>, ...at: Problem["path"]): T | undefined => {
    if (read.ok) return read.value;
    problems.push(...read.error.map(({ path, message }) => problem([...at, ...path], message)));
    return undefined;
  };
  const experiment = take(readExperiment(rawExperiment), "experiment");
  const preprocessing = take(readFitted(rawPreprocessing), "preprocessing");
  if (!experiment || !preprocessing) return fail(problems);

  const { layers, fit, compile } = experiment;
  const asMany = (path: Problem["path"], wanted: number, received: number): void => {
    if (wanted !== received) problems.push(problem(path, text(`expected ${wanted}, received ${received}`, `应有 ${wanted} 个，收到 ${received} 个`)));
  };
  const input = preprocessing.sampleShape;
  const weights = take(readWeights(learner.weights, layers, input), "learner");
  if (!weights) return fail(problems);
  const remembered = slotSizes(experiment, input);
  asMany(["learner", "optimizer", "length"], remembered.length, learner.optimizer.length);
  remembered.forEach((size, i) => asMany(["learner", "optimizer", i, "length"], size, learner.optimizer[i]?.length ?? size));
  asMany(["learner", "masks", "length"], layers.length, learner.masks.length);
  asMany(["figures", "totals", "length"], compile.metrics.length, rest.figures.totals.length);
  asMany(["callbacks", "length"], fit.callbacks.length, stood.length);
  if (initialEpoch !== undefined && initialEpoch > rest.epoch) {
    problems.push(problem(["initialEpoch"], text(`expected at most ${rest.epoch}, received ${initialEpoch}`, `应不超过 ${rest.epoch}，收到的是 ${initialEpoch}`)));
  }
  if (rest.epoch > rest.epochs) {
    problems.push(problem(["epoch"], text(`expected at most ${rest.epochs}, received ${rest.epoch}`, `应不超过 ${rest.epochs}，收到的是 ${rest.epoch}`)));
  }
  const states = stood.map(({ state, kept }, i) => {
    const found = kept && take(readWeights(kept.weights, layers, input), "callbacks", i, "kept");
    return { state, kept: kept && found ? { weights: found, epoch: kept.epoch } : null };
  });
  if (!problems.length && !isIntact(checksum, numbersOf(outer.data))) problems.push(problem(["learner"], damagedNumbers));
  if (problems.length) return fail(problems);
  const { diagnosis, ...told } = past;
  return ok({
    ...rest,
    experiment,
    preprocessing,
    learner: { ...learner, weights },
    callbacks: states,
    history: { ...told, ...(diagnosis ? { diagnosis } : {}) },
    ...(trainedBy ? { trainedBy } : {}),
    ...(initialEpoch === undefined ? {} : { initialEpoch }),
  });
}

/** All numbers of a checkpoint that training goes on from, in the order of its checksum. */
export const numbersOf = ({ learner, callbacks }: Pick<Checkpoint, "learner" | "callbacks">): readonly Float32Array[] => [
  ...valuesOf(learner.weights),
  ...learner.optimizer,
  ...callbacks.flatMap(({ kept }) => valuesOf(kept?.weights ?? [])),
];
