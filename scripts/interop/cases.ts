import { inferStack, initialWeights, outputActivation, type LayerWeight } from "../../src/architecture";
import { decisionThreshold, losses, metrics, optimizers, readOptimizer, type LossName, type MetricName, type OptimizerSpec } from "../../src/compile";
import { presets, type Experiment } from "../../src/experiment";
import { activations, initializers, layers as layerKinds, readLayer, type LayerKindName, type LayerSpec } from "../../src/layers";
import { random, type Random } from "../../src/random/random";
import { defaultsOf, sizeOf, type Field, type Shape } from "../../src/schema";
import type { ModelData } from "../../src/training/protocol";

/** A model with everything that a program which opens it can be asked. */
export interface Case {
  readonly name: string;
  readonly model: ModelData;
  /** Samples and targets, row by row. */
  readonly samples: Float32Array;
  readonly targets: Float32Array;
  readonly count: number;
  readonly threshold: number;
}

type Short = readonly [LayerKindName, Record<string, unknown>?];

const stack = (list: readonly Short[]): LayerSpec[] =>
  list.map(([kind, values = {}], i) => {
    const read = readLayer(`l${i + 1}`, kind, { ...defaultsOf(layerKinds.get(kind).fields), ...values }, []);
    if (!read.ok) throw new Error(read.error.map(({ message }) => message.en).join("; "));
    return read.value;
  });

const optimizer = (kind: OptimizerSpec["kind"], values: Record<string, unknown> = {}): OptimizerSpec => {
  const read = readOptimizer(kind, { ...defaultsOf(optimizers.get(kind).fields), ...values }, []);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(".")} ${message.en}`).join("; "));
  return read.value;
};

/** Weights as after some training: no bias of 0, no variance of 1. */
function trainedWeights(list: readonly LayerSpec[], input: Shape, source: Random): LayerWeight[] {
  return initialWeights(list, input, source).map((weight) => {
    const draw = source.fork("trained", weight.layer, weight.name);
    const values = weight.values.map((value) => (weight.name === "moving_variance" ? 0.5 + draw.uniform() : value + draw.normal() * 0.05));
    return { ...weight, values };
  });
}

interface Settings {
  readonly optimizer?: OptimizerSpec;
  readonly loss?: LossName;
  readonly metrics?: readonly MetricName[];
}

function make(name: string, input: Shape, list: readonly LayerSpec[], settings: Settings = {}, count = 16): Case {
  const source = random(7).fork(name);
  const { output, rows } = inferStack(list, input);
  if (!output) throw new Error(`${name}: ${rows.find((row) => row.problem)?.problem?.en}`);
  const classes = output.at(-1)!;
  const base = presets[1]!.experiment;
  const experiment: Experiment = {
    ...base,
    name,
    preprocessing: [],
    layers: list,
    compile: { optimizer: settings.optimizer ?? base.compile.optimizer, loss: settings.loss ?? base.compile.loss, metrics: settings.metrics ?? ["accuracy"] },
  };
  const targets = new Float32Array(count * sizeOf(output));
  for (let i = 0; i < targets.length / classes; i++) {
    if (classes === 1) targets[i] = source.below(2);
    else targets[i * classes + source.below(classes)] = 1;
  }
  return {
    name,
    model: {
      experiment,
      preprocessing: { steps: [], inputShape: input, sampleShape: input, targetShape: output, classes: Math.max(2, classes) },
      weights: trainedWeights(list, input, source),
    },
    samples: Float32Array.from({ length: count * sizeOf(input) }, () => source.normal()),
    targets,
    count,
    threshold: decisionThreshold(outputActivation(list), experiment.compile.loss),
  };
}

const preset = (id: string): Experiment => presets.find((candidate) => candidate.id === id)!.experiment;

/** Another value than the default, within what the field takes: whole numbers where floats are meant, to see them printed. */
function other(field: Field<unknown>): unknown {
  const { control } = field;
  if (control.type === "boolean") return !field.default;
  if (control.type === "number") return control.max >= 1 ? 1 : Math.min(control.max, 0.75);
  return field.default;
}

/** Every kind of the registries at least once: a new one is in here by itself. */
export function cases(): readonly Case[] {
  const head = (units: number, activation: string): Short => ["Dense", { units, activation }];
  const byOptimizer = optimizers.all.flatMap(({ kind, fields }, i) => {
    const loss = losses.kinds[i % losses.kinds.length]!;
    const changed = Object.fromEntries(Object.entries(fields as Record<string, Field<unknown>>).map(([key, field]) => [key, other(field)]));
    return [
      make(`${kind} ${loss}`, [6], stack([head(8, "relu"), head(4, "softmax")]), { optimizer: optimizer(kind), loss, metrics: metrics.kinds }),
      make(`${kind} changed`, [6], stack([head(8, "tanh"), head(1, "sigmoid")]), {
        optimizer: optimizer(kind, { ...changed, learning_rate: 1 }),
        loss: "binary_crossentropy",
        metrics: metrics.kinds,
      }),
    ];
  });
  const byLoss = losses.kinds.map((loss) => {
    const activation = loss === "hinge" ? "tanh" : "sigmoid";
    const single = loss !== "categorical_crossentropy";
    return make(`loss ${loss}`, [5], stack([head(6, "elu"), head(single ? 1 : 3, activation)]), { loss, metrics: metrics.kinds });
  });
  return [
    make("recipe", [3072], preset("recipe").layers, preset("recipe").compile),
    make("recipe mended", [3072], preset("recipe-mended").layers, preset("recipe-mended").compile),
    make("convnet", [32, 32, 3], preset("convnet").layers, preset("convnet").compile),
    make(
      "convolutions",
      [13, 11, 2],
      stack([
        ["Conv2D", { filters: 4, kernel_size: [3, 2], padding: "same", activation: "relu", kernel_initializer: "he_uniform" }],
        ["BatchNormalization", { epsilon: 0.01, momentum: 0.9 }],
        ["MaxPooling2D", { pool_size: [2, 3], strides: [2, 2], padding: "same" }],
        ["Conv2D", { filters: 5, kernel_size: [2, 2], strides: [2, 1], use_bias: false }],
        ["BatchNormalization", { scale: false }],
        ["Conv2D", { filters: 6, kernel_size: [1, 1], padding: "same", strides: [2, 2], activation: "selu" }],
        ["BatchNormalization", { center: false }],
        ["Reshape", { target_shape: [-1, 3] }],
        ["Dense", { units: 4, activation: "softsign" }],
        ["Flatten"],
        ["Dropout", { rate: 0.25 }],
        ["Dense", { units: 3, activation: "softmax" }],
      ]),
    ),
    make("activations", [7], stack([...activations.kinds.flatMap((activation): Short[] => [["Dense", { units: 9, activation }], ["Activation", { activation }]]), head(3, "softmax")])),
    make("initializers", [4], stack([...initializers.kinds.map((kind): Short => ["Dense", { units: 5, kernel_initializer: kind, bias_initializer: kind }]), head(3, "softmax")])),
    make("every layer once", [8, 8, 3], stack([...layerKinds.kinds.filter((kind) => !["Flatten", "Dense", "Reshape"].includes(kind)).map((kind): Short => [kind]), ["Reshape"], ["Flatten"], head(3, "softmax")])),
    ...byOptimizer,
    ...byLoss,
  ];
}
