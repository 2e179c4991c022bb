import { callbacks, readCallback } from "../../src/callbacks";
import { edits } from "../../src/experiment";
import { defaultsOf, sizeOf } from "../../src/schema";
import { recordFormat } from "../../src/storage/readRecord";
import { checkpointVersion } from "../../src/training/checkpoint";
import type { ModelData } from "../../src/training/protocol";

/** What the browser keeps of a saved model. */
export const recordSample = ({ experiment, preprocessing, weights }: ModelData) => ({
  summary: { id: "a", name: "Net", savedAt: 1, layers: ["Dense"], parameters: 105, datasetKind: experiment.dataset.kind, logs: {}, bytes: 420 },
  record: { format: recordFormat, experiment, preprocessing, weights },
});

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
