import { z } from "zod";
import { experimentVersion, readExperiment } from "../experiment";
import { readFitted } from "../preprocessing";
import { readTrainingState, slotsIn } from "../models/trainingState";
import { newRun, trainedOf, type Run } from "../runs";
import { fail, ok, problem, problemsOf, versionOf, type Problem, type Result } from "../schema";
import { checksumOf, damagedNumbers, isIntact, valuesOf } from "./checksum";
import { ownNumbers, ownTraining } from "./database";
import { count, figure, history, moment, sentence, trainer } from "./readHistory";
import { readWeights, weightsSchema } from "./readWeights";
import type { FinishedRun, LeftWeights } from "./types";

/** Version of the records that this page writes. */
export const finishedVersion = 1;

const map = z
  .object({ resolution: z.int().min(1).max(4096), reach: figure, values: z.instanceof(Float32Array) })
  .refine(({ resolution, values }) => values.length === resolution ** 2);

const recordSchema = z.object({
  version: z.literal(finishedVersion),
  id: z.string().min(1),
  number: z.int().min(1),
  experiment: z.unknown(),
  preprocessing: z.unknown(),
  from: z.object({ id: z.string(), title: sentence }).optional(),
  trainedBy: trainer.optional(),
  stepsPerEpoch: count,
  trainCount: count,
  validationCount: count,
  planned: z.int().min(1),
  /** Absent: 0. */
  initialEpoch: count.optional(),
  trained: z.object({ epochs: count, learningRate: z.number().optional() }).optional().catch(undefined),
  learningRate: figure,
  history,
  map: map.optional().catch(undefined),
  end: z.object({
    reason: z.enum(["completed", "early-stopping", "stopped", "nan"]),
    message: sentence.optional(),
    restoredEpoch: count.optional(),
    seconds: z.number().min(0),
  }),
  savedAt: moment,
  parameters: count,
  /** The best epoch, where its weights are kept too. */
  best: count.optional(),
  bytes: count,
});
export type FinishedRecord = z.infer<typeof recordSchema>;

const weightsRecord = z.object({
  id: z.string(),
  weights: weightsSchema,
  best: z.object({ epoch: count, weights: weightsSchema }).optional(),
  training: z.unknown().optional(),
  checksum: z.number(),
});
export type FinishedWeights = LeftWeights & { readonly id: string; /** Over all numbers, see `numbersOf`. */ readonly checksum: number };

/** A record of a version that this page does not know: not for it to touch. */
const isNewer = (raw: unknown): boolean => {
  const [version, document] = [versionOf(raw), versionOf((raw as { readonly experiment?: unknown } | null)?.experiment)];
  return (typeof version === "number" && version > finishedVersion) || (typeof document === "number" && document > experimentVersion);
};

/** A member is left out where it is undefined, as the types of the page want it. */
const given = <K extends string, T>(name: K, value: T | undefined): { readonly [N in K]?: T } => (value === undefined ? {} : ({ [name]: value } as { readonly [N in K]: T }));

/** Reads a finished run without its weights: `newer` where a newer page has written it, `damaged` where it cannot be used. */
export function readFinished(raw: unknown): FinishedRun | "newer" | "damaged" {
  if (isNewer(raw)) return "newer";
  const outer = recordSchema.safeParse(raw);
  if (!outer.success) return "damaged";
  const { id, number, from, trainedBy, stepsPerEpoch, trainCount, validationCount, planned, learningRate, map: drawn, end, best, trained, initialEpoch, ...rest } = outer.data;
  const { epochs, curve, changes, diagnosis } = rest.history;
  const [experiment, preprocessing] = [readExperiment(rest.experiment), readFitted(rest.preprocessing)];
  if (!experiment.ok || !preprocessing.ok) return "damaged";
  const { message, restoredEpoch, reason, seconds } = end;
  const run: Run = {
    ...newRun(id, number, experiment.value, from),
    status: "ended",
    ...given("trainedBy", trainedBy),
    preprocessing: preprocessing.value,
    stepsPerEpoch,
    trainCount,
    validationCount,
    initialEpoch: initialEpoch ?? 0,
    epochs,
    planned,
    learningRate,
    changes,
    curve,
    ...given("map", drawn),
    ...given("diagnosis", diagnosis),
    end: { reason, seconds, ...given("message", message), ...given("restoredEpoch", restoredEpoch) },
  };
  return { run, parameters: rest.parameters, savedAt: rest.savedAt, bytes: rest.bytes, ...given("best", best), ...(trained ? { trained: { epochs: trained.epochs, ...given("learningRate", trained.learningRate) } } : {}) };
}

