import type { Dataset } from "../../datasets";
import type { Experiment } from "../../experiment";
import type { FittedPreprocessing } from "../../preprocessing";
import type { Calibration, CalibrationRow, DeviceStatus } from "../protocol";
import type { Device } from "./backends";
import { breathe } from "./breath";
import { gather } from "./data";
import type { QueryContext } from "./evaluate";
import { explainFailure } from "./session/failure";
import type { Learner } from "./session/learner";
import type { MakeLearner } from "./session/makeLearner";
import { orderOf, planOf } from "./session/plan";

/** A device is timed for so many milliseconds, and for so many steps at most. */
const enough = 400;
const mostSteps = 10;

/** A first step that takes longer than this, with all its compiling, is not repeated. */
const hopeless = 3000;

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
      rows.push({ backend, ...(await timed(experiment, parts, label)) });
    } catch (error) {
      rows.push({ backend, label, reason: explainFailure(error) });
    }
    progress((i + 1) / tried.length);
    await breathe();
  }
  rows.sort((a, b) => (a.milliseconds ?? Infinity) - (b.milliseconds ?? Infinity));
  const best = rows[0]?.milliseconds === undefined ? before.backend : rows[0].backend;
  return { rows, device: await device.use(signal.aborted ? before.backend : best, true) };
}

async function timed(experiment: Experiment, { makeLearner, dataset, fitted, now = () => performance.now() }: CalibrationParts, label: string) {
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const learner = await makeLearner({ experiment, fitted, batchSize: plan.batchSize });
  try {
    const indices = orderOf(plan, experiment, 0).subarray(0, plan.batchSize);
    const step = async (): Promise<void> => {
      const { samples, targets } = gather(dataset, "train", indices, fitted);
      learner.train(samples, targets, indices.length);
      await learner.read();
    };
    return { label: learner.label ?? label, milliseconds: await perStep(step, now) };
  } finally {
    dispose(learner);
  }
}

/** The first step compiles kernels and is not counted, unless it says enough. */
async function perStep(step: () => Promise<void>, now: () => number): Promise<number> {
  const first = now();
  await step();
  const start = now();
  if (start - first > hopeless) return start - first;
  let steps = 0;
  while (steps < mostSteps && now() - start < enough) {
    await step();
    steps++;
  }
  return (now() - start) / steps;
}

function dispose(learner: Learner): void {
  learner.endTraining();
  learner.dispose();
}
