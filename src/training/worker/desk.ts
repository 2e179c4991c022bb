import { inferStack, initialWeights } from "../../architecture";
import type { Dataset } from "../../datasets";
import { trainedCount, type Experiment } from "../../experiment";
import type { FittedPreprocessing } from "../../preprocessing";
import { random } from "../../random/random";
import { Refusal, text } from "../../schema";
import { noKeeper, type CheckpointKeeper } from "../checkpoint";
import type { Answer, Ask, Command, QueryName, WorkerEvent } from "../protocol";
import type { Device } from "./backends";
import { calibrate } from "./calibrate";
import { fitOn, previewPreprocessing, type DatasetShelf } from "./data";
import { evaluate, predict, type QueryContext } from "./evaluate";
import { findRate } from "./findRate";
import { HeldModels } from "./models";
import { outbox } from "./outbox";
import { Runs } from "./runs";
import { fusedBytes } from "./engine/fused";
import { useOneThread } from "./engine/makeFusedLearner";
import { nothingLeft, planOf } from "./session/plan";
import { explainFailure } from "./session/failure";
import { tfjsOn, type MakeLearner } from "./session/makeLearner";
import { tfMemory } from "./loadTf";

export type Send = (event: WorkerEvent, transfer?: readonly Transferable[]) => void;

type Answers = { readonly [K in QueryName]: (ask: Ask<K>, context: QueryContext) => Promise<Answer<K>> };
type Handlers = { readonly [T in Command["type"]]: (command: Extract<Command, { readonly type: T }>) => void };

/** Least change of a long query's progress that is worth a message. */
const progressStep = 0.01;

const underWay = (): Refusal => new Refusal(text("Training is under way; stop it first.", "正在训练，请先停止。"));
const notThere = (): Refusal => new Refusal(text("The data of this model are not there; add them in Load.", "没有该模型所用的数据；请先在“加载”中提供。"));

/**
 * What the worker does with every command: answers queries, between the steps of a run when one is under way, and
 * hands runs on. Every query ends with an answer, a refusal or its cancellation.
 */
