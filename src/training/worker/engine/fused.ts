import { closingActivation, inferStack, initialWeights, type LayerWeight, type Stack } from "../../../architecture";
import { lossInput, optimizers, type LossName, type OptimizerSpec } from "../../../compile";
import type { BatchCounts } from "../../../compile/metrics/define";
import { isActivationField, layerOf, type ActivationKind, type LayerSpec } from "../../../layers";
import type { Random, RandomState } from "../../../random/random";
import { sizeOf, text, type Shape, type Text } from "../../../schema";
import type { LearnerState } from "../../checkpoint";
import { controlWords } from "./control";
import { activationCodes, logitLossCodes, lossCodes, ruleCodes } from "./codes";
import { kernelModule, startKernels, type Kernels } from "./kernels";
import { Arena } from "./memory";
import { Program, type Sharing } from "./program";
import { Pieces, Tape, type Slot } from "./tape";
import { startHelpers, type Helpers } from "./threads";
import { viewsOf, type Places } from "./views";

export interface FusedSetting {
  readonly layers: readonly LayerSpec[];
  readonly inputShape: Shape;
  readonly targetSize: number;
  readonly optimizer: OptimizerSpec;
  readonly loss: LossName;
  readonly from_logits?: boolean;
  readonly threshold: number;
  /** Samples in the largest batch. */
  readonly batchSize: number;
  /** Seeds first weights and dropout masks, as for tfjs. */
  readonly source: Random;
  readonly weights?: readonly LayerWeight[];
  /** Threads in all; more than one needs shared memory. */
  readonly threads: number;
  /** Without fused multiply-add even where it is there: for tests. */
  readonly relaxed?: boolean;
  /** What is shared between threads, where that is not left to what pays: for tests. */
  readonly sharing?: Sharing;
}

/** What the engine has to know of an experiment. */
export type FusedQuestion = Pick<FusedSetting, "layers" | "loss" | "from_logits"> & Partial<Pick<FusedSetting, "optimizer">>;

/** Why a stack cannot be trained by the engine, by its first layer, loss or optimizer that the engine lacks; null where it can. */
export function whyNotFused({ layers, loss, from_logits = false, optimizer }: FusedQuestion): Text | null {
  for (const spec of layers) {
    const { kind, lower, fields } = layerOf(spec);
    if (!lower) return text(`the engine has no operations for ${kind}`, `引擎没有 ${kind} 所需的运算`);
    for (const [name, value] of Object.entries(spec.values)) {
      const field = (fields as Readonly<Record<string, object | undefined>>)[name];
      if (field && isActivationField(field) && activationCodes[value as ActivationKind] === undefined) {
        const unknown = String(value);
        return text(`the engine does not know the activation ${unknown} (${name} of ${kind})`, `引擎不支持激活函数 ${unknown}（${kind} 的 ${name}）`);
      }
    }
  }
  const unknown = text(`the engine does not know the loss ${loss}`, `引擎不支持损失函数 ${loss}`);
  if (lossCodes[loss] === undefined) return unknown;
  if (lossInput({ loss, from_logits }, closingActivation(layers)?.activation) !== "outputs" && logitLossCodes[loss] === undefined) return unknown;
  if (optimizer) {
    const rule = optimizers.get(optimizer.kind).fused.rule(optimizer.values);
    if (ruleCodes[rule] === undefined) return text(`the engine does not know the rule ${rule} of ${optimizer.kind}`, `引擎不支持 ${optimizer.kind} 的更新规则 ${rule}`);
  }
  return null;
}

/** Whether the engine can train a stack: see `whyNotFused`. */
export const canFuse = (question: FusedQuestion): boolean => whyNotFused(question) === null;

/** Bytes of all engines that have not been disposed of. */
let inUse = 0;
export const fusedBytes = (): number => inUse;

interface Written {
  readonly at: number;
  readonly records: number;
  /** Where it leaves the model's outputs: behind a last Dropout that is another place in training. */
  readonly output: number;
}

/** A stack, its loss and its optimizer as programs over one memory: a whole training step is one call. */
export class FusedModel {
  readonly stack: Stack;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  #helpers: Helpers | null = null;
  readonly #setting: FusedSetting;
  readonly #pieces: Pieces;
  readonly #slots: readonly (readonly Slot[])[];
  readonly #dropoutStates: readonly number[];
  readonly #programs = new Map<string, Written>();
  readonly #optimizerSlots: readonly (readonly number[])[];
  readonly #at: Places & { readonly control: number; readonly scratch: number };
  readonly #views: ReturnType<typeof viewsOf>;
  #outputAt = 0;
  #held = 0;
  #steps = 0;
  #rate: number;

  static async build(setting: FusedSetting): Promise<FusedModel> {
    const shared = setting.threads > 1;
    const arena = new Arena(shared);
    const module = await kernelModule(shared, setting.relaxed);
    const kernels = await startKernels(module, arena.memory);
    const control = arena.take(64);
    const scratch = Array.from({ length: setting.threads }, () => arena.take(kernels.scratchBytes()));
    const model = new FusedModel(setting, arena, kernels, control, scratch[0]!);
    // Last of all: a model that does not fit leaves no threads behind.
    try {
      if (shared) model.#helpers = await startHelpers(setting.threads - 1, module, arena, control, scratch.slice(1));
    } catch (error) {
      model.dispose();
      throw error;
    }
    return model;
  }

