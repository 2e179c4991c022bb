import { exp1, exp4, sigmoid4, tanh4 } from "./math";

// Activation codes, as codes.ts numbers them.
export const LINEAR: i32 = 0, RELU: i32 = 1, SIGMOID: i32 = 2, TANH: i32 = 3, ELU: i32 = 4, SELU: i32 = 5, SOFTPLUS: i32 = 6, SOFTSIGN: i32 = 7, SOFTMAX: i32 = 8;
const LAMBDA: f32 = 1.0507009873554805, ALPHA: f32 = 1.6732632423543772;

// @ts-ignore
@inline
function activate4(x: v128, kind: i32): v128 {
  if (kind == RELU) return f32x4.max(x, f32x4.splat(0));
  if (kind == SIGMOID) return sigmoid4(x);
  if (kind == TANH) return tanh4(x);
  if (kind == SOFTSIGN) return f32x4.div(x, f32x4.add(f32x4.splat(1), f32x4.abs(x)));
  return x;
}

function activate1(x: f32, kind: i32): f32 {
  if (kind == ELU) return x > 0 ? x : Mathf.expm1(x);
  if (kind == SELU) return LAMBDA * (x > 0 ? x : ALPHA * Mathf.expm1(x));
  if (kind == SOFTPLUS) return max(x, <f32>0) + Mathf.log1p(Mathf.exp(-abs(x)));
  return f32x4.extract_lane(activate4(f32x4.splat(x), kind), 0);
}

// @ts-ignore
@inline
function scalarOnly(kind: i32): bool { return kind == ELU || kind == SELU || kind == SOFTPLUS; }

/** y = activation(x + bias), row by row; bias may be 0 (none). */
export function biasActivate(r0: i32, r1: i32, cols: i32, x: usize, bias: usize, kind: i32, y: usize): void {
  for (let r = r0; r < r1; r++) {
    const from = x + (<usize>(r * cols) << 2), to = y + (<usize>(r * cols) << 2);
    let c = 0;
    if (!scalarOnly(kind)) {
      if (kind == LINEAR || kind == SOFTMAX) {
        for (; c + 4 <= cols; c += 4) {
          const o = <usize>c << 2;
          v128.store(to + o, bias ? f32x4.add(v128.load(from + o), v128.load(bias + o)) : v128.load(from + o));
        }
      } else if (kind == RELU) {
        for (; c + 4 <= cols; c += 4) {
          const o = <usize>c << 2;
          const v = bias ? f32x4.add(v128.load(from + o), v128.load(bias + o)) : v128.load(from + o);
          v128.store(to + o, f32x4.max(v, f32x4.splat(0)));
        }
      } else {
        for (; c + 4 <= cols; c += 4) {
          const o = <usize>c << 2;
          const v = bias ? f32x4.add(v128.load(from + o), v128.load(bias + o)) : v128.load(from + o);
          v128.store(to + o, activate4(v, kind));
        }
      }
    }
    for (; c < cols; c++) {
      const o = <usize>c << 2;
      store<f32>(to + o, activate1(load<f32>(from + o) + (bias ? load<f32>(bias + o) : 0), kind));
    }
    if (kind == SOFTMAX) softmaxRow(to, cols);
  }
}

function softmaxRow(y: usize, cols: i32): void {
  let top: f32 = -Infinity;
  for (let c = 0; c < cols; c++) top = max(top, load<f32>(y + (<usize>c << 2)));
  let sum: f32 = 0;
  for (let c = 0; c < cols; c++) {
    const e = exp1(load<f32>(y + (<usize>c << 2)) - top);
    store<f32>(y + (<usize>c << 2), e);
    sum += e;
  }
  for (let c = 0; c < cols; c++) store<f32>(y + (<usize>c << 2), load<f32>(y + (<usize>c << 2)) / sum);
}

// @ts-ignore
@inline
function slope4(y: v128, kind: i32): v128 {
  const one = f32x4.splat(1);
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, f32x4.splat(0)));
  if (kind == SELU) return v128.bitselect(f32x4.splat(LAMBDA), f32x4.add(y, f32x4.splat(LAMBDA * ALPHA)), f32x4.gt(y, f32x4.splat(0)));
  if (kind == SOFTPLUS) return f32x4.sub(one, exp4(f32x4.neg(y)));
  if (kind == SOFTSIGN) { const s = f32x4.sub(one, f32x4.abs(y)); return f32x4.mul(s, s); }
  return one;
}

/** dx = dy · activation′, from the output y. */
export function activateBack(r0: i32, r1: i32, cols: i32, y: usize, dy: usize, kind: i32, dx: usize): void {
  if (kind == SOFTMAX) {
    for (let r = r0; r < r1; r++) {
      const o = <usize>(r * cols) << 2;
      let dot: f32 = 0;
      for (let c = 0; c < cols; c++) dot += load<f32>(y + o + (<usize>c << 2)) * load<f32>(dy + o + (<usize>c << 2));
      for (let c = 0; c < cols; c++) {
        const p = o + (<usize>c << 2);
        store<f32>(dx + p, load<f32>(y + p) * (load<f32>(dy + p) - dot));
      }
    }
    return;
  }
  let i = r0 * cols;
  const end = r1 * cols;
  if (kind == RELU) {
    for (; i + 4 <= end; i += 4) {
      const o = <usize>i << 2;
      v128.store(dx + o, v128.and(v128.load(dy + o), f32x4.gt(v128.load(y + o), f32x4.splat(0))));
    }
  } else {
    for (; i + 4 <= end; i += 4) {
      const o = <usize>i << 2;
      v128.store(dx + o, f32x4.mul(v128.load(dy + o), slope4(v128.load(y + o), kind)));
    }
  }
  for (; i < end; i++) {
    const o = <usize>i << 2;
    const v = load<f32>(y + o);
    const s: f32 = kind == RELU ? (v > 0 ? 1 : 0) : f32x4.extract_lane(slope4(f32x4.splat(v), kind), 0);
    store<f32>(dx + o, load<f32>(dy + o) * s);
  }
}

/** out[c] = Σ over rows of x[·, c], for columns c0 … c1. */
export function columnSums(rows: i32, cols: i32, x: usize, out: usize, c0: i32, c1: i32): void {
  let c = c0;
  for (; c + 4 <= c1; c += 4) {
    let s = f32x4.splat(0);
    let p = x + (<usize>c << 2);
    for (let r = 0; r < rows; r++) { s = f32x4.add(s, v128.load(p)); p += <usize>cols << 2; }
    v128.store(out + (<usize>c << 2), s);
  }
  for (; c < c1; c++) {
    let s: f32 = 0;
    let p = x + (<usize>c << 2);
    for (let r = 0; r < rows; r++) { s += load<f32>(p); p += <usize>cols << 2; }
    store<f32>(out + (<usize>c << 2), s);
  }
}
