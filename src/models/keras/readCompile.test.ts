import { expect, test } from "vitest";
import { losses, optimizers } from "../../compile";
import { defaultsOf } from "../../schema";
import { kerasCompile, compileConfig, trainingConfig } from "./compile";
import { readCompile } from "./readCompile";
import { unrounded } from "./readOptimizer";

const notes = (raw: unknown): string[] => readCompile(raw).notes.map(({ en }) => en);

test.each(optimizers.kinds)("%s is read back as it was written, in both forms", (kind) => {
  const optimizer = { kind, values: { ...defaultsOf(optimizers.get(kind).fields), learning_rate: 0.25 } } as Parameters<typeof kerasCompile>[0]["optimizer"];
  for (const loss of losses.kinds) {
    const compile = { optimizer, loss, metrics: ["accuracy", "precision", "recall"] as const };
    const layers = [{ id: "l", kind: "Activation", values: { activation: "sigmoid" } }] as const;
    for (const form of [compileConfig, trainingConfig]) {
      const told = JSON.parse(JSON.stringify(form(kerasCompile(compile, layers, [1])))) as unknown;
      // Behind hinge a single output is split at 0, which no metric of Keras's does.
      expect(readCompile(told)).toEqual({ compile: loss === "hinge" ? { optimizer, loss } : compile, notes: [] });
    }
  }
});

test("names in short and classes are understood", () => {
  const defaults = (kind: "Adam" | "RMSprop") => ({ kind, values: defaultsOf(optimizers.get(kind).fields) });
  expect(readCompile({ optimizer: "rmsprop", loss: "mse", metrics: ["acc"] }).compile).toEqual({ optimizer: defaults("RMSprop"), loss: "mean_squared_error", metrics: ["accuracy"] });
  expect(readCompile({ optimizer: { class_name: "Adam", config: {} }, loss: { class_name: "BinaryCrossentropy", config: { from_logits: false, label_smoothing: 0 } }, metrics: [["accuracy"], { class_name: "F1Score", config: {} }] })).toEqual({
    compile: { optimizer: defaults("Adam"), loss: "binary_crossentropy", metrics: ["accuracy", "f1_score"] },
    notes: [],
  });
});

test("the options of real Keras that change nothing are passed over", () => {
  const config = { name: "adam", learning_rate: 0.0020000000949949026, weight_decay: null, clipnorm: null, use_ema: false, ema_momentum: 0.99, amsgrad: false, gradient_accumulation_steps: null, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };
  const { compile, notes: left } = readCompile({ optimizer: { class_name: "Adam", config }, loss: "hinge", metrics: null });
  expect(left).toEqual([]);
  expect(compile?.optimizer?.values.learning_rate).toBe(0.002);
});

test("Adam's amsgrad is written and read", () => {
  const optimizer = { kind: "Adam", values: { ...defaultsOf(optimizers.get("Adam").fields), amsgrad: true } } as Parameters<typeof kerasCompile>[0]["optimizer"];
  const written = kerasCompile({ optimizer, loss: "mean_squared_logarithmic_error", metrics: [] }, [], [1]);
  expect(written.optimizer).toMatchObject({ class_name: "Adam", config: { amsgrad: true } });
  for (const form of [compileConfig, trainingConfig]) {
    expect(readCompile(JSON.parse(JSON.stringify(form(written))))).toEqual({ compile: { optimizer, loss: "mean_squared_logarithmic_error" }, notes: [] });
  }
});

test.each(["msle", "MeanSquaredLogarithmicError", "mean_squared_logarithmic_error"])("%s is the mean squared logarithmic error", (loss) => {
  expect(readCompile({ loss })).toEqual({ compile: { loss: "mean_squared_logarithmic_error" }, notes: [] });
});

