import * as tf from "@tensorflow/tfjs";
import { unzipSync } from "fflate";
import { beforeAll, expect, test } from "vitest";
import { cases } from "../../scripts/interop/cases";
import { distance, predict } from "../../scripts/interop/judge";
import { modelOf, samplesFor } from "./fixtures/sample";
import { readModel, writeModel } from "./index";
import type { ModelData } from "../training/protocol";

beforeAll(() => tf.setBackend("cpu"));

/** The model that `tf.loadLayersModel` makes of the two files. */
async function loaded(model: ModelData): Promise<tf.LayersModel> {
  const entries = unzipSync((await writeModel("tfjs", model, "m")).bytes);
  const json = JSON.parse(new TextDecoder().decode(entries["model.json"])) as { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] };
  const bytes = entries["weights.bin"]!;
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: bytes.slice().buffer,
    }),
  );
}

const table = [
  ...cases().filter(({ name }) => !name.startsWith("recipe")).map(({ name, model }) => [name, model] as const),
  ["the convnet preset", modelOf("convnet")] as const,
];

test.each(table)("tf.loadLayersModel opens %s and predicts the same", async (_name, model) => {
  const { experiment, preprocessing, weights } = model;
  const samples = samplesFor(model, 3);
  const net = await loaded(model);
  const scores = tf.tidy(() => (net.predict(tf.tensor(samples, [3, ...preprocessing.sampleShape])) as tf.Tensor).dataSync());
  net.dispose();
  const expected = await predict(experiment.layers, preprocessing.sampleShape, weights, samples);
  expect(distance(scores, expected)).toBeLessThan(1e-6);
});

test("a model that tfjs itself saved opens here and predicts the same", async () => {
  const net = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [6, 5, 2], filters: 3, kernelSize: 3, padding: "same", activation: "relu" }),
      tf.layers.batchNormalization({}),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.3 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: "softmax", kernelInitializer: "heNormal" }),
    ],
  });
  net.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
  await net.fit(tf.ones([2, 6, 5, 2]), tf.ones([2, 4]), { verbose: 0 });
  let files: { name: string; bytes: Uint8Array }[] = [];
  await net.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, weightSpecs, weightData, trainingConfig } = artifacts;
      const json = { modelTopology, trainingConfig, format: "layers-model", weightsManifest: [{ paths: ["./model.weights.bin"], weights: weightSpecs }] };
      files = [
        { name: "model.json", bytes: new TextEncoder().encode(JSON.stringify(json)) },
        { name: "model.weights.bin", bytes: new Uint8Array(weightData as ArrayBuffer) },
      ];
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
    { includeOptimizer: true },
  );
  const read = await readModel(files);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(" ")}: ${message.en}`).join("\n"));
  expect(new TextDecoder().decode(files[0]!.bytes)).toContain('"group":"optimizer"');
  const samples = Float32Array.from({ length: 3 * 60 }, (_, i) => Math.sin(i));
  const expected = tf.tidy(() => (net.predict(tf.tensor(samples, [3, 6, 5, 2])) as tf.Tensor).dataSync());
  expect(distance(await predict(read.value.layers, read.value.inputShape, read.value.weights!, samples), expected)).toBeLessThan(1e-6);
  expect(read.value.notes.map(({ en }) => en)).toEqual(["TensorFlow.js's compile settings were left out: its optimizers have other parameters than Keras's."]);
  net.dispose();
});