export function desk({ device, shelf, send, makeLearner = tfjsOn(device), keeper = noKeeper }: {
  readonly device: Device;
  readonly shelf: DatasetShelf;
  readonly send: Send;
  readonly makeLearner?: MakeLearner;
  readonly keeper?: CheckpointKeeper;
}): Handlers {
  const models = new HeldModels(makeLearner, () => device.alive);
  const runs = new Runs({ device, shelf, models, makeLearner, keeper, emit: outbox(send) });
  // The page replaces this worker then, which a run by the fused engine need not suffer.
  device.onLost(() => runs.whenDeviceMayGo(() => send({ type: "lost" })));
  const asked = new Map<number, AbortController>();

  const answers: Answers = {
    device: () => device.status(),
    setBackend: ({ backend, automatic = false }) => {
      if (runs.busy) throw underWay();
      // Nothing is started only to be compared, and nothing comes between the question and the move: a run waits for it.
      if (!models.moving && device.isOn(backend, automatic)) return device.status();
      return models.moveOver(() => device.use(backend, automatic));
    },
    openDataset: async ({ dataset, seed }, { signal }) => {
      const opened = await shelf.open(dataset, seed, signal);
      if (opened) return shelf.summary(opened);
      const missing = shelf.whyNotUsed(dataset.kind);
      return missing && { missing };
    },
    importDataset: async ({ kind, files }, { progress, signal }) => shelf.summary(await shelf.importFiles(kind, files, progress, signal)),
    fetchDataset: async ({ kind, page }, { progress, signal }) => {
      const fetched = await shelf.fetchFromServer(kind, page, progress, signal);
      return fetched && shelf.summary(fetched);
    },
    forgetDataset: async ({ kind }) => {
      await shelf.forget(kind);
      return null;
    },
    samples: ({ part, indices }) => Promise.resolve(shelf.samples(part, indices)),
    labels: ({ part }) => Promise.resolve(shelf.labels(part)),
    preview: async ({ dataset, seed, steps, validation }, { signal }) => {
      const opened = await shelf.open(dataset, seed, signal);
      if (!opened) throw notThere();
      const count = trainedCount(validation, opened.train.count);
      if (!count) throw nothingLeft();
      return previewPreprocessing(opened, steps, count);
    },
    findRate: async ({ experiment }, context) => {
      if (runs.busy) throw underWay();
      const data = await ready(experiment, context.signal);
      return models.undisturbed(() => findRate(experiment, { makeLearner, ...data }, context));
    },
    calibrate: async ({ experiment }, context) => {
      if (runs.busy) throw underWay();
      const data = await ready(experiment, context.signal);
      // A person may have chosen meanwhile.
      return models.moveOver(async () => (device.automatic ? calibrate(experiment, { device, makeLearner, ...data }, context) : { rows: [], device: await device.status() }));
    },
    initialWeights: async ({ layers, input, seed }) => {
      if (!inferStack(layers, input).output) throw new Refusal(text("The layers do not fit together.", "各层无法衔接。"));
      return initialWeights(layers, input, random(seed));
    },
    holdModel: async ({ modelId, model }) => {
      await device.status();
      await models.hold(modelId, model);
      return null;
    },
    releaseModel: ({ modelId }) => {
      models.release(modelId);
      return Promise.resolve(null);
    },
    model: ({ modelId }) =>
      models.use(modelId, async ({ experiment, fitted, learner }) => ({ experiment, preprocessing: fitted, weights: await learner.weights() })),
    evaluate: ({ modelId, part }, context) =>
      models.use(modelId, async (model) => {
        const { dataset, seed } = model.experiment;
        const opened = await shelf.open(dataset, seed, context.signal);
        if (!opened) throw notThere();
        return evaluate(model, opened, part, context);
      }),
    predict: ({ modelId, samples }, context) => models.use(modelId, (model) => predict(model, samples, context)),
    memory: () => {
      const { numTensors, numBytes } = tfMemory();
      return Promise.resolve({ tensors: numTensors, bytes: numBytes + fusedBytes() });
    },
  };

  /** The data of an experiment, and its preprocessing after it saw the training part. */
  const ready = async (experiment: Experiment, signal: AbortSignal): Promise<{ readonly dataset: Dataset; readonly fitted: FittedPreprocessing }> => {
    await device.status();
    await models.settled();
    const dataset = await shelf.open(experiment.dataset, experiment.seed, signal);
    if (!dataset) throw notThere();
    return { dataset, fitted: fitOn(dataset, experiment.preprocessing, planOf(experiment, dataset.train.count, dataset.test.count).train.indices.length) };
  };

  const answer = async <K extends QueryName>(requestId: number, query: K, ask: Ask<K>): Promise<void> => {
    const controller = new AbortController();
    asked.set(requestId, controller);
    let told = 0;
    const progress = (part: number): void => {
      if (part - told < progressStep) return;
      told = part;
      send({ type: "advanced", requestId, part });
    };
    try {
      const found = await answers[query](ask, { progress, signal: controller.signal });
      controller.signal.throwIfAborted();
      send({ type: "answer", requestId, query, answer: found } as WorkerEvent, buffersIn(found));
    } catch (error) {
      if (controller.signal.aborted) send({ type: "cancelled", requestId });
      else send({ type: "refused", requestId, message: explainFailure(error) });
    } finally {
      asked.delete(requestId);
    }
  };

  return {
    begin: (limits) => {
      device.limit(limits);
      if (limits.oneThread) useOneThread();
      send({ type: "ready" });
    },
    ask: ({ requestId, query, ask }) => void answer(requestId, query, ask),
    cancel: ({ requestId }) => asked.get(requestId)?.abort(),
    start: ({ runId, ...beginning }) => void runs.start(runId, beginning),
    continue: ({ runId, tempo }) => void runs.continue(runId, tempo),
    pause: ({ runId }) => runs.pause(runId),
    resume: ({ runId, until }) => runs.resume(runId, until),
    change: ({ runId, change }) => runs.change(runId, change),
    tempo: ({ runId, tempo }) => runs.setTempo(runId, tempo),
    stop: ({ runId }) => runs.stop(runId),
  };
}

/** The memory of all typed arrays in an answer. All of it is the answer's own, so it can move instead of being copied. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value !== null && typeof value === "object") {
    for (const inner of Object.values(value)) buffersIn(inner, found);
  }
  return [...found];
}
