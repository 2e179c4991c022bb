import { callbacks, readCallback } from "../../src/callbacks";
import { edits } from "../../src/experiment";
import { slotSizes } from "../../src/models/trainingState";
import { newRun, type Run } from "../../src/runs";
import { defaultsOf, sizeOf } from "../../src/schema";
import { toStore } from "../../src/storage/readFinished";
import { recordFormat } from "../../src/storage/readRecord";
import { checkpointVersion } from "../../src/training/checkpoint";
import type { ModelData } from "../../src/training/protocol";

/** The model as it is after three epochs of SGD with momentum, with the state of its training. */
function trainedFurther({ experiment: plain, preprocessing, weights }: ModelData): Required<ModelData> {
  const experiment = edits.setCompile(plain, { optimizer: { kind: "SGD", values: { learning_rate: 0.1, momentum: 0.9, nesterov: false } } });
  const slots = slotSizes(experiment, preprocessing.sampleShape).map((size) => new Float32Array(size).fill(0.5));
  const masks = experiment.layers.map((_, i) => [i, -5, 7, 9] as const);
  return { experiment, preprocessing, weights, training: { epochs: 3, masks, optimizer: { slots, steps: 48, rate: { base: 0.1, factor: 0.5 } } } };
}

/** What the browser keeps of a saved model. Without a checksum, as in older records: damage has to be noticed by what the record holds. */
export function recordSample(model: ModelData) {
  const { experiment, preprocessing, weights, training } = trainedFurther(model);
  return {
    summary: { id: "a", name: "Net", savedAt: 1, layers: ["Dense"], parameters: 105, datasetKind: experiment.dataset.kind, logs: {}, bytes: 840 },
    record: { format: recordFormat, experiment, preprocessing, weights, training },
  };
}

/** What the browser keeps of a run that has ended, in two parts, and the run itself. */
export function finishedSample(model: ModelData) {
  const { experiment, preprocessing, weights, training } = trainedFurther(model);
  const run: Run = { ...newRun("run", 1, experiment), status: "ended", preprocessing, stepsPerEpoch: 16, epochs: [{ logs: { loss: 0.5 }, seconds: 0.5 }], planned: 3, end: { reason: "completed", seconds: 1.5 } };
  return { run, ...toStore(run, { weights, training, best: { epoch: 0, weights } }, 1) };
}

/** What the browser keeps of a run that was cut off: plain SGD, with a callback that keeps the best weights. */
export function checkpointSample({ experiment: plain, preprocessing, weights }: ModelData) {
  const stopping = readCallback("EarlyStopping", { ...defaultsOf(callbacks.get("EarlyStopping").fields), restore_best_weights: true }, []);
  if (!stopping.ok) throw new Error("the defaults are refused");
  const experiment = edits.setFit(plain, { callbacks: [stopping.value] });
  const trainable = weights.filter(({ trainable }) => trainable).map(({ shape }) => new Float32Array(sizeOf(shape)));
  return {
    version: checkpointVersion,
    runId: "run",
    holder: "tab",
    savedAt: 1,
    bytes: 1680,
    experiment,
    preprocessing,
    epoch: 3,
    step: 7,
    epochs: 12,
    rate: { base: 0.03, factor: 0.5 },
    learner: { weights, optimizer: trainable, steps: 103, masks: experiment.layers.map((_, i) => [i, -5, 7, 9]) },
    figures: { samples: 224, loss: 0.3, totals: [[100]] },
    callbacks: [{ state: { best: 0.25, bestEpoch: 1, wait: 1 }, kept: { weights, epoch: 1 } }],
    history: {
      epochs: [0.5, 0.4].map((loss) => ({ logs: { loss }, seconds: 0.5 })),
      curve: { points: [{ step: 4, loss: 0.6 }], stride: 4 },
      changes: [],
      diagnosis: null,
    },
    seconds: 1.75,
  };
}
