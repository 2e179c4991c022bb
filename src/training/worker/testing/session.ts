import type { LayerWeight } from "../../../architecture";
import { datasets, type Dataset } from "../../../datasets";
import { examine, type Experiment } from "../../../experiment";
import { random } from "../../../random/random";
import type { DeviceStatus, RunEvent } from "../../protocol";
import { fitOn } from "../data";
import { buildModel } from "../model/build";
import { planOf } from "../session/plan";
import { Session } from "../session/session";
import { TfjsLearner } from "../session/tfjsLearner";

const device: DeviceStatus = { backend: "wasm", automatic: true, label: "WASM", available: [] };

export function drawnDataset({ dataset, seed }: Experiment): Dataset {
  const { source } = datasets.get(dataset.kind);
  if (source.type !== "drawn") throw new Error(`${dataset.kind} is not drawn`);
  return source.draw(dataset.values, random(seed).fork("dataset"));
}

/** A session on the backend in use, with everything that it tells. */
export function sessionOf(experiment: Experiment, options: { readonly dataset?: Dataset; readonly weights?: readonly LayerWeight[] } = {}) {
  const dataset = options.dataset ?? drawnDataset(experiment);
  const plan = planOf(experiment, dataset.train.count, dataset.test.count);
  const fitted = fitOn(dataset, experiment.preprocessing, plan.train.indices.length);
  const model = buildModel(experiment.layers, fitted.sampleShape, random(experiment.seed), options.weights);
  const learner = new TfjsLearner(model, experiment.compile, fitted.targetShape, examine(experiment).threshold);
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
    emit,
  });
  return {
    run: async () => emit(await session.run()),
    session,
    learner,
    model,
    fitted,
    dataset,
    events,
    of: <T extends RunEvent["type"]>(type: T) => events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type),
    on: (listener: (event: RunEvent) => void) => void listeners.push(listener),
  };
}