/** Reads the weights of a finished run, and holds them against its layers and their checksum. */
export function readFinishedWeights(raw: unknown, { experiment, preprocessing }: Run): Result<LeftWeights> {
  const outer = weightsRecord.safeParse(raw);
  if (!outer.success) return fail(problemsOf(outer.error, raw));
  const { weights, best, checksum } = outer.data;
  if (!isIntact(checksum, numbersOf(outer.data))) return fail([problem([], damagedNumbers)]);
  const read = (stored: typeof weights) => readWeights(stored, experiment.layers, preprocessing!.sampleShape);
  const [last, kept] = [read(weights), best && read(best.weights)];
  const problems: readonly Problem[] = [...(last.ok ? [] : last.error), ...(kept && !kept.ok ? kept.error : [])];
  if (!last.ok || (kept && !kept.ok)) return fail(problems);
  const training = readTrainingState(outer.data.training, experiment, preprocessing!.sampleShape);
  return ok({ weights: last.value, ...(training.ok ? { training: training.value } : {}), ...(best && kept ? { best: { epoch: best.epoch, weights: kept.value } } : {}) });
}

const numbersOf = ({ weights, best, training }: { readonly weights: LeftWeights["weights"]; readonly best?: LeftWeights["best"] | undefined; readonly training?: unknown }): readonly Float32Array[] => [
  ...valuesOf(weights),
  ...valuesOf(best?.weights ?? []),
  ...slotsIn(training),
];

/** Whether a run is kept at all: not one that failed, or that was cut off and can be continued. */
export const isKeepable = ({ end, preprocessing }: Run): boolean => preprocessing !== undefined && recordSchema.shape.end.safeParse(end).success;

/** A run as it is stored, in two parts. `bytes` is worked out by the caller. */
export function toStore(run: Run, left: LeftWeights, savedAt: number): { readonly record: FinishedRecord; readonly weights: FinishedWeights } {
  const own = (weights: LeftWeights["weights"]) => weights.map((weight) => ({ ...weight, values: ownNumbers(weight.values) }));
  const weights = { id: run.id, weights: own(left.weights), ...(left.best ? { best: { epoch: left.best.epoch, weights: own(left.best.weights) } } : {}), ...(left.training ? { training: ownTraining(left.training) } : {}) };
  const { id, number, experiment, preprocessing, from, trainedBy, stepsPerEpoch, trainCount, validationCount, planned, initialEpoch, learningRate } = run;
  const { epochs, curve, changes, diagnosis, map: drawn, end } = run;
  // The reader refuses what does not fit; nothing is written that could not be read.
  const record = recordSchema.parse({
    version: finishedVersion,
    id, number, experiment, preprocessing, from, trainedBy, stepsPerEpoch, trainCount, validationCount, planned, initialEpoch, learningRate,
    history: { epochs, curve, changes, diagnosis },
    map: drawn && { ...drawn, values: ownNumbers(drawn.values) },
    end,
    savedAt,
    parameters: left.weights.reduce((sum, { values }) => sum + values.length, 0),
    best: left.best?.epoch,
    trained: left.training && trainedOf(left),
    bytes: 0,
  });
  return { record, weights: { ...weights, checksum: checksumOf(numbersOf(weights)) } };
}
