import { initialWeights } from "../../../src/architecture";
import type { OptimizerName } from "../../../src/compile";
import { experimentVersion, readExperiment, edits, type Experiment } from "../../../src/experiment";
import type { LayerKindName, LayerSpec } from "../../../src/layers";
import { defaultsOf, sizeOf, type Shape } from "../../../src/schema";
import { optimizers } from "../../../src/compile";
import { random } from "../../../src/random/random";

/** A layer, said so plainly that every engine can be given it. Convolutions are 3×3 with same padding and a relu, pools 2×2. */
export type Part =
  | { readonly kind: "conv"; readonly filters: number }
  | { readonly kind: "pool" }
  | { readonly kind: "flatten" }
  | { readonly kind: "dense"; readonly units: number; readonly activation: "relu" | "tanh" | "softmax" | "sigmoid" }
  | { readonly kind: "dropout"; readonly rate: number };

/** Samples and targets (one-hot, or one 0 or 1), one after another. Pictures are height × width × channel. */
export interface Batch {
  readonly count: number;
  readonly samples: Float32Array;
  readonly targets: Float32Array;
}

/** What all engines train: the same net from the same weights on the same batches. */
export interface Workload {
  readonly input: Shape;
  readonly outputs: number;
  readonly parts: readonly Part[];
  /** Binary for one sigmoid output, else categorical; of the mean over the batch. */
  readonly optimizer: { readonly kind: "Adam" | "SGD"; readonly rate: number };
  /** Taken in turn, over and over. */
  readonly batches: readonly Batch[];
  /** What the loss is looked at on, without dropout, before and after. */
  readonly probe: Batch;
}

const seed = 100;

const layerOf = (part: Part): readonly [LayerKindName, object] => {
  switch (part.kind) {
    case "conv":
      return ["Conv2D", { filters: part.filters, kernel_size: [3, 3], padding: "same", activation: "relu" }];
    case "pool":
      return ["MaxPooling2D", {}];
    case "flatten":
      return ["Flatten", {}];
    case "dense":
      return ["Dense", { units: part.units, activation: part.activation }];
    case "dropout":
      return ["Dropout", { rate: part.rate }];
  }
};

/** The workload as a document of ours. Its data come from the bench, whatever the document says. */
export function experimentOf({ parts, outputs, optimizer, batches }: Workload): Experiment {
  const layers = parts.reduce<readonly LayerSpec[]>((list, part) => {
    const [kind, values] = layerOf(part);
    const fresh = edits.newLayer(list, kind);
    return [...list, { ...fresh, values: { ...fresh.values, ...values } } as LayerSpec];
  }, []);
  const kind: OptimizerName = optimizer.kind;
  const read = readExperiment({
    version: experimentVersion,
    name: "Benchmark",
    seed,
    dataset: { kind: "circle", values: {} },
    preprocessing: [],
    layers,
    compile: {
      optimizer: { kind, values: { ...defaultsOf(optimizers.get(kind).fields), learning_rate: optimizer.rate } },
      loss: outputs === 1 ? "binary_crossentropy" : "categorical_crossentropy",
      metrics: ["accuracy"],
    },
    fit: { batch_size: batches[0]!.count, epochs: 1, shuffle: false, validation: { on: "none" }, callbacks: [] },
  });
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(".")}: ${message.en}`).join("; "));
  return read.value;
}

/** The weights that every engine starts from: kernel and bias of each layer in turn, kernels as Keras lays them out. */
export const firstWeights = (workload: Workload): readonly { readonly shape: Shape; readonly values: Float32Array }[] =>
  initialWeights(experimentOf(workload).layers, workload.input, random(seed)).map(({ shape, values }) => ({ shape, values }));

/** Batches of noise around a picture of each class: something to learn, as large as wanted. */
export function noisyClasses(input: Shape, classes: number, count: number, batches: number): readonly Batch[] {
  const source = random(seed);
  const size = sizeOf(input);
  const prototypes = Float32Array.from({ length: classes * size }, () => 0.2 * source.normal());
  return Array.from({ length: batches }, () => {
    const samples = new Float32Array(count * size);
    const targets = new Float32Array(count * classes);
    for (let i = 0; i < count; i++) {
      const label = source.below(classes);
      targets[i * classes + label] = 1;
      for (let j = 0; j < size; j++) samples[i * size + j] = prototypes[label * size + j]! + source.normal();
    }
    return { count, samples, targets };
  });
}

/** The first samples of a batch. */
export const firstOf = ({ count, samples, targets }: Batch, n: number): Batch => ({
  count: n,
  samples: samples.subarray(0, (samples.length / count) * n),
  targets: targets.subarray(0, (targets.length / count) * n),
});