test("what is not offered is left out and named", () => {
  expect(notes({ optimizer: { class_name: "AdamW", config: {} }, loss: "poisson", metrics: ["AUC"] })).toEqual([
    "The optimizer AdamW is not offered here (SGD, RMSprop, Adam, Adagrad, Adadelta are); the optimizer was left out.",
    "The loss poisson is not offered here (categorical_crossentropy, binary_crossentropy, mean_squared_error, mean_squared_logarithmic_error, hinge are); the loss was left out.",
    "The metric AUC is not offered here and was left out.",
  ]);
  const schedule = { class_name: "ExponentialDecay", config: {} };
  expect(notes({ optimizer: { class_name: "Adam", config: { learning_rate: schedule, weight_decay: 0.01, clipnorm: 1 } }, loss: { class_name: "BinaryCrossentropy", config: { label_smoothing: 0.1 } } })).toEqual([
    'Adam.learning_rate = {"class_name":"ExponentialDecay","config":{}} is not offered here; 0.001 stands in its place.',
    "Adam.weight_decay = 0.01 is not offered here; training goes on without it.",
    "Adam.clipnorm = 1 is not offered here; training goes on without it.",
    "BinaryCrossentropy.label_smoothing = 0.1 is not offered here and was left out.",
  ]);
});

test("what is not offered says what stands in its place", () => {
  const present = { optimizer: { kind: "SGD", values: { learning_rate: 0.25, momentum: 0, nesterov: false } }, loss: "hinge", metrics: [] } as const;
  expect(readCompile({ optimizer: { class_name: "Nadam", config: {} }, loss: "poisson" }, present).notes.map(({ en }) => en)).toEqual([
    "The optimizer Nadam is not offered here (SGD, RMSprop, Adam, Adagrad, Adadelta are); the optimizer stays with SGD, learning_rate 0.25.",
    "The loss poisson is not offered here (categorical_crossentropy, binary_crossentropy, mean_squared_error, mean_squared_logarithmic_error, hinge are); the loss stays hinge.",
  ]);
  const read = readCompile({ optimizer: { class_name: "Adam", config: { learning_rate: 50, beta_1: "x", epsilon: null } } });
  expect(read.compile?.optimizer?.values).toMatchObject({ learning_rate: 10, beta_1: 0.9, epsilon: 1e-7 });
  expect(read.notes.map(({ en }) => en)).toEqual(["Adam.learning_rate = 50 lies outside 1e-8 to 10; 10 stands in its place.", 'Adam.beta_1 = "x" is not offered here; 0.9 stands in its place.']);
});

test("optimizers are known by the names that other versions gave them", () => {
  const config = { lr: 0.0005, decay: 0, jit_compile: true, is_legacy_optimizer: false };
  for (const optimizer of [{ class_name: "Custom>Adam", config }, { class_name: "LossScaleOptimizer", config: { inner_optimizer: { class_name: "Adam", config } } }]) {
    expect(readCompile({ optimizer })).toMatchObject({ compile: { optimizer: { kind: "Adam", values: { learning_rate: 0.0005 } } }, notes: [] });
  }
});

const scheduled = (class_name: string, config: object): ReturnType<typeof readCompile> => readCompile({ optimizer: { class_name: "SGD", config: { learning_rate: { class_name, config } } } });
const rateOf = ({ compile }: ReturnType<typeof readCompile>): unknown => compile?.optimizer?.values.learning_rate;

test("schedules that this page has are read, of others the rate at which they begin", () => {
  const falling = scheduled("ExponentialDecay", { initial_learning_rate: 0.01, decay_steps: 100, decay_rate: 0.9, staircase: true });
  expect([rateOf(falling), falling.schedule, falling.notes]).toEqual([0.01, { className: "ExponentialDecay", kind: "exponential", steps: 100, rate: 0.9, staircase: true }, []]);
  const wave = scheduled("CosineDecay", { initial_learning_rate: 0, decay_steps: 1000, alpha: 0.1, warmup_target: 0.5, warmup_steps: 50 });
  expect([rateOf(wave), wave.schedule, wave.notes]).toEqual([0.5, { className: "CosineDecay", kind: "cosine", steps: 1000, alpha: 0.1, warmup: 50 }, []]);
  for (const [name, config] of [["PiecewiseConstantDecay", { boundaries: [10], values: [0.2, 0.1] }], ["PolynomialDecay", { initial_learning_rate: 0.2 }], ["InverseTimeDecay", { initial_learning_rate: 0.2 }]] as const) {
    const read = scheduled(name, config);
    expect([rateOf(read), read.schedule]).toEqual([0.2, undefined]);
    expect(read.notes.map(({ en }) => en)).toEqual([`The learning-rate schedule ${name} is not offered here; the rate at which it begins, 0.2, stands in its place throughout.`]);
  }
});

