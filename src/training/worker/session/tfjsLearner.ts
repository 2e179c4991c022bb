import type { LayerWeight } from "../../../architecture";
import { optimizers, type LossInput } from "../../../compile";
import { lossInputOf, readingOf, type Compile, type Experiment } from "../../../experiment";
import { sizeOf, type Shape } from "../../../schema";
import type { SteppingOptimizer } from "../../../compile/optimizers/updating";
import type { LearnerState } from "../../checkpoint";
import { assignWeights, readTensors, readWeights, weightsFrom, type Model } from "../model/build";
import { tf, type Tensor } from "../tf";
import type { BatchSums, KeptWeights, Learner, LearningProbe } from "./learner";
import { meanLoss, readSums, sumsOf, type SumsVector } from "./sums";

/** Weights on the device, shared with the variables until those are assigned anew. */
class KeptTensors implements KeptWeights {
  readonly tensors: readonly Tensor[];
  readonly #rows: Model["rows"];
  constructor(rows: Model["rows"], tensors: readonly Tensor[]) {
    this.#rows = rows;
    this.tensors = tensors;
  }
  async read(): Promise<readonly LayerWeight[]> {
    return weightsFrom(this.#rows, await readTensors(this.tensors));
  }
  release(): void {
    tf.dispose([...this.tensors]);
  }
}

type Passed = ReturnType<Model["forward"]>;

/** Trains and uses a model with tfjs, on whichever backend is in use. */
export class TfjsLearner implements Learner {
  readonly outputs: number;
  readonly #model: Model;
  readonly #compile: Compile;
  readonly #targetShape: Shape;
  readonly #threshold: number;
  readonly #lossInput: LossInput;
  #optimizer: SteppingOptimizer | null = null;
  #rate: number;
  /** Of the batches since the last reading. */
  #pending: SumsVector[] = [];

  constructor(model: Model, { compile, layers }: Pick<Experiment, "compile" | "layers">, targetShape: Shape) {
    this.#model = model;
    this.#compile = compile;
    this.#lossInput = lossInputOf({ compile, layers });
    this.#rate = compile.optimizer.values.learning_rate;
    this.#targetShape = targetShape;
    this.#threshold = readingOf({ compile, layers }).threshold;
    this.outputs = sizeOf(model.outputShape);
  }

