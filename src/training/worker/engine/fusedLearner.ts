import type { LayerWeight } from "../../../architecture";
import { metrics } from "../../../compile";
import type { Compile } from "../../../experiment";
import { sizeOf } from "../../../schema";
import { wasmLabel } from "../backends/wasm";
import type { BatchSums, KeptWeights, Learner, LearningProbe } from "../session/learner";
import type { LearnerState } from "../../checkpoint";
import { FusedModel, type FusedSetting } from "./fused";

class KeptCopies implements KeptWeights {
  weights: readonly LayerWeight[];
  constructor(weights: readonly LayerWeight[]) {
    this.weights = weights;
  }
  read(): Promise<readonly LayerWeight[]> {
    return Promise.resolve(this.weights);
  }
  release(): void {
    this.weights = [];
  }
}

/** Trains a stack with the fused engine: everything lies in its own memory, and a sum is there as soon as the step is done. */
export class FusedLearner implements Learner {
  readonly outputs: number;
  readonly label: string;
  readonly #model: FusedModel;
  readonly #compile: Compile;
  readonly #batchSize: number;
  #pending: BatchSums[] = [];

  static async build(setting: Omit<FusedSetting, "optimizer" | "loss" | "from_logits">, compile: Compile): Promise<FusedLearner> {
    const model = await FusedModel.build({ ...setting, optimizer: compile.optimizer, loss: compile.loss, from_logits: compile.from_logits ?? false });
    return new FusedLearner(model, compile, setting.batchSize, wasmLabel(setting.threads));
  }

  private constructor(model: FusedModel, compile: Compile, batchSize: number, label: string) {
    this.label = label;
    this.#model = model;
    this.#compile = compile;
    this.#batchSize = batchSize;
    this.outputs = sizeOf(model.stack.output!);
  }

  #load(samples: Float32Array, targets: Float32Array, count: number): void {
    this.#model.inputs(count).set(samples);
    this.#model.targets(count).set(targets);
  }

  /** The engine's memory is cut for one batch of training; scoring and predicting may come in larger ones. */
  #inParts(samples: Float32Array, count: number, visit: (part: Float32Array, from: number, n: number) => void): void {
    const each = samples.length / count;
    for (let from = 0; from < count; from += this.#batchSize) {
      const n = Math.min(this.#batchSize, count - from);
      visit(samples.subarray(from * each, (from + n) * each), from, n);
    }
  }

  #note(count: number): void {
    this.#pending.push(this.#sums(count));
  }

  /** What the programs since the last call have added up, over `count` samples. */
  #sums(count: number): BatchSums {
    const { loss, counts } = this.#model.totals();
    const sums = { count, loss: loss / count, counts: this.#compile.metrics.map((kind) => Float32Array.from(metrics.get(kind).fused(counts))) };
    this.#model.resetTotals();
    return sums;
  }

  train(samples: Float32Array, targets: Float32Array, count: number): void {
    this.#load(samples, targets, count);
    this.#model.train(count);
    this.#note(count);
  }

  score(samples: Float32Array, targets: Float32Array, count: number): void {
    this.#inParts(samples, count, (part, from, n) => {
      this.#load(part, targets.subarray((from * targets.length) / count, ((from + n) * targets.length) / count), n);
      this.#model.evaluate(n);
    });
    this.#note(count);
  }

  read(): Promise<BatchSums[]> {
    const pending = this.#pending;
    this.#pending = [];
    return Promise.resolve(pending);
  }

  apply(samples: Float32Array, count: number): Promise<Float32Array> {
    const outputs = new Float32Array(count * this.outputs);
    this.#inParts(samples, count, (part, from, n) => {
      this.#model.inputs(n).set(part);
      outputs.set(this.#model.predict(n), from * this.outputs);
    });
    return Promise.resolve(outputs);
  }

  evaluate(samples: Float32Array, targets: Float32Array, count: number): Promise<{ readonly outputs: Float32Array; readonly sums: BatchSums }> {
    const outputs = new Float32Array(count * this.outputs);
    this.#inParts(samples, count, (part, from, n) => {
      this.#load(part, targets.subarray((from * targets.length) / count, ((from + n) * targets.length) / count), n);
      this.#model.evaluate(n);
      outputs.set(this.#model.outputs(n), from * this.outputs);
    });
    return Promise.resolve({ outputs, sums: this.#sums(count) });
  }

  async probe(samples: Float32Array, targets: Float32Array, count: number): Promise<LearningProbe> {
    const n = Math.min(count, this.#batchSize);
    const each = samples.length / count;
    const [x, target] = [samples.subarray(0, n * each), targets.subarray(0, (n * targets.length) / count)];
    const { outputs, sums } = await this.evaluate(x, target, n);
    this.#load(x, target, n);
    this.#model.differentiate(n);
    const squares = this.#model.gradients().map((gradient) => gradient.reduce((sum, g) => sum + g * g, 0));
    const { rows } = this.#model.stack;
    const last = rows.findLast((row) => row.trainable > 0);
    const inner = squares.length - (last?.weights.filter(({ trainable }) => trainable).length ?? 0);
    const norm = (list: readonly number[]): number => Math.sqrt(list.reduce((sum, square) => sum + square, 0));
    return { outputs, loss: sums.loss, gradientNorm: norm(squares), ...(inner ? { innerGradientNorm: norm(squares.slice(0, inner)) } : {}) };
  }

  keepWeights(): KeptWeights {
    return new KeptCopies(this.#model.readWeights());
  }

  keep(weights: readonly LayerWeight[]): KeptWeights {
    return new KeptCopies(weights);
  }

  setLearningRate(rate: number): void {
    this.#model.setLearningRate(rate);
  }

  state(): Promise<LearnerState> {
    return Promise.resolve({ weights: this.#model.readWeights(), ...this.#model.readState() });
  }

  moveTo(state: LearnerState): void {
    this.#model.writeWeights(state.weights);
    this.#model.writeState(state);
  }

  restoreWeights(kept: KeptWeights): void {
    if (!(kept instanceof KeptCopies)) throw new Error("these weights were kept by another learner");
    this.#model.writeWeights(kept.weights);
  }

  weights(): Promise<LayerWeight[]> {
    return Promise.resolve(this.#model.readWeights());
  }

  endTraining(): void {
    this.#pending = [];
  }

  dispose(): void {
    this.endTraining();
    this.#model.dispose();
  }
}
