import { getKernel } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { losses, optimizers, type LossName, type OptimizerName, type OptimizerSpec } from "../../../compile";
import type { Compile } from "../../../experiment";
import { activations, layers, readLayer, type LayerKindName, type LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { defaultsOf, sizeOf, type Shape } from "../../../schema";
import { buildModel } from "../model/build";
import { TfjsLearner } from "../session/tfjsLearner";
import { startInNode } from "../testing/backends";
import { tf } from "../tf";

vi.setConfig({ testTimeout: 60_000 });

function layer(id: string, kind: LayerKindName, values: Record<string, unknown> = {}): LayerSpec {
  const read = readLayer(id, kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** A stack in which every kind of layer and every activation stands somewhere in the middle, with gradients through all of them. */
const stack: readonly LayerSpec[] = [
  layer("r", "Reshape", { target_shape: [6, 6, 2] }),
  layer("c", "Conv2D", { filters: 4, strides: [1, 2], padding: "same", kernel_initializer: "he_normal" }),
  layer("b", "BatchNormalization"),
  layer("p", "MaxPooling2D", { pool_size: [2, 2], strides: [2, 1] }),
  layer("d", "Dropout", { rate: 0.2 }),
  layer("f", "Flatten"),
  ...activations.kinds.flatMap((activation, i) => [layer(`n${i}`, "Dense", { units: 6 }), layer(`a${i}`, "Activation", { activation })]),
];

const input: Shape = [72];
const count = 7;

const tune = (kind: OptimizerName): OptimizerSpec => ({ kind, values: { ...defaultsOf(optimizers.get(kind).fields), learning_rate: 0.01 } }) as unknown as OptimizerSpec;

function learnerFor(outputs: number, activation: string, loss: LossName, optimizer: OptimizerName): TfjsLearner {
  const compile: Compile = { optimizer: tune(optimizer), loss, metrics: ["accuracy", "precision", "recall", "f1_score"] };
  const layers = [...stack, layer("o", "Dense", { units: outputs, activation })];
  return new TfjsLearner(buildModel(layers, input, random(3)), { compile, layers }, [outputs]);
}

function batch(outputs: number) {
  const source = random(4);
  const samples = Float32Array.from({ length: count * sizeOf(input) }, () => source.normal());
  const targets = new Float32Array(count * outputs);
  for (let i = 0; i < count; i++) targets[i * outputs + (i % outputs)] = outputs === 1 ? i % 2 : 1;
  return { samples, targets };
}

const settings = losses.kinds.flatMap((loss) =>
  [
    { outputs: 3, activation: "softmax" },
    ...(loss === "categorical_crossentropy" ? [] : [{ outputs: 1, activation: loss === "hinge" ? "tanh" : "sigmoid" }]),
  ].map((end) => ({ loss, ...end })),
);

beforeAll(() => startInNode("wasm"));

describe("every layer, loss and optimizer together", () => {
  it("the stack holds every kind", () => {
    expect(new Set(stack.map(({ kind }) => kind))).toEqual(new Set(layers.kinds));
  });

  it.each(settings.flatMap((setting) => optimizers.kinds.map((optimizer) => ({ ...setting, optimizer }))))(
    "$optimizer on $loss of $outputs $activation takes the same three steps on wasm as on cpu",
    async ({ loss, outputs, activation, optimizer }) => {
      const { samples, targets } = batch(outputs);
      const trained = [];
      for (const backend of ["wasm", "cpu"] as const) {
        await tf.setBackend(backend);
        const learner = learnerFor(outputs, activation, loss, optimizer);
        for (let step = 0; step < 3; step++) learner.train(samples, targets, count);
        learner.score(samples, targets, count);
        const [sums, probe] = [await learner.read(), await learner.probe(samples, targets, count)];
        trained.push({ losses: sums.map((sum) => sum.loss), counts: sums.map(({ counts }) => counts.map((list) => [...list])), probe });
        learner.dispose();
      }
      const [wasm, cpu] = trained as [(typeof trained)[0], (typeof trained)[0]];
      expect(wasm.losses.length).toBe(4);
      // Adaptive optimizers divide by gradients near 0, so rounding can be seen in the third or fourth digit.
      wasm.losses.forEach((value, i) => expect(value).toBeCloseTo(cpu.losses[i]!, 2));
      expect(wasm.losses[0]).toBeCloseTo(cpu.losses[0]!, 6);
      expect(wasm.counts[0]).toEqual(cpu.counts[0]);
      expect(wasm.probe.gradientNorm).toBeGreaterThan(0);
    },
  );

  it("uses no kernel that webgl or webgpu lack", async () => {
    await Promise.all([import("@tensorflow/tfjs-backend-webgl"), import("@tensorflow/tfjs-backend-webgpu")]);
    await tf.setBackend("cpu");
    const used = new Set<string>();
    for (const { loss, outputs, activation } of settings) {
      for (const optimizer of optimizers.kinds) {
        const learner = learnerFor(outputs, activation, loss, optimizer);
        const { samples, targets } = batch(outputs);
        const { kernelNames } = await tf.profile(() => {
          learner.train(samples, targets, count);
          learner.score(samples, targets, count);
          return tf.scalar(0);
        });
        // A profile names scopes too.
        for (const name of kernelNames) if (getKernel(name, "cpu")) used.add(name);
        learner.dispose();
      }
    }
    expect(used.size).toBeGreaterThan(40);
    for (const backend of ["webgl", "webgpu", "wasm"]) {
      expect([...used].filter((name) => !getKernel(name, backend)), backend).toEqual([]);
    }
  });
});
