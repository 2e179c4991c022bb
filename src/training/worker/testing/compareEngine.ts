import { losses, metrics, optimizers, readOptimizer } from "../../../compile";
import { newLayer } from "../../../experiment/edits";
import type { LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { defaultsOf, sizeOf } from "../../../schema";
import { FusedModel } from "../engine/fused";
import { buildModel, readWeights } from "../model/build";
import { tf, type Tensor, type Variable } from "../tf";
import type { Case, Part } from "./engineCases";

const stack = (parts: readonly Part[]): LayerSpec[] =>
  parts.reduce<LayerSpec[]>((specs, [kind, values]) => {
    const spec = newLayer(specs, kind);
    return [...specs, { ...spec, values: { ...spec.values, ...values } } as LayerSpec];
  }, []);

/** Samples and one-hot (or 0 / 1) targets from a seed. */
function data({ input, outputs }: Case, n: number, step: number) {
  const source = random(1000 + step);
  const samples = Float32Array.from({ length: n * sizeOf(input) }, () => source.normal());
  const targets = new Float32Array(n * outputs);
  for (let i = 0; i < n; i++) {
    if (outputs === 1) targets[i] = source.below(2);
    else targets[i * outputs + source.below(outputs)] = 1;
  }
  return { samples, targets };
}

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apart = (a: Float32Array, b: Float32Array): number => a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);

/**
 * Trains the same stack with the engine and with tfjs's cpu backend; compares gradients, losses, counts, weights and answers.
 * `askedFirst`: both are asked before the first step, too.
 */
export async function compare(setting: Case, { askedFirst = false, ...how }: { readonly relaxed?: boolean; readonly threads: number; readonly askedFirst?: boolean }) {
  const layers = stack(setting.layers);
  const [kind, values] = setting.optimizer ?? ["SGD", { learning_rate: 0.05 }];
  const read = readOptimizer(kind, { ...defaultsOf(optimizers.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error("optimizer");
  const loss = losses.get(setting.loss ?? "categorical_crossentropy");
  const batches = setting.batches ?? [6, 6, 6, 6, 6, 6, 6, 6, 6, 5];
  const fused = await FusedModel.build({
    layers,
    inputShape: setting.input,
    targetSize: setting.outputs,
    optimizer: read.value,
    loss: loss.kind,
    threshold: 0.5,
    batchSize: Math.max(...batches),
    source: random(5),
    ...how,
  });
  const model = buildModel(layers, setting.input, random(5));
  const optimizer = optimizers.get(kind).build(tf, read.value.values as never);
  const report = { gradient: 0, loss: 0, weights: 0, outputs: 0, counts: 0 };
  /** What both answer in the middle of training, too: programs for learning and for asking share the memory. */
  const ask = (seed: number): void => {
    const count = Math.min(3, Math.max(...batches));
    const { samples } = data(setting, count, seed);
    fused.inputs(count).set(samples);
    const theirs = tf.tidy(() => model.apply(tf.tensor(samples, [count, ...setting.input]), false).dataSync<"float32">());
    report.outputs = Math.max(report.outputs, apart(fused.predict(count), theirs));
  };
  for (const [step, n] of batches.entries()) {
    if (step === 2 || (askedFirst && step === 0)) ask(90 + step);
    const { samples, targets } = data(setting, n, step);
    const x = tf.tensor(samples, [n, ...setting.input]);
    const y = tf.tensor(targets, [n, setting.outputs]);
    let output!: Tensor;
    const { value, grads } = tf.variableGrads(() => {
      output = tf.keep(model.apply(x, true));
      return loss.perSample(tf, y, output).mean().asScalar();
    }, [...model.trainable] as Variable[]);
    fused.inputs(n).set(samples);
    fused.targets(n).set(targets);
    fused.resetTotals();
    fused.train(n);
    const theirs = model.trainable.map(({ name }) => grads[name]!.dataSync<"float32">());
    fused.gradients().forEach((mine, i) => {
      const scale = Math.max(1e-3, largest(theirs[i]!));
      report.gradient = Math.max(report.gradient, apart(mine, theirs[i]!) / scale);
    });
    const { loss: sum, counts } = fused.totals();
    report.loss = Math.max(report.loss, Math.abs(sum / n - value.dataSync()[0]!));
    for (const metric of metrics.all) {
      const wanted = metric.count(tf, y, output, 0.5).dataSync<"float32">();
      report.counts = Math.max(report.counts, apart(Float32Array.from(metric.fused(counts)), wanted));
    }
    optimizer.applyGradients(grads);
    tf.dispose([x, y, output, value, grads]);
  }
  const after = await readWeights(model);
  const mine = fused.readWeights();
  mine.forEach(({ values }, i) => (report.weights = Math.max(report.weights, apart(values, after[i]!.values))));
  ask(99);
  model.dispose();
  optimizer.dispose();
  fused.dispose();
  return { report, weights: mine.map(({ values }) => values) };
}
