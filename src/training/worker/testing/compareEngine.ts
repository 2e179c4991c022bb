import { metrics, optimizers, readOptimizer } from "../../../compile";
import { lossInputOf } from "../../../experiment";
import { newLayer } from "../../../experiment/edits";
import type { LayerSpec } from "../../../layers";
import { random } from "../../../random/random";
import { defaultsOf, sizeOf } from "../../../schema";
import { FusedModel, type FusedSetting } from "../engine/fused";
import { buildModel, readWeights } from "../model/build";
import { meanLoss } from "../session/sums";
import { tf, type Tensor, type Variable } from "../tf";
import type { Case, Part } from "./engineCases";

const stack = (parts: readonly Part[]): LayerSpec[] =>
  parts.reduce<LayerSpec[]>((specs, [kind, values]) => {
    const spec = newLayer(specs, kind);
    return [...specs, { ...spec, values: { ...spec.values, ...values } } as LayerSpec];
  }, []);

const batchesOf = ({ batches }: Case): readonly number[] => batches ?? [6, 6, 6, 6, 6, 6, 6, 6, 6, 5];

/** The same stack, optimizer and loss for both. */
function readCase(setting: Case) {
  const layers = stack(setting.layers);
  const [kind, values] = setting.optimizer ?? ["SGD", { learning_rate: 0.05 }];
  const read = readOptimizer(kind, { ...defaultsOf(optimizers.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error("optimizer");
  return { layers, optimizer: read.value, loss: setting.loss ?? "categorical_crossentropy", from_logits: setting.from_logits ?? false, metrics: [] };
}

/** Samples and one-hot (or 0 / 1) targets from a seed. */
function data({ input, outputs, rows = 1 }: Case, n: number, step: number) {
  const source = random(1000 + step);
  const samples = Float32Array.from({ length: n * sizeOf(input) }, () => source.normal());
  const targets = new Float32Array(n * rows * outputs);
  for (let i = 0; i < n * rows; i++) {
    if (outputs === 1) targets[i] = source.below(2);
    else targets[i * outputs + source.below(outputs)] = 1;
  }
  return { samples, targets };
}

/** Samples that both are asked about before a step, in the middle of training, and at the end: programs for learning and for asking share the memory. */
const asked = (setting: Case, when: number): Float32Array => data(setting, askedCount(setting), 90 + when).samples;
const askedCount = (setting: Case): number => Math.min(3, Math.max(...batchesOf(setting)));

interface Step {
  readonly loss: number;
  /** In the order of the trainable weights. */
  readonly gradients: readonly Float32Array[];
  /** What each metric counted. */
  readonly counts: readonly Float32Array[];
  /** What the model answered before this step. */
  readonly answers: Float32Array;
}

/** What training came to with tfjs. */
export interface Reference {
  readonly steps: readonly Step[];
  readonly weights: readonly Float32Array[];
  readonly answers: Float32Array;
}

/** Trains a stack with tfjs, on the backend in use. */
export async function trainReference(setting: Case): Promise<Reference> {
  const { layers, ...compile } = readCase(setting);
  const { optimizer: spec, loss } = compile;
  const from = lossInputOf({ layers, compile });
  const model = buildModel(layers, setting.input, random(5));
  const optimizer = optimizers.get(spec.kind).build(tf, spec.values as never);
  const answersTo = (samples: Float32Array) => tf.tidy(() => model.apply(tf.tensor(samples, [askedCount(setting), ...setting.input]), false).dataSync<"float32">().slice());
  const steps: Step[] = [];
  for (const [step, n] of batchesOf(setting).entries()) {
    const answers = answersTo(asked(setting, step));
    const { samples, targets } = data(setting, n, step);
    const x = tf.tensor(samples, [n, ...setting.input]);
    const y = tf.tensor(targets, [n, ...(setting.rows ? [setting.rows] : []), setting.outputs]);
    let output!: Tensor;
    const { value, grads } = tf.variableGrads(() => {
      const passed = model.forward(x, true);
      output = tf.keep(passed.output);
      return meanLoss(loss, from, y, passed).asScalar();
    }, [...model.trainable] as Variable[]);
    steps.push({
      loss: value.dataSync()[0]!,
      gradients: model.trainable.map(({ name }) => grads[name]!.dataSync<"float32">().slice()),
      counts: metrics.all.map((metric) => tf.tidy(() => metric.count(tf, y, output, 0.5).dataSync<"float32">().slice())),
      answers,
    });
    optimizer.applyGradients(grads);
    tf.dispose([x, y, output, value, grads]);
  }
  const weights = (await readWeights(model)).map(({ values }) => values);
  const answers = answersTo(asked(setting, steps.length));
  model.dispose();
  optimizer.dispose();
  return { steps, weights, answers };
}

const largest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apart = (a: Float32Array, b: Float32Array): number => {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  // What is no number would pass for the same.
  return a.reduce((most, v, i) => (Number.isNaN(v - b[i]!) ? Infinity : Math.max(most, Math.abs(v - b[i]!))), 0);
};

/** A build of the engine, and how it is asked. */
export interface How extends Pick<FusedSetting, "relaxed" | "threads" | "sharing"> {
  /** It answers before the first step, too. */
  readonly askedFirst?: boolean;
}

/** Trains the same stack with the engine; compares gradients, losses, counts, weights and answers. */
export async function compare(setting: Case, reference: Reference, { askedFirst = false, ...how }: How) {
  const { layers, optimizer, loss, from_logits } = readCase(setting);
  const batches = batchesOf(setting);
  const fused = await FusedModel.build({
    layers,
    inputShape: setting.input,
    targetSize: setting.outputs * (setting.rows ?? 1),
    optimizer,
    loss,
    from_logits,
    threshold: 0.5,
    batchSize: Math.max(...batches),
    source: random(5),
    ...how,
  });
  const report = { gradient: 0, loss: 0, weights: 0, outputs: 0, counts: 0 };
  const ask = (when: number, theirs: Float32Array): void => {
    const count = askedCount(setting);
    fused.inputs(count).set(asked(setting, when));
    report.outputs = Math.max(report.outputs, apart(fused.predict(count), theirs));
  };
  for (const [step, n] of batches.entries()) {
    const theirs = reference.steps[step]!;
    if (step === 2 || (askedFirst && step === 0)) ask(step, theirs.answers);
    const { samples, targets } = data(setting, n, step);
    fused.inputs(n).set(samples);
    fused.targets(n).set(targets);
    fused.resetTotals();
    fused.train(n);
    fused.gradients().forEach((mine, i) => {
      const scale = Math.max(1e-3, largest(theirs.gradients[i]!));
      report.gradient = Math.max(report.gradient, apart(mine, theirs.gradients[i]!) / scale);
    });
    const { loss: sum, counts } = fused.totals();
    report.loss = Math.max(report.loss, Math.abs(sum / n - theirs.loss));
    metrics.all.forEach((metric, i) => (report.counts = Math.max(report.counts, apart(Float32Array.from(metric.fused(counts)), theirs.counts[i]!))));
  }
  const mine = fused.readWeights();
  mine.forEach(({ values }, i) => (report.weights = Math.max(report.weights, apart(values, reference.weights[i]!))));
  ask(batches.length, reference.answers);
  fused.dispose();
  return { report, weights: mine.map(({ values }) => values) };
}
