// A program is a row of records; each thread runs all of them, takes its share of each, and waits for the others.
import * as activations from "./activations";
import * as dropout from "./dropout";
import { gemm as product, SCRATCH, windowsGradient, windowsTimes } from "./gemm";
import * as images from "./images";
import * as losses from "./losses";
import * as normalization from "./normalization";
import * as optimizers from "./optimizers";

const RECORD: usize = 96;

// @ts-ignore
@inline
function I(rec: usize, n: i32): i32 { return load<i32>(rec + (<usize>n << 2)); }
// @ts-ignore
@inline
function P(rec: usize, n: i32): usize { return <usize>load<u32>(rec + (<usize>n << 2)); }
// @ts-ignore
@inline
function F(rec: usize, n: i32): f32 { return load<f32>(rec + (<usize>n << 2)); }

/** The first entry of a thread's share of `total`, in whole units. */
// @ts-ignore
@inline
function share(total: i32, unit: i32, thread: i32, threads: i32): i32 {
  const units = (total + unit - 1) / unit;
  return min(total, (units * thread / threads) * unit);
}

export function scratchBytes(): i32 { return SCRATCH; }

/** Where the compiler's own constants end; memory from there on is the caller's. */
export function heapBase(): usize { return __heap_base; }

function exec(r: usize, thread: i32, threads: i32, scratch: usize): void {
  const op = I(r, 0);
  const n = I(r, 2);
  switch (op) {
    case 1: { // product: m n k a ars acs b brs bcs c ldc add
      const m0 = share(n, 6, thread, threads), m1 = share(n, 6, thread + 1, threads);
      if (m1 > m0) product(m1 - m0, I(r, 3), I(r, 4), P(r, 5) + (<usize>(m0 * I(r, 6)) << 2), I(r, 6), I(r, 7), P(r, 8), I(r, 9), I(r, 10), P(r, 11) + (<usize>(m0 * I(r, 12)) << 2), I(r, 12), I(r, 13) != 0, scratch);
      break;
    }
    case 2: activations.biasActivate(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), P(r, 4), P(r, 5), I(r, 6), P(r, 7)); break;
    case 3: activations.activateBack(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), P(r, 4), P(r, 5), I(r, 6), P(r, 7)); break;
    case 4: activations.columnSums(I(r, 3), n, P(r, 4), P(r, 5), share(n, 4, thread, threads), share(n, 4, thread + 1, threads)); break;
    case 5: images.spread(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), I(r, 4), I(r, 5), P(r, 6), P(r, 7), I(r, 8), I(r, 9), I(r, 10), I(r, 11), I(r, 12), I(r, 13)); break;
    case 6: { // windows times filters: m n table kh seg line b c
      const m0 = share(n, 6, thread, threads), m1 = share(n, 6, thread + 1, threads);
      if (m1 > m0) windowsTimes(m1 - m0, I(r, 3), P(r, 4) + (<usize>m0 << 2), I(r, 5), I(r, 6), P(r, 7), P(r, 8), P(r, 9) + (<usize>(m0 * I(r, 3)) << 2), scratch);
      break;
    }
    case 7: { // gradient of filters: rows n m table seg line d dw
      const r0 = share(n, 6, thread, threads), r1 = share(n, 6, thread + 1, threads);
      if (r1 > r0) windowsGradient(I(r, 4), I(r, 3), P(r, 5), I(r, 6), P(r, 7), P(r, 8), P(r, 9), r0, r1, scratch);
      break;
    }
    case 8: images.turnFilters(I(r, 2), I(r, 3), I(r, 4), I(r, 5), P(r, 6), P(r, 7)); break;
    case 9: images.maxPool(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), I(r, 4), I(r, 5), I(r, 6), I(r, 7), I(r, 8), I(r, 9), I(r, 10), I(r, 11), I(r, 12), I(r, 13), P(r, 14), P(r, 15), P(r, 16)); break;
    case 10: images.maxPoolBack(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), I(r, 4), P(r, 5), P(r, 6), P(r, 7)); break;
    case 11: normalization.batchNormTrain(I(r, 3), n, P(r, 4), P(r, 5), P(r, 6), P(r, 7), P(r, 8), P(r, 9), P(r, 10), P(r, 11), F(r, 12), F(r, 13), share(n, 4, thread, threads), share(n, 4, thread + 1, threads)); break;
    case 12: normalization.batchNormApply(share(n, 1, thread, threads), share(n, 1, thread + 1, threads), I(r, 3), P(r, 4), P(r, 5), P(r, 6), P(r, 7), P(r, 8), P(r, 9), F(r, 10)); break;
    case 13: normalization.batchNormBack(I(r, 3), n, P(r, 4), P(r, 5), P(r, 6), P(r, 7), P(r, 8), P(r, 9), P(r, 10), P(r, 11), share(n, 4, thread, threads), share(n, 4, thread + 1, threads)); break;
    case 14: dropout.drawMask(n, P(r, 3), I(r, 4), F(r, 5), P(r, 6)); break;
    case 15: dropout.multiply(share(n, 4, thread, threads), share(n, 4, thread + 1, threads), P(r, 3), P(r, 4), P(r, 5)); break;
    case 16: losses.loss(n, I(r, 3), I(r, 4), P(r, 5), P(r, 6), P(r, 7), P(r, 8), F(r, 9)); break;
    case 17: losses.count(n, I(r, 3), P(r, 4), P(r, 5), F(r, 6), P(r, 7)); break;
    case 18: optimizers.update(share(n, 4, thread, threads), share(n, 4, thread + 1, threads), I(r, 3), P(r, 4), P(r, 5), P(r, 6), P(r, 7), P(r, 8), P(r, 9)); break;
    case 19: dropout.accumulate(share(n, 4, thread, threads), share(n, 4, thread + 1, threads), P(r, 3), P(r, 4)); break;
    default: unreachable();
  }
}

