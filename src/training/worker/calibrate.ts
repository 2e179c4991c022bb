import type { Dataset } from "../../datasets";
import type { Experiment } from "../../experiment";
import type { FittedPreprocessing } from "../../preprocessing";
import type { Calibration, CalibrationRow, DeviceStatus } from "../protocol";
import type { Device } from "./backends";
import { breathe } from "./breath";
import { BatchMemory, gather } from "./data";
import type { QueryContext } from "./evaluate";
import { explainFailure } from "./session/failure";
import type { Learner } from "./session/learner";
import type { MakeLearner } from "./session/makeLearner";
import { orderOf, planOf } from "./session/plan";

/** What a device's steps may take when they are timed together, in milliseconds, and how many they are at most. */
const enough = 400;
const mostSteps = 10;

export interface CalibrationParts {
  readonly device: Device;
  readonly makeLearner: MakeLearner;
  readonly dataset: Dataset;
  readonly fitted: FittedPreprocessing;
  /** Milliseconds; only differences count. */
  readonly now?: () => number;
}

/** Devices that are worth timing: those that work, and neither draw by software nor run in plain JavaScript. */
export const candidates = ({ available }: DeviceStatus): DeviceStatus["available"] =>
  available.filter(({ backend, software, reason }) => !reason && !software && backend !== "cpu");

/**
 * Times the very training step of an experiment on every device that is worth it and goes over to the fastest. What is
 * on the device must have been moved away by the caller.
 */
export async function calibrate(experiment: Experiment, parts: CalibrationParts, { progress, signal }: QueryContext): Promise<Calibration> {
  const { device } = parts;
  const before = await device.status();
  const tried = candidates(before);
  const rows: CalibrationRow[] = [];
  for (const [i, { backend, label }] of tried.entries()) {
    if (signal.aborted) break;
    try {
      await device.use(backend);
      rows.push({ backend, ...(await timed(experiment, parts, label, signal)) });
    } catch (error) {
      if (signal.aborted) break;
      rows.push({ backend, label, reason: explainFailure(error) });
    }
    progress((i + 1) / tried.length);
    await breathe();
  }
  rows.sort((a, b) => (a.milliseconds ?? Infinity) - (b.milliseconds ?? Infinity));
  const best = rows[0]?.milliseconds === undefined ? before.backend : rows[0].backend;
  return { rows, device: await device.use(signal.aborted ? before.backend : best, true) };
}

async function timed(
  experiment: Experiment,
  { makeLearner, dataset, fitted, now = () => performance.now() }: CalibrationParts,
  label: string,
  signal: AbortSignal,
): Promise<Pick<CalibrationRow, "label" | "milliseconds">> {
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const learner = await makeLearner({ experiment, fitted, batchSize: plan.batchSize });
  const memory = new BatchMemory();
  try {
    const indices = orderOf(plan, experiment, 0).subarray(0, plan.batchSize);
    const step = (): void => {
      const { samples, targets } = gather(dataset, "train", indices, fitted, memory);
      learner.train(samples, targets, indices.length);
    };
    return { label: learner.label ?? label, milliseconds: await perStep(step, learner, now, signal) };
  } finally {
    dispose(learner);
  }
}

/**
 * Milliseconds of a step. The first compiles and never counts. The next one says how many fit into the time that is
 * there; these are queued as a run queues them, with one wait for the device behind them all. Where not even two fit, it is
 * that one.
 */
async function perStep(step: () => void, learner: Learner, now: () => number, signal: AbortSignal): Promise<number> {
  const timed = async (steps: number): Promise<number> => {
    signal.throwIfAborted();
    const start = now();
    for (let i = 0; i < steps; i++) step();
    await learner.read();
    return now() - start;
  };
  await timed(1);
  const one = await timed(1);
  const steps = Math.min(mostSteps, Math.floor(enough / one));
  return steps < 2 ? one : (await timed(steps)) / steps;
}

function dispose(learner: Learner): void {
  learner.endTraining();
  learner.dispose();
}
