import { exp1 } from "./math";

// Losses, as codes.ts numbers them.
const CATEGORICAL: i32 = 0, BINARY: i32 = 1, SQUARED: i32 = 2, HINGE: i32 = 3, SQUARED_LOG: i32 = 4, CATEGORICAL_LOGITS: i32 = 5, BINARY_LOGITS: i32 = 6;
const EPS: f32 = 1e-7;

/**
 * Loss of each row of `cols` values, times `weight`, added to a double at `total`; dy = ∂(mean loss)/∂y. Formulas:
 * compile/losses.
 */
export function loss(rows: i32, cols: i32, kind: i32, t: usize, y: usize, dy: usize, total: usize, weight: f32): void {
  let sum: f64 = 0;
  const each: f32 = 1 / <f32>rows, share: f32 = each / <f32>cols;
  switch (kind) {
    case CATEGORICAL:
      for (let r = 0; r < rows; r++) {
        const o = <usize>(r * cols) << 2;
        sum += <f64>categorical(cols, t + o, y + o, dy ? dy + o : 0, each);
      }
      break;
    case CATEGORICAL_LOGITS:
      for (let r = 0; r < rows; r++) {
        const o = <usize>(r * cols) << 2;
        sum += <f64>categoricalLogits(cols, t + o, y + o, dy ? dy + o : 0, each);
      }
      break;
    case BINARY: case BINARY_LOGITS: case SQUARED: case HINGE: case SQUARED_LOG: {
      const binary = kind == HINGE && areBinary(rows * cols, t);
      for (let r = 0; r < rows; r++) {
        const o = <usize>(r * cols) << 2;
        sum += <f64>(single(cols, kind, binary, t + o, y + o, dy ? dy + o : 0, share) / <f32>cols);
      }
      break;
    }
    default: unreachable();
  }
  store<f64>(total, load<f64>(total) + sum * <f64>weight);
}

/** L = −Σ t·log(clip(y/s)); ∂L/∂(y/s) = −t/p inside the clip, 0 outside; then through the division. */
function categorical(cols: i32, t: usize, y: usize, dy: usize, each: f32): f32 {
  let row: f32 = 0, s: f32 = 0, dot: f32 = 0;
  for (let c = 0; c < cols; c++) s += load<f32>(y + (<usize>c << 2));
  for (let c = 0; c < cols; c++) {
    const p = <usize>c << 2;
    const q: f32 = load<f32>(y + p) / s, target = load<f32>(t + p);
    const clipped = min(max(q, EPS), <f32>1 - EPS);
    if (target != 0) row -= target * Mathf.log(clipped);
    const g: f32 = q >= EPS && q <= <f32>1 - EPS ? -target / q : 0;
    dot += g * q;
    if (dy) store<f32>(dy + p, g);
  }
  if (dy) for (let c = 0; c < cols; c++) {
    const p = dy + (<usize>c << 2);
    store<f32>(p, (load<f32>(p) - dot) / s * each);
  }
  return row;
}

/** L = Σ t·(log Σ eᶻ − z); ∂L/∂z = softmax(z)·Σt − t. */
function categoricalLogits(cols: i32, t: usize, z: usize, dz: usize, each: f32): f32 {
  let top = load<f32>(z), sum: f32 = 0, row: f32 = 0, whole: f32 = 0;
  for (let c = 1; c < cols; c++) top = max(top, load<f32>(z + (<usize>c << 2)));
  for (let c = 0; c < cols; c++) {
    const p = <usize>c << 2;
    const e = exp1(load<f32>(z + p) - top);
    sum += e;
    if (dz) store<f32>(dz + p, e);
  }
  const log = Mathf.log(sum);
  for (let c = 0; c < cols; c++) {
    const p = <usize>c << 2;
    const target = load<f32>(t + p);
    whole += target;
    if (target != 0) row += target * (log - (load<f32>(z + p) - top));
  }
  // A logit that is no number makes every share, and the loss, none.
  if (sum != sum) row = sum;
  if (dz) {
    const scale = whole / sum;
    for (let c = 0; c < cols; c++) {
      const p = <usize>c << 2;
      store<f32>(dz + p, (load<f32>(dz + p) * scale - load<f32>(t + p)) * each);
    }
  }
  return row;
}

