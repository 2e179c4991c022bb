import { z } from "zod";
import { inferStack } from "../architecture";
import { optimizers } from "../compile";
import type { Experiment } from "../experiment";
import { isDict } from "./content/json";
import { fail, ok, problem, problemsOf, sizeOf, text, type Problem, type Result, type Shape } from "../schema";
import type { ModelData, OptimizerState, TrainingState } from "../training/protocol";

/** The layers and the optimizer of a model. */
export interface Trained {
  readonly layers: Experiment["layers"];
  readonly compile: Pick<Experiment["compile"], "optimizer">;
}

const count = z.int().min(0);
const word = z.int().min(-(2 ** 31)).max(2 ** 32 - 1);

/** The states of the generators of the dropout masks, one per layer. */
export const masksSchema = z.array(z.tuple([word, word, word, word]));
export const rateSchema = z.object({ base: z.number(), factor: z.number() });

const slotsSchema = z.array(z.instanceof(Float32Array));

const schema = z.object({
  epochs: count,
  masks: masksSchema.optional(),
  optimizer: z.object({ slots: slotsSchema, steps: count, rate: rateSchema }).optional(),
});

const slotsAlone = z.object({ optimizer: z.object({ slots: slotsSchema }) });

/**
 * The arrays of an optimizer in a stored state of training; none where it has none. They are found also where the rest of the
 * state is damaged: the checksum of a record covers them together with the weights.
 */
export function slotsIn(raw: unknown): readonly Float32Array[] {
  const read = slotsAlone.safeParse(raw);
  return read.success ? read.data.optimizer.slots : [];
}

/** Reads what more epochs of a model go on from, and holds it against the model's layers and its optimizer. */
export function readTrainingState(raw: unknown, experiment: Trained, input: Shape): Result<TrainingState> {
  const outer = schema.safeParse(raw);
  if (!outer.success) return fail(problemsOf(outer.error, raw));
  const { epochs, masks, optimizer } = outer.data;
  const problems: Problem[] = [];
  const asMany = (path: Problem["path"], wanted: number, received: number): void => {
    if (wanted !== received) problems.push(problem(path, text(`expected ${wanted}, received ${received}`, `应有 ${wanted} 个，收到 ${received} 个`)));
  };
  if (masks) asMany(["masks", "length"], experiment.layers.length, masks.length);
  if (optimizer) {
    const sizes = slotSizes(experiment, input);
    asMany(["optimizer", "slots", "length"], sizes.length, optimizer.slots.length);
    sizes.forEach((size, i) => asMany(["optimizer", "slots", i, "length"], size, optimizer.slots[i]?.length ?? size));
  }
  return problems.length ? fail(problems) : ok({ epochs, ...(masks ? { masks } : {}), ...(optimizer ? { optimizer } : {}) });
}

/** What Keras's formats have no place for: Layerloom's own part of a file carries it. */
export const ownPart = ({ training }: ModelData): { readonly training?: object } => {
  if (!training) return {};
  const { epochs, masks, optimizer } = training;
  return { training: { epochs, ...(masks ? { masks } : {}), ...(optimizer ? { rate: optimizer.rate } : {}) } };
};

/** Joins the state of an optimizer, read from Keras's place in a file, with Layerloom's own part; undefined where the file has neither. */
export function joinTraining(own: unknown, optimizer: OptimizerState | undefined, experiment: Trained, input: Shape): TrainingState | undefined {
  if (!isDict(own)) return optimizer && { epochs: 0, optimizer };
  const rate = rateSchema.safeParse(own.rate);
  // Keras rounds the rate to 32 bits. Where the two do not agree, somebody has changed Keras's.
  const same = rate.success && optimizer && Math.fround(rate.data.base * rate.data.factor) === Math.fround(optimizer.rate.base);
  const whole = { epochs: own.epochs, masks: own.masks, optimizer: optimizer && (same ? { ...optimizer, rate: rate.data } : optimizer) };
  const read = readTrainingState(whole, experiment, input);
  return read.ok ? read.value : optimizer && { epochs: 0, optimizer };
}

/** Lengths of the arrays that the optimizer remembers: for each trainable weight in turn, one per slot of its update rule. */
export function slotSizes({ layers, compile }: Trained, input: Shape): number[] {
  const { kind, values } = compile.optimizer;
  const slots = optimizers.get(kind).fused.slots(values);
  const trainable = inferStack(layers, input).rows.flatMap(({ weights }) => weights.filter((weight) => weight.trainable));
  return trainable.flatMap(({ shape }) => slots.map(() => sizeOf(shape)));
}