  private constructor(setting: FusedSetting, arena: Arena, kernels: Kernels, control: number, scratch: number) {
    const { layers, inputShape, batchSize, targetSize, source, optimizer } = setting;
    this.#setting = setting;
    this.#arena = arena;
    this.#kernels = kernels;
    this.#pieces = new Pieces(arena);
    this.stack = inferStack(layers, inputShape);
    this.#at = {
      control,
      scratch,
      x: arena.take(4 * batchSize * sizeOf(inputShape)),
      y: arena.take(4 * batchSize * targetSize),
      loss: arena.take(8),
      counts: arena.take(8 * (2 + 3 * this.stack.output!.at(-1)!)),
      numbers: arena.take(4 * 8),
    };
    this.#views = viewsOf(arena, this.#at);
    this.#slots = this.stack.rows.map(({ weights }) =>
      weights.map(({ name, shape, trainable }) => {
        const bytes = 4 * sizeOf(shape);
        return { name, shape, at: arena.take(bytes), gradient: trainable ? arena.take(bytes) : 0 };
      }),
    );
    const rule = optimizers.get(optimizer.kind).fused;
    const slotStarts = rule.slots(optimizer.values);
    this.#optimizerSlots = this.#slots.flat().map(({ shape, gradient }) => {
      if (!gradient) return [];
      return slotStarts.map((start) => {
        const at = arena.take(4 * sizeOf(shape));
        arena.floats(at, sizeOf(shape)).fill(start);
        return at;
      });
    });
    this.#dropoutStates = layers.map((spec) => {
      const at = arena.take(16);
      arena.words(at, 4).set(source.fork("dropout", spec.id).state());
      return at;
    });
    this.#rate = optimizer.values.learning_rate;
    this.writeWeights(setting.weights ?? initialWeights(layers, inputShape, source));
    this.#account(arena.bytes);
  }

  /** Where the next batch's samples go, row by row. Ask anew for each batch: memory may have grown. */
  inputs(samples: number): Float32Array {
    return this.#views.x(samples * sizeOf(this.#setting.inputShape));
  }

  targets(samples: number): Float32Array {
    return this.#views.y(samples * this.#setting.targetSize);
  }

  /** One optimizer step on the first `samples` of the batch. Adds to loss and counts. */
  train(samples: number): void {
    const rule = optimizers.get(this.#setting.optimizer.kind).fused;
    this.#steps++;
    const program = this.#program("train", samples);
    this.#views.numbers(8).set(rule.numbers(this.#setting.optimizer.values, this.#rate, this.#steps));
    this.#run(program);
  }

  /** Forward only, with dropout off and the moving averages on; adds to loss and counts. */
  evaluate(samples: number): void {
    this.#run(this.#program("evaluate", samples));
  }

  /**
   * Gradients of a batch without a step and without dropout; see `gradients`. Leaves weights, moving averages, loss and
   * counts as they were.
   */
  differentiate(samples: number): void {
    const still = this.#slots.flat().filter(({ gradient }) => !gradient);
    const before = still.map(({ at, shape }) => this.#arena.floats(at, sizeOf(shape)).slice());
    const counted = this.#counted().slice();
    const loss = this.#views.loss(1).slice();
    this.#run(this.#program("gradient", samples));
    still.forEach(({ at, shape }, i) => this.#arena.floats(at, sizeOf(shape)).set(before[i]!));
    this.#counted().set(counted);
    this.#views.loss(1).set(loss);
  }

  #counted(): Float64Array {
    return this.#views.counts(2 + 3 * this.stack.output!.at(-1)!);
  }

  /** Outputs for the first `samples`, row by row; a copy. */
  predict(samples: number): Float32Array {
    this.#run(this.#program("predict", samples));
    return this.outputs(samples);
  }

  /** The outputs of the last program that ran; a copy. */
  outputs(samples: number): Float32Array {
    return this.#arena.floats(this.#outputAt, samples * sizeOf(this.stack.output!)).slice();
  }

  /** Loss summed over samples, and counts, since the last reset. Those of single classes are to be read before the next step. */
  totals(): { readonly loss: number; readonly counts: BatchCounts } {
    const classes = this.stack.output!.at(-1)!;
    const [loss] = this.#views.loss(1);
    const all = this.#counted();
    const column = (i: number): Float64Array => all.subarray(2 + i * classes, 2 + (i + 1) * classes);
    // Few metrics look at the classes, and a view takes as long as a layer of a tiny net.
    const counts = {
      samples: all[0]!,
      right: all[1]!,
      get truePositives() {
        return column(0);
      },
      get decided() {
        return column(1);
      },
      get truths() {
        return column(2);
      },
    };
    return { loss: loss!, counts };
  }

  resetTotals(): void {
    this.#views.loss(1).fill(0);
    this.#counted().fill(0);
  }

  /** From the next step on. */
  setLearningRate(rate: number): void {
    this.#rate = rate;
  }

  /** The last step's gradients in the order of the trainable weights; copies. */
  gradients(): Float32Array[] {
    return this.#slots.flat().filter(({ gradient }) => gradient).map(({ gradient, shape }) => this.#arena.floats(gradient, sizeOf(shape)).slice());
  }

  readWeights(): LayerWeight[] {
    return this.stack.rows.flatMap(({ name: layerName, weights }, layer) =>
      weights.map(({ name, shape, trainable }, i) => ({
        layer,
        layerName,
        name,
        shape,
        trainable,
        values: this.#arena.floats(this.#slots[layer]![i]!.at, sizeOf(shape)).slice(),
      })),
    );
  }

  /** What the optimizer remembers, its steps, and where the masks' generators stand; copies. */
  readState(): Omit<LearnerState, "weights"> {
    return {
      steps: this.#steps,
      optimizer: this.#optimizerSlots.flatMap((slots, i) => slots.map((at) => this.#arena.floats(at, sizeOf(this.#slots.flat()[i]!.shape)).slice())),
      masks: this.#dropoutStates.map((at) => [...this.#arena.words(at, 4)] as unknown as RandomState),
    };
  }

  writeState({ optimizer, steps, masks }: Omit<LearnerState, "weights">): void {
    this.#steps = steps;
    const places = this.#optimizerSlots.flatMap((slots, i) => slots.map((at) => ({ at, size: sizeOf(this.#slots.flat()[i]!.shape) })));
    places.forEach(({ at, size }, i) => this.#arena.floats(at, size).set(optimizer[i]!));
    this.#dropoutStates.forEach((at, i) => this.#arena.words(at, 4).set(masks[i]!));
  }

  writeWeights(weights: readonly LayerWeight[]): void {
    this.#slots.flat().forEach(({ at, shape }, i) => this.#arena.floats(at, sizeOf(shape)).set(weights[i]!.values));
  }

  /** Bytes of the engine's memory. */
  get bytes(): number {
    return this.#arena.bytes;
  }

  dispose(): void {
    this.#account(0);
    this.#helpers?.stop();
  }

  /** Keeps the books of `fusedBytes`: this engine now takes so many. */
  #account(bytes: number): void {
    inUse += bytes - this.#held;
    this.#held = bytes;
  }

  #run({ at, records, output }: Written): void {
    this.#outputAt = output;
    const { control, scratch } = this.#at;
    const threads = 1 + (this.#helpers?.count ?? 0);
    if (threads > 1) {
      const words = this.#arena.words(control, 8);
      words[controlWords.program] = at;
      words[controlWords.records] = records;
      Atomics.add(words, controlWords.job, 1);
      Atomics.notify(words, controlWords.job);
    }
    this.#kernels.run(at, records, 0, threads, control, scratch);
  }

  #program(mode: "train" | "evaluate" | "predict" | "gradient", n: number): Written {
    const key = `${mode}/${n}`;
    const known = this.#programs.get(key);
    if (known) return known;
    const { layers, inputShape, batchSize, loss, threshold, optimizer } = this.#setting;
    const program = new Program(this.#setting.sharing);
    const learning = mode === "train" || mode === "gradient";
    const tape = new Tape(program, this.#pieces, { n, most: batchSize }, { training: learning, dropping: mode === "train" });
    const closing = closingActivation(layers);
    const from = lossInput(this.#setting, closing?.activation);
    let value = tape.input(inputShape, this.#at.x);
    layers.forEach((spec, i) => {
      // Predicting needs no loss, so the activation stays one operation with its bias.
      const kept = mode !== "predict" && from === "before activation" && i === closing?.at;
      tape.enter(`${i}`, this.#slots[i]!, this.#dropoutStates[i]!, kept);
      value = layerOf(spec).lower!(spec.values, tape, value);
    });
    const output = tape.place(value);
    const columns = this.stack.output!.at(-1)!;
    const rows = (n * sizeOf(this.stack.output!)) / columns;
    if (mode !== "predict") {
      const compared = tape.compared(value, from === "before activation");
      const kind = (from === "outputs" ? lossCodes : logitLossCodes)[loss]!;
      // The loss of a sample is the mean over its rows.
      program.loss({ rows, columns, kind, target: this.#at.y, y: compared.at, dy: compared.gradient, total: this.#at.loss, weight: n / rows });
      program.count(rows, columns, this.#at.y, output, threshold, this.#at.counts);
    }
    if (learning) tape.backward();
    if (mode === "train") {
      const rule = optimizers.get(optimizer.kind).fused;
      const code = ruleCodes[rule.rule(optimizer.values)];
      this.#slots.flat().forEach((weight, i) => {
        if (weight.gradient) program.update(sizeOf(weight.shape), code, weight.at, weight.gradient, this.#optimizerSlots[i]!, this.#at.numbers);
      });
    }
    const written = { at: program.write(this.#arena), records: program.length, output };
    this.#programs.set(key, written);
    this.#account(this.#arena.bytes);
    return written;
  }
}