/** Whether all targets are 0 or 1. */
function areBinary(size: i32, t: usize): bool {
  for (let i = 0; i < size; i++) {
    const target = load<f32>(t + (<usize>i << 2));
    if (target != 0 && target != 1) return false;
  }
  return true;
}

/** Losses that look at each output alone: their sum over a row. */
function single(cols: i32, kind: i32, binary: bool, t: usize, y: usize, dy: usize, share: f32): f32 {
  let row: f32 = 0;
  for (let c = 0; c < cols; c++) {
    const p = <usize>c << 2;
    const v = load<f32>(y + p), target = load<f32>(t + p);
    let g: f32 = 0;
    if (kind == BINARY_LOGITS) {
      const e = exp1(-abs(v)), q: f32 = 1 / (1 + e);
      row += max(v, <f32>0) - v * target + Mathf.log1p(e);
      g = (v >= 0 ? q : e * q) - target;
    } else if (kind == BINARY) {
      const q = min(max(v, EPS), <f32>1 - EPS);
      row -= target * Mathf.log(q) + (1 - target) * Mathf.log(1 - q);
      if (v >= EPS && v <= <f32>1 - EPS) g = (1 - target) / (1 - q) - target / q;
    } else if (kind == SQUARED) {
      const d = v - target;
      row += d * d;
      g = 2 * d;
    } else if (kind == SQUARED_LOG) {
      const d = Mathf.log(max(v, EPS) + 1) - Mathf.log(max(target, EPS) + 1);
      row += d * d;
      if (v >= EPS) g = 2 * d / (v + 1);
    } else {
      const sign: f32 = binary ? 2 * target - 1 : target, margin: f32 = 1 - sign * v;
      if (margin > 0) { row += margin; g = -sign; }
    }
    if (dy) store<f32>(dy + p, g * share);
  }
  return row;
}

/** Adds to the counts of compile/metrics: samples, right ones, then per class true positives, decisions, truths (doubles). */
export function count(rows: i32, cols: i32, t: usize, y: usize, threshold: f32, totals: usize): void {
  let right = 0;
  const tp = totals + 16, decided = tp + (<usize>cols << 3), truth = decided + (<usize>cols << 3);
  for (let r = 0; r < rows; r++) {
    const o = <usize>(r * cols) << 2;
    if (cols == 1) {
      const yes = load<f32>(y + o) > threshold, is = load<f32>(t + o) > 0.5;
      if (yes == is) right++;
      if (yes) store<f64>(decided, load<f64>(decided) + 1);
      if (is) store<f64>(truth, load<f64>(truth) + 1);
      if (yes && is) store<f64>(tp, load<f64>(tp) + 1);
      continue;
    }
    let best = 0, is = 0;
    let top = load<f32>(y + o), most = load<f32>(t + o);
    for (let c = 1; c < cols; c++) {
      const v = load<f32>(y + o + (<usize>c << 2)), w = load<f32>(t + o + (<usize>c << 2));
      if (v > top) { top = v; best = c; }
      if (w > most) { most = w; is = c; }
    }
    let p = decided + (<usize>best << 3);
    store<f64>(p, load<f64>(p) + 1);
    p = truth + (<usize>is << 3);
    store<f64>(p, load<f64>(p) + 1);
    if (best == is) { right++; p = tp + (<usize>best << 3); store<f64>(p, load<f64>(p) + 1); }
  }
  store<f64>(totals, load<f64>(totals) + <f64>rows);
  store<f64>(totals, load<f64>(totals, 8) + <f64>right, 8);
}
