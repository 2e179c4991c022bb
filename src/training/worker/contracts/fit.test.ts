import { beforeAll, expect, it } from "vitest";
import { inferStack } from "../../../architecture";
import { readOptimizer, type LossName, type OptimizerName } from "../../../compile";
import type { Dataset } from "../../../datasets";
import type { Experiment } from "../../../experiment";
import { readLayer, type LayerKindName } from "../../../layers";
import { startInNode } from "../testing/backends";
import { sessionOf } from "../testing/session";
import { tf } from "../tf";
import { expectNear } from "./near";
import { reference } from "./reference";
import { firstNet } from "../testing/firstNet";

beforeAll(() => startInNode("wasm"));

function must<T>(read: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }): T {
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** The same fit as an experiment of ours: in the order of the data, validated on the last fifth. */
function asExperiment(fit: (typeof reference.fits)[number]): { readonly experiment: Experiment; readonly dataset: Dataset } {
  const layers = fit.layers.map(({ kind, values }, i) => must(readLayer(`l${i}`, kind as LayerKindName, values, [])));
  const optimizer = must(readOptimizer(fit.optimizer.kind as OptimizerName, fit.optimizer.values, []));
  const part = { count: fit.labels.length, samples: Float32Array.from(fit.x), labels: Uint8Array.from(fit.labels) };
  const experiment: Experiment = {
    ...firstNet,
    preprocessing: [{ id: "p1", kind: "onehot", values: {} }],
    layers,
    compile: { optimizer, loss: fit.loss as LossName, metrics: ["accuracy"] },
    fit: { batch_size: 8, epochs: 4, shuffle: false, validation: { on: "split", share: 0.2 }, callbacks: [] },
  };
  return { experiment, dataset: { sampleShape: fit.input, classes: 3, train: part, test: part } };
}

it.each((["wasm", "cpu"] as const).flatMap((backend) => reference.fits.map((fit, i) => ({ backend, i, fit }))))(
  "fit $i on $backend logs what Keras logs and ends with its weights",
  async ({ backend, fit }) => {
    await tf.setBackend(backend);
    const { experiment, dataset } = asExperiment(fit);
    const { rows } = inferStack(experiment.layers, fit.input);
    const given = rows.flatMap(({ name: layerName, weights }, layer) => weights.map((weight) => ({ ...weight, layer, layerName })));
    const weights = given.map((weight, i) => ({ ...weight, values: Float32Array.from(fit.start[i]!.values) }));
    const { run, learner, of, epochs } = sessionOf(experiment, { dataset, weights });
    await run();
    expect(of("started")[0]).toMatchObject({ trainCount: 24, validationCount: 6, stepsPerEpoch: 3 });
    for (const [name, values] of Object.entries(fit.history)) {
      expectNear(epochs().map(({ logs }) => logs[name]!), values, 2e-5);
    }
    const [ended] = of("ended");
    expect(ended).toMatchObject({ reason: "completed", epochs: 4 });
    ended!.weights!.forEach(({ values }, i) => expectNear(values, fit.end[i]!, 5e-5));
    learner.dispose();
  },
);
