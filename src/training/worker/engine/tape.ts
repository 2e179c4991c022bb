import type { LoweredWeight, Lowering, Value } from "../../../layers/lower";
import { sizeOf, type Shape } from "../../../schema";
import { activationCodes } from "./codes";
import type { Arena } from "./memory";
import { type Program } from "./program";

/** A weight in memory with its gradient (0 for one that is not trained). */
export interface Slot extends LoweredWeight {
  readonly at: number;
  readonly gradient: number;
}

/** A batch in memory. `gradient` is 0 for the input, whose gradient nobody needs. */
interface Batch extends Value {
  readonly at: number;
  readonly gradient: number;
}

const batch = (value: Value): Batch => value as Batch;
const slot = (weight: LoweredWeight): Slot => weight as Slot;

/** Zeros above and left of an image. Source: TensorFlow's definition of SAME padding; the odd one goes below and right. */
function before(side: number, window: number, stride: number, padding: "valid" | "same"): number {
  if (padding === "valid") return 0;
  return Math.floor(Math.max((Math.ceil(side / stride) - 1) * stride + window - side, 0) / 2);
}

const outSide = (side: number, window: number, stride: number, padding: "valid" | "same"): number =>
  padding === "same" ? Math.ceil(side / stride) : Math.ceil((side - window + 1) / stride);

/** Pieces of memory by their place on the tape, so that programs for other batch sizes use the same ones. */
export class Pieces {
  readonly #places = new Map<string, number>();
  readonly #arena: Arena;
  constructor(arena: Arena) {
    this.#arena = arena;
  }
  at(name: string, bytes: number): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    const at = this.#arena.take(bytes);
    this.#places.set(name, at);
    return at;
  }
  get arena(): Arena {
    return this.#arena;
  }
}

/**
 * Records a stack's forward pass as a program and, for training, remembers how each operation hands its gradient back.
 * A value or weight may be used several times: the first gradient that reaches it is written, the others are added.
 */
export class Tape implements Lowering {
  readonly #program: Program;
  readonly #pieces: Pieces;
  /** Samples in this program's batch, and in the largest one. */
  readonly #n: number;
  readonly #most: number;
  readonly #training: boolean;
  readonly #dropping: boolean;
  readonly #back: (() => void)[] = [];
  /** The gradients that have been written. */
  readonly #written = new Set<number>();
  /** What the activation of the layer receives whose `before` is kept. */
  #before: Batch | null = null;
  #keeping = false;
  #weights: readonly Slot[] = [];
  #layer = "";
  #dropoutState = 0;
  #count = 0;

  constructor(program: Program, pieces: Pieces, samples: { readonly n: number; readonly most: number }, mode: { readonly training: boolean; readonly dropping: boolean }) {
    this.#program = program;
    this.#pieces = pieces;
    this.#n = samples.n;
    this.#most = samples.most;
    this.#training = mode.training;
    this.#dropping = mode.dropping;
  }

  /**
   * Turns to the next layer. `dropoutState` is where the state of its mask generator lies; with `keepBefore` the values
   * before its activation are kept for the loss.
   */
  enter(layer: string, weights: readonly Slot[], dropoutState: number, keepBefore = false): void {
    this.#keeping = keepBefore;
    this.#layer = layer;
    this.#weights = weights;
    this.#dropoutState = dropoutState;
    this.#count = 0;
  }

  /** The batch that comes in. */
  input(shape: Shape, at: number): Value {
    return { shape, at, gradient: 0 } as Batch;
  }

  /** Where a value lies. */
  place(value: Value): number {
    return batch(value).at;
  }

  /**
   * Where the loss finds what it compares with the targets, and where it writes its gradient (0 without training): the value
   * itself, or the values kept `before` the last activation.
   */
  compared(value: Value, before = false): { readonly at: number; readonly gradient: number } {
    const found = before ? this.#before : batch(value);
    if (!found) throw new Error("no layer kept what comes before its activation");
    this.#written.add(found.gradient);
    return found;
  }

