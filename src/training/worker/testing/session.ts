import type { LayerWeight } from "../../../architecture";
import { datasets, type Dataset } from "../../../datasets";
import { examine, type Experiment } from "../../../experiment";
import { random } from "../../../random/random";
import type { DeviceStatus, RunEvent } from "../../protocol";
import { fitOn } from "../data";
import { buildModel } from "../model/build";
import { stateFrom } from "../runs";
import { planOf } from "../session/plan";
import { Session } from "../session/session";
import type { FittedPreprocessing } from "../../../preprocessing";
import { sizeOf } from "../../../schema";
import type { Checkpoint, CheckpointKeeper, TrainingState } from "../../checkpoint";
import { FusedLearner } from "../engine/fusedLearner";
import type { Control } from "../session/control";
import type { Learner } from "../session/learner";
import { TfjsLearner } from "../session/tfjsLearner";

const device: DeviceStatus = { backend: "wasm", automatic: true, label: "WASM", available: [] };

export function drawnDataset({ dataset, seed }: Experiment): Dataset {
  const { source } = datasets.get(dataset.kind);
  if (source.type !== "drawn") throw new Error(`${dataset.kind} is not drawn`);
  return source.draw(dataset.values, random(seed).fork("dataset"));
}

export interface SessionOptions {
  readonly dataset?: Dataset;
  readonly weights?: readonly LayerWeight[];
  readonly training?: TrainingState;
  readonly keeper?: CheckpointKeeper;
  readonly from?: Checkpoint;
  readonly control?: Control;
  readonly alive?: () => boolean;
  readonly now?: () => number;
}

/** A session on the fused engine, single-threaded, with everything that it tells. */
export async function fusedSessionOf(experiment: Experiment, options: SessionOptions = {}) {
  const { layers, compile, fit, seed } = experiment;
  const dataset = options.dataset ?? drawnDataset(experiment);
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const fitted = fitOn(dataset, experiment.preprocessing, plan.train.indices.length);
  const setting = {
    layers,
    inputShape: fitted.sampleShape,
    targetSize: sizeOf(fitted.targetShape),
    threshold: examine(experiment).threshold,
    batchSize: fit.batch_size,
    source: random(seed),
    ...(options.weights ? { weights: options.weights } : {}),
    threads: 1,
    ...(options.weights ? { weights: options.weights } : {}),
  };
  return sessionOn(experiment, await FusedLearner.build(setting, compile), fitted, dataset, options);
}

/** A session on the backend in use, with everything that it tells. */
export function sessionOf(experiment: Experiment, options: SessionOptions = {}) {
  const dataset = options.dataset ?? drawnDataset(experiment);
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const fitted = fitOn(dataset, experiment.preprocessing, plan.train.indices.length);
  const model = buildModel(experiment.layers, fitted.sampleShape, random(experiment.seed), options.weights);
  const learner = new TfjsLearner(model, experiment, fitted.targetShape);
  return { ...sessionOn(experiment, learner, fitted, dataset, options), model };
}

function sessionOn(experiment: Experiment, learner: Learner, fitted: FittedPreprocessing, dataset: Dataset, options: SessionOptions) {
  const { keeper, from, training, control, alive, now } = options;
  if (from) learner.moveTo(from.learner);
  const events: RunEvent[] = [];
  const listeners: ((event: RunEvent) => void)[] = [];
  const emit = (event: RunEvent): void => {
    events.push(event);
    for (const listener of listeners) listener(event);
  };
  const session = new Session({
    runId: "r1",
    experiment,
    dataset,
    fitted,
    learner,
    device,
    trainedBy: { backend: device.backend, label: device.label },
    emit,
    ...(keeper ? { keeper } : {}),
    ...(from ? { from } : {}),
    ...(training ? { training } : {}),
    ...(control ? { control } : {}),
    ...(alive ? { alive } : {}),
    ...(now ? { now } : {}),
  });
  return {
    run: async () => {
      if (training) learner.moveTo(stateFrom(await learner.state(), training));
      emit(await session.run());
    },
    session,
    learner,
    fitted,
    dataset,
    events,
    of: <T extends RunEvent["type"]>(type: T) => events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type),
    /** What every epoch that has ended recorded. */
    epochs: () => events.flatMap((event) => (event.type === "epochs" ? event.list.map((record, i) => ({ epoch: event.from + i, ...record })) : [])),
    on: (listener: (event: RunEvent) => void) => void listeners.push(listener),
  };
}
