import { callbacks } from "../callbacks";
import { optimizers, type OptimizerName } from "../compile";
import { datasets, type DatasetName } from "../datasets";
import { layers as layerKinds, type LayerKindName } from "../layers";
import { steps as stepKinds, type StepName } from "../preprocessing";
import { defaultsOf, text, type Text } from "../schema";
import { experimentVersion, type Experiment } from "./experiment";
import { readExperiment } from "./read";

export interface Preset {
  readonly id: string;
  readonly title: Text;
  readonly help: Text;
  readonly experiment: Experiment;
  /** Follows a published text, also where the text does what one would not do today. */
  readonly asPublished?: boolean;
}

type Part<K extends string> = readonly [kind: K, values?: Readonly<Record<string, unknown>>];

/** A document in short form; everything left out is Keras's default, but for validation: a fifth of the training data is held back. */
function write(short: {
  name: string;
  seed?: number;
  dataset: Part<DatasetName>;
  preprocessing: readonly Part<StepName>[];
  layers: readonly Part<LayerKindName>[];
  optimizer: Part<OptimizerName>;
  loss: Experiment["compile"]["loss"];
  metrics?: Experiment["compile"]["metrics"];
  fit: Partial<Experiment["fit"]>;
}): Experiment {
  const { dataset, optimizer } = short;
  const read = readExperiment({
    version: experimentVersion,
    name: short.name,
    seed: short.seed ?? 100,
    dataset: { kind: dataset[0], values: { ...defaultsOf(datasets.get(dataset[0]).fields), ...dataset[1] } },
    preprocessing: short.preprocessing.map(([kind, values], i) => ({
      id: `p${i + 1}`,
      kind,
      values: { ...defaultsOf(stepKinds.get(kind).fields), ...values },
    })),
    layers: short.layers.map(([kind, values], i) => ({
      id: `l${i + 1}`,
      kind,
      values: { ...defaultsOf(layerKinds.get(kind).fields), ...values },
    })),
    compile: {
      optimizer: { kind: optimizer[0], values: { ...defaultsOf(optimizers.get(optimizer[0]).fields), ...optimizer[1] } },
      loss: short.loss,
      metrics: short.metrics ?? ["accuracy"],
    },
    fit: { batch_size: 32, epochs: 10, shuffle: true, validation: { on: "split", share: 0.2 }, callbacks: [], ...short.fit },
  });
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path.join(".")}: ${message.en}`).join("; "));
  return read.value;
}

const patience2 = {
  kind: "EarlyStopping" as const,
  values: { ...defaultsOf(callbacks.get("EarlyStopping").fields), patience: 2 },
};

const recipe = (name: string, output: string, learning_rate: number): Experiment =>
  write({
    name,
    dataset: ["cifar10"],
    preprocessing: [["reshape", { shape: [3072] }], ["zscore", { per: "all" }], ["onehot"]],
    layers: [
      ["Dense", { units: 512 }],
      ["Activation", { activation: "relu" }],
      ["Dropout", { rate: 0.4 }],
      ["Dense", { units: 120 }],
      ["Activation", { activation: "relu" }],
      ["Dropout", { rate: 0.2 }],
      ["Dense", { units: 10 }],
      ["Activation", { activation: output }],
    ],
    optimizer: ["Adam", { learning_rate }],
    loss: "categorical_crossentropy",
    fit: { batch_size: 1000, epochs: 10, validation: { on: "test" }, callbacks: [patience2 as Experiment["fit"]["callbacks"][number]] },
  });

export const presets: readonly Preset[] = [
  {
    id: "first-net",
    title: text("A first net", "第一个网络"),
    help: text("Tells blue points from orange points in the plane. Trains in seconds.", "区分平面上的蓝色点和橙色点，几秒钟就能训练好。"),
    experiment: write({
      name: "A first net",
      dataset: ["circle"],
      preprocessing: [["zscore", { per: "channel" }]],
      layers: [
        ["Dense", { units: 8, activation: "tanh" }],
        ["Dense", { units: 8, activation: "tanh" }],
        ["Dense", { units: 1, activation: "sigmoid" }],
      ],
      // Plain descent at an easy pace: the boundary is seen to close around the circle.
      optimizer: ["SGD", { learning_rate: 0.01 }],
      loss: "binary_crossentropy",
      fit: { batch_size: 10, epochs: 300 },
    }),
  },
  {
    id: "shapes-convnet",
    title: text("A small convnet on drawn shapes", "合成图形上的小型卷积网络"),
    help: text(
      "Tells stars, rings and other shapes apart, wherever they are. Five epochs are enough to get nearly all of them right.",
      "不论图形在哪里，都能分清五角星、圆环等形状。五轮之后几乎全部判断正确。",
    ),
    experiment: write({
      name: "Small convnet on drawn shapes",
      dataset: ["shapes"],
      preprocessing: [["zscore", { per: "all" }], ["onehot"]],
      layers: [
        ["Conv2D", { filters: 8, padding: "same", activation: "relu", kernel_initializer: "he_normal" }],
        ["MaxPooling2D"],
        ["Conv2D", { filters: 16, padding: "same", activation: "relu", kernel_initializer: "he_normal" }],
        ["MaxPooling2D"],
        ["Conv2D", { filters: 32, padding: "same", activation: "relu", kernel_initializer: "he_normal" }],
        ["MaxPooling2D"],
        ["Flatten"],
        ["Dense", { units: 8, activation: "softmax" }],
      ],
      optimizer: ["Adam", { learning_rate: 0.003 }],
      loss: "categorical_crossentropy",
      fit: { batch_size: 32, epochs: 5 },
    }),
  },
  {
    id: "recipe",
    title: text("The recipe, as written", "原文的配方"),
    asPublished: true,
    help: text(
      "The CIFAR-10 network of an introduction to Keras. It does not learn, and the page shows why. One difference: the test pictures are standardized with the training pictures' mean and deviation.",
      "《理解并运用Keras》中的 CIFAR-10 例子。它学不会，页面会说明原因。只有一处不同：测试图片用训练图片的均值和标准差来标准化。",
    ),
    experiment: recipe("Keras recipe on CIFAR-10", "sigmoid", 0.01),
  },
  {
    id: "recipe-mended",
    title: text("The recipe, fixed", "修正后的配方"),
    asPublished: true,
    help: text("The same with softmax and a learning rate of 0.001: about half of the test pictures right.", "同样的网络，改用 softmax 和学习率 0.001：测试图片约有一半判断正确。"),
    experiment: recipe("Keras recipe, fixed", "softmax", 0.001),
  },
  {
    id: "convnet",
    title: text("A small convnet on CIFAR-10", "CIFAR-10 小型卷积网络"),
    help: text("Convolution, pooling and batch normalization on colour photographs.", "在彩色照片上使用卷积、池化和批量归一化。"),
    experiment: write({
      name: "Small convnet on CIFAR-10",
      dataset: ["cifar10"],
      preprocessing: [["zscore", { per: "channel" }], ["onehot"]],
      layers: [
        ["Conv2D", { filters: 16, padding: "same", kernel_initializer: "he_normal" }],
        ["BatchNormalization"],
        ["Activation", { activation: "relu" }],
        ["MaxPooling2D"],
        ["Conv2D", { filters: 32, padding: "same", kernel_initializer: "he_normal" }],
        ["BatchNormalization"],
        ["Activation", { activation: "relu" }],
        ["MaxPooling2D"],
        ["Flatten"],
        ["Dense", { units: 64, activation: "relu", kernel_initializer: "he_normal" }],
        ["Dropout", { rate: 0.3 }],
        ["Dense", { units: 10, activation: "softmax" }],
      ],
      optimizer: ["Adam"],
      loss: "categorical_crossentropy",
      fit: { batch_size: 64, epochs: 5 },
    }),
  },
];

export const firstPreset = presets[0]!;

/** The name of a new document until a person gives it another one. */
export const untitled = text("New network", "新网络");

const byName = new Map(presets.flatMap((preset) => [preset.experiment.name, preset.title.en, preset.title.zh].map((name) => [name, preset] as const)));

/** The preset that a document of this name came from; undefined once a person has given it a name of their own. */
export const presetOf = (name: string): Preset | undefined => byName.get(name);

/** What a document of this name is called: in every language where the name is still that of a preset or of a new document. */
export const titleOf = (name: string): Text =>
  byName.get(name)?.title ?? (name === untitled.en || name === untitled.zh ? untitled : text(name, name));
