import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { losses, metrics } from "../../src/compile";
import { inferStack } from "../../src/architecture";
import { formats, kerasSummary, writeModel } from "../../src/models";
import { kerasCompile } from "../../src/models/keras/compile";
import { npyBytes } from "../../src/models/npy";
import { cases, type Case } from "./cases";
import { predict } from "./judge";

/** What Keras must say of a model of ours. */
interface Expected {
  readonly summary: string;
  readonly optimizer: unknown;
  readonly loss: unknown;
  /** Figures that `evaluate` must give: the loss, and every metric that the file names. */
  readonly figures: Readonly<Record<string, number>>;
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Writes every case in every format, with samples and what tfjs makes of them. Returns what it wrote. */
export async function writeOurs(folder: string): Promise<readonly { name: string; milliseconds: Record<string, number>; bytes: Record<string, number> }[]> {
  const written = [];
  for (const one of cases()) {
    const at = join(folder, one.name.replaceAll(" ", "-"));
    mkdirSync(at, { recursive: true });
    const { experiment, preprocessing, weights } = one.model;
    const [milliseconds, bytes]: [Record<string, number>, Record<string, number>] = [{}, {}];
    for (const { kind, extension } of formats.all) {
      const start = performance.now();
      const file = await writeModel(kind, one.model, one.name);
      milliseconds[kind] = performance.now() - start;
      bytes[kind] = file.bytes.length;
      writeFileSync(join(at, `model${extension}`), file.bytes);
    }
    const scores = await predict(experiment.layers, preprocessing.sampleShape, weights, one.samples);
    const { output } = inferStack(experiment.layers, preprocessing.sampleShape);
    writeFileSync(join(at, "x.npy"), npyBytes([one.count, ...preprocessing.sampleShape], one.samples));
    writeFileSync(join(at, "y.npy"), npyBytes([one.count, ...output!], scores));
    writeFileSync(join(at, "targets.npy"), npyBytes([one.count, ...output!], one.targets));
    writeFileSync(join(at, "expected.json"), JSON.stringify(expectedOf(one, scores)));
    written.push({ name: one.name, milliseconds, bytes });
  }
  return written;
}

function expectedOf({ model, targets, count, threshold }: Case, scores: Float32Array): Expected {
  const { experiment, preprocessing, weights } = model;
  const input = preprocessing.sampleShape;
  const { output } = inferStack(experiment.layers, input);
  const compiled = kerasCompile(experiment.compile, experiment.layers, output!);
  const names = compiled.metrics.map((metric) => (typeof metric === "string" ? metric : (metric as { config: { name: string } }).config.name));
  const figures = tf.tidy(() => {
    const [truth, given] = [tf.tensor(targets, [count, ...output!]), tf.tensor(scores, [count, ...output!])];
    const loss = losses.get(experiment.compile.loss).perSample(tf, truth, given).mean().dataSync()[0]!;
    const measured = names.map((name) => {
      const metric = metrics.find(name)!;
      return [name, metric.result(metric.count(tf, truth, given, threshold).dataSync())] as const;
    });
    return { loss, ...Object.fromEntries(measured) };
  });
  return {
    summary: kerasSummary(experiment.layers, input),
    optimizer: compiled.optimizer,
    loss: compiled.loss,
    figures,
    weights: weights.map(({ layerName, name, shape }) => ({ name: `${layerName}/${name}`, shape })),
  };
}