test("metrics that only sound like ours are left out, and settings that ours do not have are named", () => {
  expect(readCompile({ metrics: ["top_k_categorical_accuracy", { class_name: "SparseTopKCategoricalAccuracy", config: { k: 5 } }] })).toEqual({
    compile: {},
    notes: ["top_k_categorical_accuracy", "SparseTopKCategoricalAccuracy"].map((name) => ({
      en: `The metric ${name} is not offered here and was left out.`,
      zh: `这里没有指标 ${name}，已略去。`,
    })),
  });
  const set = [
    { class_name: "Precision", config: { name: "precision", thresholds: 0.9, top_k: null, class_id: 2 } },
    { class_name: "F1Score", config: { average: "micro", threshold: null, dtype: "float32" } },
    { class_name: "BinaryAccuracy", config: { threshold: 0.5 } },
  ];
  expect(readCompile({ metrics: set }).compile).toEqual({ metrics: ["precision", "f1_score", "accuracy"] });
  expect(notes({ metrics: set })).toEqual([
    "Precision.thresholds = 0.9 is not offered here and was left out.",
    "Precision.class_id = 2 is not offered here and was left out.",
    'F1Score.average = "micro" is not offered here and was left out.',
  ]);
});

test("a model that was not compiled says nothing", () => {
  expect(readCompile(null)).toEqual({ notes: [] });
});

test.each([
  [0.0020000000949949026, 0.002],
  [0.009999999776482582, 0.01],
  [1, 1],
  // Nine digits are needed for this one, and it stays as it is.
  [0.12345679104328156, 0.12345679104328156],
])("the float32 %s was meant as %s", (stored, meant) => {
  expect(unrounded(Math.fround(stored))).toBe(meant);
});

test.each(["binary_crossentropy", "categorical_crossentropy"] as const)("%s from logits is written as Keras's class and read back, in both forms", (loss) => {
  const optimizer = { kind: "SGD", values: defaultsOf(optimizers.get("SGD").fields) } as Parameters<typeof kerasCompile>[0]["optimizer"];
  const compile = { optimizer, loss, from_logits: true, metrics: [] };
  const layers = [{ id: "l", kind: "Activation", values: { activation: "linear" } }] as const;
  const class_name = loss === "binary_crossentropy" ? "BinaryCrossentropy" : "CategoricalCrossentropy";
  for (const form of [compileConfig, trainingConfig]) {
    const told = JSON.parse(JSON.stringify(form(kerasCompile(compile, layers, [3])))) as { loss: unknown };
    expect(told.loss).toEqual({ module: "keras.losses", class_name, config: { name: loss, from_logits: true }, registered_name: null });
    expect(readCompile(told)).toEqual({ compile: { optimizer, loss, from_logits: true }, notes: [] });
  }
});

test("a sparse cross-entropy is read as the one on one-hot labels, and said so", () => {
  const config = { name: "sparse_categorical_crossentropy", reduction: "sum_over_batch_size", from_logits: true, ignore_class: null };
  const raw = { loss: { module: "keras.losses", class_name: "SparseCategoricalCrossentropy", config } };
  expect(readCompile(raw).compile).toEqual({ loss: "categorical_crossentropy", from_logits: true });
  expect(notes(raw)).toEqual([
    "The loss sparse_categorical_crossentropy was read as categorical_crossentropy: both give the same number, but here the labels have to be one-hot (“One-hot labels” in Preprocess).",
  ]);
  expect(readCompile({ loss: "sparse_categorical_crossentropy" }).compile).toEqual({ loss: "categorical_crossentropy" });
});
