import { sizeOf } from "../../../src/schema";
import type { FittedPreprocessing } from "../../../src/preprocessing";
import type { Experiment } from "../../../src/experiment";
import { Device } from "../../../src/training/worker/backends/device";
import { wasm } from "../../../src/training/worker/backends/wasm";
import { wasmFiles } from "../../../src/training/worker/backends/wasmFiles";
import { learners } from "../../../src/training/worker/engine/makeFusedLearner";
import type { Learner } from "../../../src/training/worker/session/learner";
import { tf } from "../../../src/training/worker/tf";
import { inTurn, type Task } from "../task";
import { experimentOf, type Workload } from "../workloads";

/** The learner that the page would make on a machine without a graphics card. */
export async function learnerFor(experiment: Experiment, fitted: FittedPreprocessing): Promise<Learner> {
  const device = new Device([wasm(() => Promise.resolve(wasmFiles))]);
  return learners(device)({ experiment, fitted });
}

/** Data that come preprocessed. */
export const asTheyAre = ({ input, outputs }: Pick<Workload, "input" | "outputs">): FittedPreprocessing => ({
  steps: [],
  inputShape: input,
  sampleShape: input,
  targetShape: [outputs],
  classes: Math.max(2, outputs),
});

/** Our engine, as a run uses it. */
export async function layerloom(workload: Workload): Promise<Task & { readonly learner: Learner }> {
  const learner = await learnerFor(experimentOf(workload), asTheyAre(workload));
  const next = inTurn(workload.batches);
  const { probe } = workload;
  if (probe.samples.length !== probe.count * sizeOf(workload.input)) throw new Error("the probe is not whole");
  return {
    learner,
    label: learner.label ?? tf.getBackend(),
    async run(steps) {
      for (let step = 0; step < steps; step++) {
        const { samples, targets, count } = next();
        learner.train(samples, targets, count);
      }
      await learner.read();
    },
    async loss() {
      learner.score(probe.samples, probe.targets, probe.count);
      const [sums] = await learner.read();
      return sums!.loss;
    },
  };
}