  #samples(values: Float32Array, count: number): Tensor {
    return tf.tensor(values, [count, ...this.#model.inputShape], "float32");
  }

  #targets(values: Float32Array, count: number): Tensor {
    return tf.tensor(values, [count, ...this.#targetShape], "float32");
  }

  train(samples: Float32Array, targets: Float32Array, count: number): void {
    const optimizer = this.#stepping();
    tf.tidy(() => {
      const [x, target] = [this.#samples(samples, count), this.#targets(targets, count)];
      let output!: Tensor;
      const { value, grads } = tf.variableGrads(() => {
        // Kept past the forward scope: the metrics look at the same outputs, but need no gradient.
        const passed = this.#model.forward(x, true);
        output = tf.keep(passed.output);
        return this.#meanLoss(target, passed).asScalar();
      }, [...this.#model.trainable]);
      this.#note(sumsOf(this.#compile, this.#threshold, target, output, value));
      output.dispose();
      optimizer.applyGradients(grads);
    });
  }

  score(samples: Float32Array, targets: Float32Array, count: number): void {
    tf.tidy(() => {
      const target = this.#targets(targets, count);
      const passed = this.#model.forward(this.#samples(samples, count), false);
      this.#note(this.#sums(target, passed));
    });
  }

  #meanLoss(target: Tensor, passed: Passed): Tensor {
    return meanLoss(this.#compile.loss, this.#lossInput, target, passed);
  }

  #sums(target: Tensor, passed: Passed): SumsVector {
    return sumsOf(this.#compile, this.#threshold, target, passed.output, this.#meanLoss(target, passed));
  }

  async evaluate(samples: Float32Array, targets: Float32Array, count: number): Promise<{ readonly outputs: Float32Array; readonly sums: BatchSums }> {
    let sums!: SumsVector;
    const output = tf.tidy(() => {
      const passed = this.#model.forward(this.#samples(samples, count), false);
      sums = this.#sums(this.#targets(targets, count), passed);
      tf.keep(sums.vector);
      return passed.output;
    });
    try {
      const [outputs, [read]] = await Promise.all([output.data<"float32">(), readSums([sums])]);
      return { outputs: Float32Array.from(outputs), sums: read! };
    } finally {
      output.dispose();
    }
  }

  #note(sums: SumsVector): void {
    tf.keep(sums.vector);
    this.#pending.push(sums);
  }

  read(): Promise<BatchSums[]> {
    const pending = this.#pending;
    this.#pending = [];
    return readSums(pending);
  }

  async apply(samples: Float32Array, count: number): Promise<Float32Array> {
    const output = tf.tidy(() => this.#model.apply(this.#samples(samples, count), false));
    try {
      return Float32Array.from(await output.data<"float32">());
    } finally {
      output.dispose();
    }
  }

  async probe(samples: Float32Array, targets: Float32Array, count: number): Promise<LearningProbe> {
    const { trainable, rows } = this.#model;
    // The last layer with weights is asked apart from those in front of it.
    const last = rows.findLastIndex((row) => row.trainable > 0);
    const inner = trainable.length - (rows[last]?.weights.filter((weight) => weight.trainable).length ?? 0);
    const [output, loss, squares] = tf.tidy<[Tensor, Tensor, Tensor]>(() => {
      const [x, target] = [this.#samples(samples, count), this.#targets(targets, count)];
      const { value, grads } = tf.variableGrads(() => this.#meanLoss(target, this.#model.forward(x, false)).asScalar(), [...trainable]);
      const lengths = trainable.map(({ name }) => grads[name]?.square().sum() ?? tf.scalar(0));
      return [this.#model.apply(x, false), value, tf.stack(lengths)];
    });
    try {
      const [outputs, [mean], each] = await Promise.all([output.data<"float32">(), loss.data<"float32">(), squares.data<"float32">()]);
      const norm = (list: Float32Array): number => Math.sqrt(list.reduce((sum, square) => sum + square, 0));
      return {
        outputs: Float32Array.from(outputs),
        loss: mean!,
        gradientNorm: norm(each),
        ...(inner ? { innerGradientNorm: norm(each.subarray(0, inner)) } : {}),
      };
    } finally {
      tf.dispose([output, loss, squares]);
    }
  }

  keepWeights(): KeptWeights {
    return new KeptTensors(
      this.#model.rows,
      this.#model.variables.map((variable) => variable.clone()),
    );
  }

  keep(weights: readonly LayerWeight[]): KeptWeights {
    return new KeptTensors(
      this.#model.rows,
      weights.map(({ values, shape }) => tf.tensor(values.slice(), [...shape], "float32")),
    );
  }

  restoreWeights(kept: KeptWeights): void {
    if (!(kept instanceof KeptTensors)) throw new Error("these weights were kept by another learner");
    kept.tensors.forEach((tensor, i) => this.#model.variables[i]!.assign(tensor));
  }

  weights(): Promise<LayerWeight[]> {
    return readWeights(this.#model);
  }

  setLearningRate(rate: number): void {
    this.#rate = rate;
    if (this.#optimizer) this.#optimizer.learningRate = rate;
  }

  #stepping(): SteppingOptimizer {
    if (!this.#optimizer) {
      const { kind, values } = this.#compile.optimizer;
      this.#optimizer = optimizers.get(kind).build(tf, values);
      this.#optimizer.learningRate = this.#rate;
    }
    return this.#optimizer;
  }

  async state(): Promise<LearnerState> {
    const { variables, trainable, masks, rows } = this.#model;
    const optimizer = this.#stepping();
    const { steps } = optimizer;
    const states = masks.map((mask) => mask.state());
    const slots = trainable.flatMap((weight) => optimizer.slots(weight));
    const values = await readTensors([...variables, ...slots]);
    return { weights: weightsFrom(rows, values.slice(0, variables.length)), optimizer: values.slice(variables.length), steps, masks: states };
  }

  moveTo({ weights, optimizer: remembered, steps, masks }: LearnerState): void {
    assignWeights(this.#model.rows, this.#model.variables, weights);
    const optimizer = this.#stepping();
    optimizer.steps = steps;
    const slots = this.#model.trainable.flatMap((weight) => optimizer.slots(weight));
    tf.tidy(() => slots.forEach((slot, i) => slot.assign(tf.tensor(remembered[i]!.slice(), slot.shape, "float32"))));
    this.#model.masks.forEach((mask, i) => mask.moveTo(masks[i]!));
  }

  endTraining(): void {
    this.#optimizer?.dispose();
    this.#optimizer = null;
    tf.dispose(this.#pending.map(({ vector }) => vector));
    this.#pending = [];
  }

  dispose(): void {
    this.endTraining();
    this.#model.dispose();
  }
}