/** Rounds of looking before a thread lies down to wait: some tens of microseconds. */
const PATIENCE: i32 = 4000;

function meet(control: usize, threads: i32): void {
  if (ASC_FEATURE_THREADS) {
    const round = atomic.load<i32>(control, 4);
    if (atomic.add<i32>(control, 1) == threads - 1) {
      atomic.store<i32>(control, 0);
      atomic.add<i32>(control, 1, 4);
      atomic.notify(control + 4, -1);
      return;
    }
    let looks = 0;
    while (atomic.load<i32>(control, 4) == round) {
      if (++looks > PATIENCE) atomic.wait<i32>(control + 4, round, -1);
    }
  }
}

/** Where the counter of a record's pieces lies: two take turns, so that one can be set to 0 while the other is in use. */
// @ts-ignore
@inline
function counterOf(control: usize, record: i32): usize { return control + 24 + (<usize>(record & 1) << 2); }

/** Takes piece after piece of a record until none is left: a thread that is held up leaves more of them to the others. */
function takePieces(r: usize, pieces: i32, counter: usize, scratch: usize): void {
  if (ASC_FEATURE_THREADS) {
    let piece = atomic.add<i32>(counter, 1);
    while (piece < pieces) {
      exec(r, piece, pieces, scratch);
      piece = atomic.add<i32>(counter, 1);
    }
  }
}

/**
 * Runs a program. `control` holds the barrier's two numbers and, from word 6 on, two counters. Word 1 of a record says into
 * how many pieces for each thread it is cut; 0 where it is not worth sharing. Where it is cut changes no result.
 */
export function run(program: usize, records: i32, thread: i32, threads: i32, control: usize, scratch: usize): void {
  for (let i = 0; i < records; i++) {
    const r = program + <usize>i * RECORD;
    if (threads == 1) exec(r, 0, 1, scratch);
    else {
      const cuts = I(r, 1);
      if (cuts > 1) takePieces(r, cuts * threads, counterOf(control, i), scratch);
      else if (cuts == 1) exec(r, thread, threads, scratch);
      else if (thread == 0) exec(r, 0, 1, scratch);
      if (thread == 0) store<i32>(counterOf(control, i + 1), 0);
      meet(control, threads);
    }
  }
  // The next program begins with the first counter.
  if (threads > 1 && thread == 0) store<i64>(control + 24, 0);
}
