import type { Dataset } from "../../../src/datasets";
import type { FittedPreprocessing, FittedStep } from "../../../src/preprocessing";
import { noKeeper, type CheckpointKeeper } from "../../../src/training/checkpoint";
import { Device } from "../../../src/training/worker/backends/device";
import { webgl } from "../../../src/training/worker/backends/webgl";
import { webgpu } from "../../../src/training/worker/backends/webgpu";
import { Control } from "../../../src/training/worker/session/control";
import { makeTfjsLearner } from "../../../src/training/worker/session/makeLearner";
import { Session } from "../../../src/training/worker/session/session";
import { asTheyAre } from "../engines/layerloom";
import type { Task } from "../task";
import { experimentOf, type Workload } from "../workloads";

/** Pictures of an epoch: as many as CIFAR-10 has, so that what is due at the end of one comes as seldom as with them. */
const pictures = 50_000;

/** A few batches that are as long as an epoch: whoever reads beyond their end begins anew. Batches do not straddle it. */
class Repeated extends Float32Array {
  static get [Symbol.species](): Float32ArrayConstructor {
    return Float32Array;
  }
  override subarray(from = 0, to = this.length): Float32Array<ArrayBuffer> {
    const start = from % this.length;
    return super.subarray(start, start + to - from);
  }
}

/** The batches of a workload as samples with class numbers, over and over for an epoch. */
function datasetOf({ input, outputs, batches }: Workload): Dataset {
  const size = batches[0]!.samples.length;
  const samples = new Repeated(batches.length * size);
  batches.forEach((batch, i) => samples.set(batch.samples, i * size));
  const once = batches.flatMap(({ count, targets }) =>
    Array.from({ length: count }, (_, i) => targets.subarray(i * outputs, (i + 1) * outputs).indexOf(1)),
  );
  const count = once.length * Math.ceil(pictures / once.length);
  const none = { count: 0, samples: new Float32Array(0), labels: new Uint8Array(0) };
  return { sampleShape: input, classes: outputs, train: { count, samples, labels: Uint8Array.from({ length: count }, (_, i) => once[i % once.length]!) }, test: none };
}

/** The preprocessing of the recipe: a z-score that leaves the numbers as they are, so that every engine sees the same, and one-hot targets. */
function preprocessed(workload: Workload): FittedPreprocessing {
  const { input } = workload;
  const steps: FittedStep[] = [
    { spec: { kind: "zscore", id: "zscore", values: { per: "all" } }, statistics: { mean: [0], deviation: [1] }, before: input },
    { spec: { kind: "onehot", id: "onehot", values: {} }, statistics: {}, before: [1] },
  ];
  return { ...asTheyAre(workload), steps };
}

/**
 * The product's whole training session on a graphics card: batches gathered, preprocessed, trained by tfjs, their figures read
 * and told, and states kept. What a bare loop of tfjs has besides, on batches that lie ready, is what all of this costs.
 */
export const sessionOn =
  (backend: "webgl" | "webgpu") =>
  async (workload: Workload): Promise<Task> => {
    const device = new Device([backend === "webgl" ? webgl : webgpu]);
    const status = await device.use(backend);
    const written = experimentOf(workload);
    const experiment = { ...written, fit: { ...written.fit, epochs: 1_000_000 } };
    const fitted = preprocessed(workload);
    const learner = await makeTfjsLearner({ experiment, fitted });

    const control = new Control();
    control.pause();
    let left = 0;
    const train = learner.train.bind(learner);
    learner.train = (...batch) => {
      train(...batch);
      if (--left === 0) control.pause();
    };
    let told = (): void => undefined;
    let failed = (_: Error): void => undefined;
    // A state is kept at every pause, which is not part of the training.
    let kept = (): void => undefined;
    let keeping = Promise.resolve();
    const keeper: CheckpointKeeper = {
      ...noKeeper,
      keep() {
        if (control.paused) kept();
        return Promise.resolve({ bytes: 0 });
      },
    };
    const session = new Session({
      runId: "bench",
      experiment,
      dataset: datasetOf(workload),
      fitted,
      learner,
      device: status,
      trainedBy: { backend, label: status.label },
      control,
      keeper,
      emit(event) {
        if (event.type === "paused") told();
      },
    });
    void session.run().then(({ message }) => failed(new Error(message?.en ?? "the run has ended")));
    const { probe } = workload;
    return {
      label: status.label,
      run: (steps) =>
        new Promise((resolve, reject) => {
          left = steps;
          [told, failed] = [resolve, reject];
          keeping = new Promise((done) => (kept = done));
          control.resume();
        }),
      settle: () => keeping,
      async loss() {
        learner.score(probe.samples, probe.targets, probe.count);
        const [sums] = await learner.read();
        return sums!.loss;
      },
    };
  };