  /** Writes the backward pass, last operation first. */
  backward(): void {
    for (const step of this.#back.reverse()) step();
  }

  #room(what: string, floatsPerSample: number): number {
    return this.#pieces.at(`${this.#layer}/${this.#count}/${what}`, 4 * floatsPerSample * this.#most);
  }

  #fresh(shape: Shape, needsGradient = true): Batch {
    this.#count++;
    const at = this.#room("value", sizeOf(shape));
    return { shape, at, gradient: this.#training && needsGradient ? this.#room("gradient", sizeOf(shape)) : 0 };
  }

  /** `step` hands on the gradient of `y`; it is left out where nothing that is trained follows from `y`. */
  #onBack(y: Batch, step: () => void): void {
    if (!this.#training) return;
    this.#back.push(() => {
      if (this.#written.has(y.gradient)) step();
    });
  }

  /** Whether a gradient is the first one that reaches its place. From then on others are added. */
  #first(gradient: number): boolean {
    if (this.#written.has(gradient)) return false;
    this.#written.add(gradient);
    return true;
  }

  /**
   * Where an operation may write a gradient of `size` numbers, and what is to be done once it has: the place itself for the
   * first one, scratch from which it is added for the others. Both 0 and nothing where no gradient is wanted.
   */
  #into(kind: "value" | "weight" | "offset", gradient: number, size: number): { readonly at: number; readonly settle: () => void } {
    if (!gradient || this.#first(gradient)) return { at: gradient, settle: () => {} };
    const at = this.#pieces.at(`apart/${kind}/${size}`, 4 * size);
    return { at, settle: () => this.#program.accumulate(size, at, gradient) };
  }

  #intoValue(x: Batch) {
    return this.#into("value", x.gradient, this.#n * sizeOf(x.shape));
  }

  #intoWeight(weight: Slot | undefined, kind: "weight" | "offset" = "weight") {
    return this.#into(kind, weight?.gradient ?? 0, weight ? sizeOf(weight.shape) : 0);
  }

  weight(name: string): LoweredWeight {
    const found = this.#weights.find((weight) => weight.name === name);
    if (!found) throw new Error(`${this.#layer} has no weight ${name}`);
    return found;
  }

  product(input: Value, kernel: LoweredWeight): Value {
    const x = batch(input);
    const w = slot(kernel);
    const [k, n] = w.shape as [number, number];
    const m = (this.#n * sizeOf(x.shape)) / k;
    const y = this.#fresh([...x.shape.slice(0, -1), n]);
    this.#program.product({ m, n, k, a: x.at, aRow: k, aColumn: 1, b: w.at, bRow: n, bColumn: 1, c: y.at });
    this.#onBack(y, () => {
      if (w.gradient) {
        this.#program.product({ m: k, n, k: m, a: x.at, aRow: 1, aColumn: k, b: y.gradient, bRow: n, bColumn: 1, c: w.gradient, add: !this.#first(w.gradient) });
      }
      if (x.gradient) {
        this.#program.product({ m, n: k, k: n, a: y.gradient, aRow: n, aColumn: 1, b: w.at, bRow: 1, bColumn: n, c: x.gradient, add: !this.#first(x.gradient) });
      }
    });
    return y;
  }

  activation(input: Value, kind: keyof typeof activationCodes, bias?: LoweredWeight): Value {
    if (!this.#keeping) return this.#activation(input, kind, bias);
    this.#before = batch(bias ? this.#activation(input, "linear", bias) : input);
    return this.#activation(this.#before, kind);
  }

  #activation(input: Value, kind: keyof typeof activationCodes, bias?: LoweredWeight): Value {
    const x = batch(input);
    const code = activationCodes[kind];
    if (code === undefined) throw new Error(`the engine does not know ${kind}`);
    const columns = x.shape.at(-1)!;
    const rows = (this.#n * sizeOf(x.shape)) / columns;
    const b = bias && slot(bias);
    const y = this.#fresh(x.shape);
    this.#program.biasActivate(rows, columns, x.at, b?.at ?? 0, code, y.at);
    this.#onBack(y, () => {
      const dx = this.#intoValue(x);
      const db = this.#intoWeight(b);
      // Without anything before it that learns, only a bias wants the gradient.
      const into = dx.at || y.gradient;
      this.#program.activateBack(rows, columns, y.at, y.gradient, code, into);
      if (db.at) this.#program.columnSums(rows, columns, into, db.at);
      dx.settle();
      db.settle();
    });
    return y;
  }

  convolution(input: Value, filters: LoweredWeight, strides: readonly number[], padding: "valid" | "same"): Value {
    const x = batch(input);
    const w = slot(filters);
    const [h, width, c] = x.shape as [number, number, number];
    const [kh, kw, , out] = w.shape as [number, number, number, number];
    const [sy, sx] = strides as [number, number];
    const [oh, ow] = [outSide(h, kh, sy, padding), outSide(width, kw, sx, padding)];
    const [top, left] = [before(h, kh, sy, padding), before(width, kw, sx, padding)];
    // The image with its rim of zeros, just as large as the windows reach.
    const [height, broad] = [Math.max((oh - 1) * sy + kh, top + h), Math.max((ow - 1) * sx + kw, left + width)];
    const n = this.#n;
    const y = this.#fresh([oh, ow, out]);
    const padded = height === h && broad === width ? x.at : this.#room("padded", height * broad * c);
    if (padded !== x.at) {
      this.#program.spread({ images: n, h, w: width, c, from: x.at, to: padded, top, left, height, width: broad, sy: 1, sx: 1 });
    }
    const table = this.#windows("windows", padded, { height, width: broad, c, oh, ow, sy, sx });
    const product = { m: n * oh * ow, n: out, table, line: kw * c, stride: 4 * broad * c };
    this.#program.windowsTimes({ ...product, kh, b: w.at, c: y.at });
    // Room is taken under this layer's name, so before the next layer is entered.
    const back = this.#training && x.gradient ? this.#backConvolution(x, y, w, { top, left, sy, sx }) : null;
    this.#onBack(y, () => {
      const dw = this.#intoWeight(w);
      if (dw.at) this.#program.windowsGradient({ ...product, rows: kh * kw * c, d: y.gradient, to: dw.at });
      dw.settle();
      back?.();
    });
    return y;
  }

  /** The gradient of the input is a convolution too: of the spread-out gradient with the filters turned around. */
  #backConvolution(x: Batch, y: Batch, w: Slot, o: { top: number; left: number; sy: number; sx: number }): () => void {
    const [h, width, c] = x.shape as [number, number, number];
    const [kh, kw, , out] = w.shape as [number, number, number, number];
    const [rows, columns] = [h + kh - 1, width + kw - 1];
    const apart = this.#room("spread", rows * columns * out);
    const turned = this.#pieces.at(`${this.#layer}/turned`, 4 * kh * kw * c * out);
    const places = this.#windows("places", apart, { height: rows, width: columns, c: out, oh: h, ow: width, sy: 1, sx: 1 });
    const [top, left] = [kh - 1 - o.top, kw - 1 - o.left];
    const images = this.#n;
    return () => {
      this.#program.spread({ images, h: y.shape[0]!, w: y.shape[1]!, c: out, from: y.gradient, to: apart, top, left, height: rows, width: columns, sy: o.sy, sx: o.sx });
      this.#program.turnFilters(kh, kw, c, out, w.at, turned);
      const dx = this.#intoValue(x);
      this.#program.windowsTimes({ m: images * h * width, n: c, table: places, kh, line: kw * out, stride: 4 * columns * out, b: turned, c: dx.at });
      dx.settle();
    };
  }

  /**
   * The address of every window of the largest batch. A table for each place: the same layer may look at one value while it
   * trains and at another one, in front of a Dropout, while it predicts.
   */
  #windows(what: string, image: number, o: { height: number; width: number; c: number; oh: number; ow: number; sy: number; sx: number }): number {
    const count = this.#most * o.oh * o.ow;
    const at = this.#room(`${what}@${image}`, o.oh * o.ow);
    const table = this.#pieces.arena.words(at, count);
    if (table[count - 1] !== 0) return at;
    let i = 0;
    for (let n = 0; n < this.#most; n++) {
      for (let y = 0; y < o.oh; y++) {
        for (let x = 0; x < o.ow; x++) table[i++] = image + 4 * ((n * o.height + y * o.sy) * o.width + x * o.sx) * o.c;
      }
    }
    return at;
  }

  maxPooling(input: Value, window: readonly number[], strides: readonly number[], padding: "valid" | "same"): Value {
    const x = batch(input);
    const [h, w, c] = x.shape as [number, number, number];
    const [ph, pw] = window as [number, number];
    const [sy, sx] = strides as [number, number];
    const [rows, columns] = [outSide(h, ph, sy, padding), outSide(w, pw, sx, padding)];
    const y = this.#fresh([rows, columns, c], x.gradient !== 0);
    const at = this.#room("where", rows * columns * c);
    const [top, left] = [before(h, ph, sy, padding), before(w, pw, sx, padding)];
    this.#program.maxPool({ images: this.#n, h, w, c, rows, columns, ph, pw, sy, sx, top, left, x: x.at, y: y.at, at });
    if (x.gradient) {
      this.#onBack(y, () => {
        const dx = this.#intoValue(x);
        this.#program.maxPoolBack(this.#n, sizeOf(y.shape), sizeOf(x.shape), y.gradient, at, dx.at);
        dx.settle();
      });
    }
    return y;
  }

  batchNormalization(
    input: Value,
    weights: { readonly gamma?: LoweredWeight; readonly beta?: LoweredWeight; readonly mean: LoweredWeight; readonly variance: LoweredWeight },
    momentum: number,
    epsilon: number,
  ): Value {
    const x = batch(input);
    const c = x.shape.at(-1)!;
    const rows = (this.#n * sizeOf(x.shape)) / c;
    const [gamma, beta] = [weights.gamma && slot(weights.gamma), weights.beta && slot(weights.beta)];
    const moving = { movingMean: slot(weights.mean).at, movingVariance: slot(weights.variance).at };
    const y = this.#fresh(x.shape);
    const common = { rows, c, x: x.at, gamma: gamma?.at ?? 0 };
    if (!this.#training) {
      this.#program.batchNormApply({ ...common, ...moving, y: y.at, beta: beta?.at ?? 0, epsilon });
      return y;
    }
    const mean = this.#pieces.at(`${this.#layer}/${this.#count}/mean`, 4 * c);
    const inverse = this.#pieces.at(`${this.#layer}/${this.#count}/inverse`, 4 * c);
    this.#program.batchNormTrain({ ...common, ...moving, y: y.at, beta: beta?.at ?? 0, mean, inverse, momentum, epsilon });
    this.#onBack(y, () => {
      const [dx, dGamma, dBeta] = [this.#intoValue(x), this.#intoWeight(gamma), this.#intoWeight(beta, "offset")];
      this.#program.batchNormBack({ ...common, dy: y.gradient, dx: dx.at || y.gradient, dGamma: dGamma.at, dBeta: dBeta.at, mean, inverse });
      for (const { settle } of [dx, dGamma, dBeta]) settle();
    });
    return y;
  }

  dropout(input: Value, rate: number): Value {
    const x = batch(input);
    if (!this.#dropping || rate === 0) return x;
    const size = this.#n * sizeOf(x.shape);
    const y = this.#fresh(x.shape, x.gradient !== 0);
    const mask = this.#room("mask", sizeOf(x.shape));
    this.#program.drawMask(size, this.#dropoutState, Math.round(rate * 65_536), 1 / (1 - rate), mask);
    this.#program.multiply(size, x.at, mask, y.at);
    if (x.gradient) {
      this.#onBack(y, () => {
        const dx = this.#intoValue(x);
        this.#program.multiply(size, y.gradient, mask, dx.at);
        dx.settle();
      });
    }
    return y;
  }

  reshape(input: Value, shape: Shape): Value {
    return { ...batch(input), shape };
  }
}
