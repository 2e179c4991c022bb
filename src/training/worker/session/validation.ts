import type { Logs } from "../../../callbacks";
import type { Dataset } from "../../../datasets";
import type { Experiment } from "../../../experiment";
import type { FittedPreprocessing } from "../../../preprocessing";
import { gather, type BatchMemory } from "../data";
import { Figures } from "./figures";
import type { Learner } from "./learner";
import type { Plan } from "./plan";

/** Samples scored at a time: more than a small training batch, so that validation is not all overhead. */
const scoringBatch = (batchSize: number): number => Math.min(1000, Math.max(250, batchSize));

export interface ValidationParts {
  readonly plan: Plan;
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
  readonly learner: Learner;
  readonly memory: BatchMemory;
}

/** Where others come between two batches; `part` of the validation is done, 0 … 1. */
export interface ValidationBreaks {
  /** Before a batch; resolves to false when the run was stopped. */
  goOn(part: number): Promise<boolean>;
  /** After a batch; resolves to whether messages were let in, which is when figures are read. */
  breathe(): Promise<boolean>;
  report(part: number): void;
}

/** Loss and metrics on what is held back, under `val_` names; those of a part of it when the run was stopped meanwhile. Empty without validation. */
export async function validate({ plan, experiment, dataset, fitted, learner, memory }: ValidationParts, breaks: ValidationBreaks): Promise<Logs> {
  const { validation, batchSize } = plan;
  if (!validation) return {};
  const figures = new Figures(experiment.compile.metrics);
  const each = scoringBatch(batchSize);
  const { indices } = validation;
  const read = async (): Promise<void> => (await learner.read()).forEach((sums) => figures.add(sums));
  for (let at = 0; at < indices.length; at += each) {
    const part = at / indices.length;
    if (!(await breaks.goOn(part))) break;
    const batch = indices.subarray(at, at + each);
    const { samples, targets } = gather(dataset, validation.part, batch, fitted, memory);
    learner.score(samples, targets, batch.length);
    if (await breaks.breathe()) {
      await read();
      breaks.report(part);
    }
  }
  await read();
  return figures.logs("val_");
}
