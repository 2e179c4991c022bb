import type { Arena } from "./memory";

/** Size of a record in words of four bytes; assembly/index.ts reads them. */
const recordWords = 24;

/** Number that is stored as a float rather than as an integer. */
interface Real {
  readonly real: number;
}
export const real = (value: number): Real => ({ real: value });

/** When a record is shared between threads, and into how many pieces it is cut. */
export interface Sharing {
  /** Below this many floating-point operations it is not worth it. */
  readonly operations: number;
  /** Rows that a piece of a product has at the least: the other factor is packed anew for each. */
  readonly rows: number;
}
export const worthSharing: Sharing = { operations: 200_000, rows: 120 };

/** A record of many rows is cut into more pieces than there are threads, so that one that is held up leaves more to the others. */
const mostPieces = 4;

/** Writes records: the operations of a program in the order in which they are carried out. */
export class Program {
  readonly #records: (number | Real)[][] = [];
  readonly #sharing: Sharing;

  constructor(sharing = worthSharing) {
    this.#sharing = sharing;
  }

  #piecesFor(rows: number): number {
    return Math.max(1, Math.min(mostPieces, Math.floor(rows / (2 * this.#sharing.rows))));
  }

  get length(): number {
    return this.#records.length;
  }

  #add(code: number, work: number, ...numbers: (number | Real)[]): void {
    this.#share(code, work, 1, numbers);
  }

  #share(code: number, work: number, pieces: number, numbers: readonly (number | Real)[]): void {
    this.#records.push([code, work >= this.#sharing.operations ? pieces : 0, ...numbers]);
  }

  /** C[m, n] (+)= A[m, k] · B[k, n]; strides in floats, so that a transpose is only another pair of strides. */
  product(o: { m: number; n: number; k: number; a: number; aRow: number; aColumn: number; b: number; bRow: number; bColumn: number; c: number; add?: boolean }): void {
    this.#share(1, 2 * o.m * o.n * o.k, this.#piecesFor(o.m), [o.m, o.n, o.k, o.a, o.aRow, o.aColumn, o.b, o.bRow, o.bColumn, o.c, o.n, o.add ? 1 : 0]);
  }
  biasActivate(rows: number, columns: number, x: number, bias: number, kind: number, y: number): void {
    this.#add(2, 8 * rows * columns, rows, columns, x, bias, kind, y);
  }
  activateBack(rows: number, columns: number, y: number, dy: number, kind: number, dx: number): void {
    this.#add(3, 8 * rows * columns, rows, columns, y, dy, kind, dx);
  }
  columnSums(rows: number, columns: number, x: number, out: number): void {
    this.#add(4, 2 * rows * columns, columns, rows, x, out);
  }
  spread(o: { images: number; h: number; w: number; c: number; from: number; to: number; top: number; left: number; height: number; width: number; sy: number; sx: number }): void {
    this.#add(5, 4 * o.images * o.h * o.w * o.c, o.images, o.h, o.w, o.c, o.from, o.to, o.top, o.left, o.height, o.width, o.sy, o.sx);
  }
  /** C[m, n] = windows[m, kh·line] · B; a window's lines lie `stride` bytes apart. */
  windowsTimes(o: { m: number; n: number; table: number; kh: number; line: number; stride: number; b: number; c: number }): void {
    this.#share(6, 2 * o.m * o.n * o.kh * o.line, this.#piecesFor(o.m), [o.m, o.n, o.table, o.kh, o.line, o.stride, o.b, o.c]);
  }
  windowsGradient(o: { rows: number; n: number; m: number; table: number; line: number; stride: number; d: number; to: number }): void {
    this.#add(7, 2 * o.m * o.n * o.rows, o.rows, o.n, o.m, o.table, o.line, o.stride, o.d, o.to);
  }
  turnFilters(kh: number, kw: number, inputs: number, outputs: number, from: number, to: number): void {
    this.#add(8, 0, kh, kw, inputs, outputs, from, to);
  }
  maxPool(o: { images: number; h: number; w: number; c: number; rows: number; columns: number; ph: number; pw: number; sy: number; sx: number; top: number; left: number; x: number; y: number; at: number }): void {
    this.#add(9, 4 * o.images * o.h * o.w * o.c, o.images, o.h, o.w, o.c, o.rows, o.columns, o.ph, o.pw, o.sy, o.sx, o.top, o.left, o.x, o.y, o.at);
  }
  maxPoolBack(images: number, outSize: number, inSize: number, dy: number, at: number, dx: number): void {
    this.#add(10, 4 * images * inSize, images, outSize, inSize, dy, at, dx);
  }
  batchNormTrain(o: { rows: number; c: number; x: number; y: number; gamma: number; beta: number; mean: number; inverse: number; movingMean: number; movingVariance: number; momentum: number; epsilon: number }): void {
    this.#add(11, 8 * o.rows * o.c, o.c, o.rows, o.x, o.y, o.gamma, o.beta, o.mean, o.inverse, o.movingMean, o.movingVariance, real(o.momentum), real(o.epsilon));
  }
  batchNormApply(o: { rows: number; c: number; x: number; y: number; gamma: number; beta: number; movingMean: number; movingVariance: number; epsilon: number }): void {
    this.#add(12, 4 * o.rows * o.c, o.rows, o.c, o.x, o.y, o.gamma, o.beta, o.movingMean, o.movingVariance, real(o.epsilon));
  }
  batchNormBack(o: { rows: number; c: number; x: number; dy: number; dx: number; gamma: number; dGamma: number; dBeta: number; mean: number; inverse: number }): void {
    this.#add(13, 10 * o.rows * o.c, o.c, o.rows, o.x, o.dy, o.dx, o.gamma, o.dGamma, o.dBeta, o.mean, o.inverse);
  }
  drawMask(size: number, state: number, threshold: number, kept: number, mask: number): void {
    this.#add(14, 0, size, state, threshold, real(kept), mask);
  }
  multiply(size: number, a: number, b: number, out: number): void {
    this.#add(15, size, size, a, b, out);
  }
  /** Adds the loss of each row times `weight` to a double at `total`; `y` holds outputs or logits, as the kind wants them. */
  loss(o: { rows: number; columns: number; kind: number; target: number; y: number; dy: number; total: number; weight: number }): void {
    this.#add(16, 0, o.rows, o.columns, o.kind, o.target, o.y, o.dy, o.total, real(o.weight));
  }
  count(rows: number, columns: number, target: number, y: number, threshold: number, totals: number): void {
    this.#add(17, 0, rows, columns, target, y, real(threshold), totals);
  }
  update(size: number, kind: number, weight: number, gradient: number, slots: readonly number[], numbers: number): void {
    this.#add(18, 10 * size, size, kind, weight, gradient, slots[0] ?? 0, slots[1] ?? 0, slots[2] ?? 0, numbers);
  }

  /** out += x. */
  accumulate(size: number, x: number, out: number): void {
    this.#add(19, size, size, x, out);
  }

  /** Puts the records into memory; returns where they lie. */
  write(arena: Arena): number {
    const at = arena.take(this.#records.length * recordWords * 4);
    const words = arena.words(at, this.#records.length * recordWords);
    const reals = arena.floats(at, this.#records.length * recordWords);
    this.#records.forEach((record, r) =>
      record.forEach((word, w) => {
        if (typeof word === "number") words[r * recordWords + w] = word;
        else reals[r * recordWords + w] = word.real;
      }),
    );
    return at;
  }
}
