import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { losses, metrics, optimizers, readOptimizer, type LossName, type MetricName, type OptimizerName } from "../../../compile";
import { defaultsOf } from "../../../schema";
import { startInNode } from "../testing/backends";
import { tf } from "../tf";
import { expectNear } from "./near";
import { reference, type Numbers } from "./reference";

const tensor = ({ shape, values }: Numbers) => tf.tensor([...values], [...shape], "float32");

beforeAll(() => startInNode("wasm"));

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
  });

  describe("optimizers take the steps of Keras", () => {
    const { start, gradients, cases } = reference.optimizers;

    it("and every kind is compared", () => {
      expect(new Set(cases.map(({ kind }) => kind))).toEqual(new Set(optimizers.kinds));
    });

    it.each(cases)("$kind $values", ({ kind, values, after }) => {
      const read = readOptimizer(kind as OptimizerName, values, []);
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      const before = tf.memory().numTensors;
      const optimizer = optimizers.get(read.value.kind).build(tf, read.value.values);
      const weights = tf.tidy(() => start.map((weight, i) => tf.variable(tensor(weight), true, `w${i}`)));
      gradients.forEach((step, n) => {
        tf.tidy(() => {
          const tensors = step.map((values, i) => ({ name: `w${i}`, tensor: tf.tensor([...values], weights[i]!.shape) }));
          optimizer.applyGradients(tensors);
        });
        weights.forEach((weight, i) => expectNear(weight.dataSync(), after[n]![i]!, 2e-6));
      });
      optimizer.dispose();
      tf.dispose(weights);
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  describe("losses are those of Keras, sample by sample", () => {
    it("and every kind is compared", () => {
      expect(new Set(reference.losses.map(({ kind }) => kind))).toEqual(new Set(losses.kinds));
    });

    it.each(reference.losses)("$kind", ({ kind, target, output, each }) => {
      const values = tf.tidy(() => losses.get(kind as LossName).perSample(tf, tensor(target), tensor(output)).dataSync());
      // Keras works out log(10⁻⁷) in float32: 16.118 where a clipped probability is the whole loss.
      expectNear(values, each, 1e-6);
    });

    // Keras 3.15.1: hinge([[-1], [1], [1]], [[0.5], [0.3], [2]]) = 1.5, 0.7, 0; with targets of 0 and 1 the same.
    it("and hinge leaves targets of −1 and 1 alone", () => {
      const hinge = (targets: readonly number[]) => tf.tidy(() => losses.get("hinge").perSample(tf, tf.tensor2d([...targets], [3, 1]), tf.tensor2d([[0.5], [0.3], [2]])).dataSync());
      expectNear(hinge([-1, 1, 1]), [1.5, 0.7, 0], 1e-6);
      expectNear(hinge([0, 1, 1]), [1.5, 0.7, 0], 1e-6);
    });

    // Rows of classes: −log of the right one, the mean over the rows. −(log 0.5 + log 0.25) / 2 = 1.0397208.
    it("and categorical cross-entropy goes over the last axis", () => {
      const each = tf.tidy(() => losses.get("categorical_crossentropy").perSample(tf, tf.tensor3d([[[1, 0], [0, 1]]]), tf.tensor3d([[[0.5, 0.5], [0.75, 0.25]]])).dataSync());
      expectNear(each, [1.0397208], 1e-6);
    });

    it("and have a gradient that differences confirm", () => {
      for (const { kind, perSample } of losses.all) {
        const target = tf.tensor2d([[0, 1, 0], [1, 0, 0]]);
        const output = [[0.2, 0.5, 0.3], [0.3, 0.3, 0.4]];
        const mean = (x: ReturnType<typeof tf.tensor>) => perSample(tf, target, x).mean();
        const gradient = tf.tidy(() => tf.grad((x) => mean(x as never))(tf.tensor2d(output)).dataSync());
        const step = 1e-2;
        const slope = (row: number, column: number): number => {
          const at = (by: number) =>
            tf.tidy(() => mean(tf.tensor2d(output.map((values, r) => values.map((v, c) => (r === row && c === column ? v + by : v))))).dataSync()[0]!);
          return (at(step) - at(-step)) / (2 * step);
        };
        for (let row = 0; row < 2; row++) {
          for (let column = 0; column < 3; column++) {
            expect(gradient[row * 3 + column], `${kind} at ${row}, ${column}`).toBeCloseTo(slope(row, column), 2);
          }
        }
        target.dispose();
      }
    });
  });

  describe("metrics are those of Keras, counted batch by batch", () => {
    it.each(reference.metrics.map((set, i) => ({ ...set, i })))("set $i", ({ target, output, threshold, results }) => {
      expect(Object.keys(results).sort()).toEqual([...metrics.kinds].sort());
      const [truth, scores] = [tensor(target), tensor(output)];
      const rows = truth.shape[0];
      for (const [kind, wanted] of Object.entries(results)) {
        const metric = metrics.get(kind as MetricName);
        const totals: number[] = [];
        for (let start = 0; start < rows; start += 8) {
          const count = Math.min(8, rows - start);
          const sums = tf.tidy(() => metric.count(tf, truth.slice(start, count), scores.slice(start, count), threshold).dataSync());
          sums.forEach((sum, i) => (totals[i] = (totals[i] ?? 0) + sum));
        }
        expect(metric.result(totals), kind).toBeCloseTo(wanted, 6);
      }
      tf.dispose([truth, scores]);
    });

    it("and stay parts of a whole where one output meets labels of more than two classes", () => {
      // Truths 0, 1, 2, 2 count as no, yes, yes, yes; decided are yes, yes, no, yes.
      const figure = (kind: MetricName): number =>
        tf.tidy(() => metrics.get(kind).result(metrics.get(kind).count(tf, tf.tensor2d([[0], [1], [2], [2]]), tf.tensor2d([[0.9], [0.8], [0.1], [0.7]]), 0.5).dataSync()));
      expect(figure("accuracy")).toBe(0.5);
      expect(figure("precision")).toBeCloseTo(2 / 3, 6);
      expect(figure("recall")).toBeCloseTo(2 / 3, 6);
      expect(figure("f1_score")).toBeCloseTo(2 / 3, 6);
    });
  });
});

describe("optimizers", () => {
  it.each(optimizers.all)("$kind leaves its own defaults as they are", ({ kind, fields }) => {
    expect(readOptimizer(kind, defaultsOf(fields), [])).toEqual({ ok: true, value: { kind, values: defaultsOf(fields) } });
  });

  it.each(optimizers.all)("$kind takes another rate between steps", (kind) => {
    const optimizer = kind.build(tf, { ...defaultsOf(kind.fields), learning_rate: 0.01 });
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1]), true, "rate"));
    const step = (): number => {
      tf.tidy(() => optimizer.applyGradients({ rate: tf.tensor1d([1]) }));
      return weight.dataSync()[0]!;
    };
    optimizer.learningRate = 0;
    expect(step()).toBe(1);
    optimizer.learningRate = 0.1;
    expect(step()).toBeLessThan(1);
    optimizer.dispose();
    weight.dispose();
  });
});
