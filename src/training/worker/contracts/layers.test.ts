import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inferStack } from "../../../architecture";
import { layers, readLayer, type LayerKindName, type LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { sizeOf, type Shape } from "../../../schema";
import { buildModel } from "../model/build";
import { startInNode, valuesOn } from "../testing/backends";
import { tf, type Tensor } from "../tf";
import { expectNear } from "./near";
import { reference } from "./reference";

function layer(kind: string, values: Record<string, unknown>): LayerSpec {
  const read = readLayer("l1", kind as LayerKindName, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Parameter sets and inputs that reach every branch of every kind. A kind that is not here fails below. */
const cases: Record<LayerKindName, readonly (readonly [values: Record<string, unknown>, input: Shape])[]> = {
  Dense: [
    [{}, [7]],
    [{ units: 1, activation: "sigmoid" }, [3]],
    [{ units: 5, use_bias: false, activation: "softmax" }, [4, 3]],
    [{ units: 2, activation: "tanh", kernel_initializer: "he_normal", bias_initializer: "ones" }, [2, 3, 4]],
  ],
  Activation: ["linear", "relu", "sigmoid", "softmax", "tanh", "elu", "selu", "softplus", "softsign"].map(
    (activation) => [{ activation }, [4, 3]] as const,
  ),
  Flatten: [[{}, [4]], [{}, [4, 3]], [{}, [4, 3, 2]]],
  Reshape: [[{ target_shape: [-1] }, [4, 3]], [{ target_shape: [2, 6] }, [12]], [{ target_shape: [3, -1, 2] }, [4, 3]]],
  Conv2D: [
    [{}, [8, 9, 3]],
    [{ filters: 2, kernel_size: [2, 3], strides: [2, 1], activation: "relu" }, [7, 8, 1]],
    [{ filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: "same", use_bias: false }, [7, 8, 2]],
    [{ filters: 3, kernel_size: [1, 1], activation: "softmax" }, [5, 5, 4]],
    [{ filters: 3, kernel_size: [5, 5], padding: "same", activation: "elu" }, [4, 4, 2]],
  ],
  MaxPooling2D: [
    [{}, [8, 8, 3]],
    [{ pool_size: [3, 3] }, [7, 8, 2]],
    [{ pool_size: [3, 2], strides: [1, 2] }, [7, 8, 2]],
    [{ pool_size: [3, 3], strides: [2, 2], padding: "same" }, [7, 7, 2]],
  ],
  BatchNormalization: [
    [{}, [5]],
    [{ center: false, momentum: 0.5 }, [4, 3]],
    [{ scale: false, epsilon: 0.1 }, [4, 4, 3]],
    [{ center: false, scale: false }, [3]],
    [{ gamma_initializer: "random_normal", beta_initializer: "ones" }, [2, 2, 2, 3]],
  ],
  Dropout: [[{}, [6]], [{ rate: 0 }, [6]], [{ rate: 0.9 }, [3, 2, 2]]],
};

const all = layers.kinds.flatMap((kind) => cases[kind].map(([values, input]) => ({ kind, values, input })));

const drawn = (seed: number, shape: Shape): Tensor => {
  const source = random(seed);
  return tf.tensor(Float32Array.from({ length: sizeOf(shape) }, () => source.normal()), [...shape]);
};

beforeAll(() => startInNode("wasm"));

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  it.each(all)("$kind $values of $input has the shapes and weights that the registry says", ({ kind, values, input }) => {
    const spec = layer(kind, values);
    const [row] = inferStack([spec], input).rows;
    const before = tf.memory().numTensors;
    const model = buildModel([spec], input, random(1));
    expect(model.variables.map(({ shape }) => shape)).toEqual(row!.weights.map(({ shape }) => shape));
    const count = (list: readonly Tensor[]) => list.reduce((sum, { size }) => sum + size, 0);
    expect(count(model.trainable)).toBe(row!.trainable);
    expect(count(model.variables)).toBe(row!.trainable + row!.nonTrainable);
    for (const training of [false, true]) {
      const shape = tf.tidy(() => model.apply(drawn(2, [3, ...input]), training).shape);
      expect(shape).toEqual([3, ...row!.output!]);
    }
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(all)("$kind $values of $input passes a gradient to its weights and its input", ({ kind, values, input }) => {
    const spec = layer(kind, values);
    const model = buildModel([spec], input, random(1));
    const [x, dy] = [drawn(2, [3, ...input]), drawn(3, [3, ...model.outputShape])];
    // Without training a mask of Dropout or a moving mean would not differ from call to call.
    const f = (input: Tensor): Tensor => model.apply(input, false).mul(dy).sum();
    const slope = tf.tidy(() => {
      const direction = drawn(4, x.shape);
      const step = 1e-3;
      const [ahead, behind] = [f(x.add(direction.mul(step))), f(x.sub(direction.mul(step)))];
      return [ahead.sub(behind).div(2 * step).dataSync()[0]!, tf.grad((input) => f(input))(x).mul(direction).sum().dataSync()[0]!] as const;
    });
    expect(Math.abs(slope[1] - slope[0]) / Math.max(1, Math.abs(slope[0]))).toBeLessThan(0.01);
    if (model.trainable.length) {
      const gradients = tf.tidy(() => {
        const { grads } = tf.variableGrads(() => model.apply(x, true).mul(dy).sum(), [...model.trainable]);
        return model.trainable.map(({ name, shape }) => [grads[name]!.shape, shape] as const);
      });
      for (const [got, wanted] of gradients) expect(got).toEqual(wanted);
    }
    model.dispose();
    tf.dispose([x, dy]);
  });

  it.each(reference.layers)("$kind $values of $input gives what Keras gives", ({ kind, values, input, x, weights, output, training, moved }) => {
    const given = weights.map(({ name, shape, values }) => ({
      layer: 0,
      layerName: "",
      name,
      shape,
      trainable: !name.startsWith("moving"),
      values: Float32Array.from(values),
    }));
    const spec = layer(kind, values);
    expect(inferStack([spec], input).rows[0]!.weights.map(({ name }) => name)).toEqual(given.map(({ name }) => name));
    const model = buildModel([spec], input, random(1), given);
    const run = (inTraining: boolean) => tf.tidy(() => model.apply(tf.tensor([...x], [x.length / sizeOf(input), ...input]), inTraining).dataSync());
    expectNear(run(false), output, 2e-6);
    if (training) {
      expectNear(run(true), training, 2e-6);
      model.variables.forEach((variable, i) => expectNear(variable.dataSync(), moved![i]!, 2e-6));
    }
    model.dispose();
  });
});

it.each(all)("$kind $values of $input has the same gradients on wasm as on cpu", async ({ kind, values, input }) => {
  const spec = layer(kind, values);
  const gradients = (): Tensor[] => {
    const model = buildModel([spec], input, random(1));
    const dy = drawn(3, [3, ...model.outputShape]);
    const ofInput = tf.grad((x) => model.apply(x, true).mul(dy).sum())(drawn(2, [3, ...input]));
    const { grads } = model.trainable.length
      ? tf.variableGrads(() => model.apply(drawn(2, [3, ...input]), true).mul(dy).sum(), [...model.trainable])
      : { grads: {} as Record<string, Tensor> };
    const ofWeights = model.trainable.map(({ name }) => grads[name]!);
    model.dispose();
    return [ofInput, ...ofWeights];
  };
  const [wasm, cpu] = [await valuesOn("wasm", gradients), await valuesOn("cpu", gradients)];
  expect(wasm.length).toBe(cpu.length);
  wasm.forEach((list, i) => expectNear(list, cpu[i]!, 1e-5));
});

describe("in Keras's own terms", () => {
  it.each(all)("$kind $values comes back from its config", ({ kind, values }) => {
    const spec = layer(kind, values);
    const { keras } = layers.get(kind);
    // Through JSON, as a file would take it.
    const config = JSON.parse(JSON.stringify(keras.toConfig(spec.values))) as Record<string, unknown>;
    const raw = keras.fromConfig(config);
    if (!raw.ok) throw new Error(raw.error.map(({ message }) => message.en).join("; "));
    const known = Object.fromEntries(Object.entries(raw.value).filter(([, value]) => value !== undefined));
    expect(readLayer("l1", kind, known, [])).toEqual({ ok: true, value: spec });
  });

  it("every kind but the random one is compared with Keras", () => {
    expect(new Set(reference.layers.map(({ kind }) => kind))).toEqual(new Set(layers.kinds.filter((kind) => kind !== "Dropout")));
  });
});

describe("Dropout", () => {
  it("drops its share, keeps the mean, and draws another mask every time from the same seed", async () => {
    await tf.setBackend("wasm");
    const masks = [1, 1, 2].map((seed) => {
      const model = buildModel([layer("Dropout", { rate: 0.3 })], [1000], random(seed));
      return [0, 1].map(() => tf.tidy(() => [...model.apply(tf.ones([100, 1000]), true).dataSync()]));
    });
    const [first, again, other] = masks as [number[][], number[][], number[][]];
    expect(again).toEqual(first);
    expect(first[1]).not.toEqual(first[0]);
    expect(other[0]).not.toEqual(first[0]);
    const values = new Set(first[0]);
    expect([...values].sort()).toEqual([0, Math.fround(1 / 0.7)]);
    // 100,000 draws: the share has a standard deviation of √(0.3 · 0.7 / 100000) = 0.0014.
    const dropped = first[0]!.filter((value) => value === 0).length / 100_000;
    expect(dropped).toBeGreaterThan(0.293);
    expect(dropped).toBeLessThan(0.307);
  });
});
