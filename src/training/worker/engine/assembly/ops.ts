import { exp1, exp4, sigmoid4, sum4, tanh4 } from "./math";

// Activation codes, as lower/activations.ts numbers them.
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

/** Copies images into the middle of larger ones whose rim stays as it is; `sy`, `sx` spread the pixels apart. */
export function spread(n0: i32, n1: i32, h: i32, w: i32, c: i32, src: usize, dst: usize, top: i32, left: i32, hp: i32, wp: i32, sy: i32, sx: i32): void {
  const line = <usize>(w * c) << 2, pixel = <usize>c << 2;
  for (let n = n0; n < n1; n++) for (let y = 0; y < h; y++) {
    const from = src + <usize>(n * h + y) * line;
    const to = dst + <usize>((n * hp + top + y * sy) * wp + left) * pixel;
    if (sx == 1) memory.copy(to, from, line);
    else for (let x = 0; x < w; x++) memory.copy(to + <usize>(x * sx) * pixel, from + <usize>x * pixel, pixel);
  }
}

/** W[kh, kw, in, out] → W′[kh, kw, out, in], turned by 180°: the filters of the backward convolution. */
export function turnFilters(kh: i32, kw: i32, ci: i32, co: i32, w: usize, out: usize): void {
  for (let y = 0; y < kh; y++) for (let x = 0; x < kw; x++) {
    const from = w + (<usize>((y * kw + x) * ci * co) << 2);
    const to = out + (<usize>(((kh - 1 - y) * kw + kw - 1 - x) * ci * co) << 2);
    for (let i = 0; i < ci; i++) for (let o = 0; o < co; o++) store<f32>(to + (<usize>(o * ci + i) << 2), load<f32>(from + (<usize>(i * co + o) << 2)));
  }
}

/** Largest value of each window and where it was (index of the float within x). */
export function maxPool(n0: i32, n1: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, ph: i32, pw: i32, sy: i32, sx: i32, top: i32, left: i32, x: usize, y: usize, at: usize): void {
  for (let n = n0; n < n1; n++) for (let oy = 0; oy < oh; oy++) for (let ox = 0; ox < ow; ox++) {
    const o = <usize>(((n * oh + oy) * ow + ox) * c) << 2;
    const y0 = max(0, oy * sy - top), y1 = min(h, oy * sy - top + ph);
    const x0 = max(0, ox * sx - left), x1 = min(w, ox * sx - left + pw);
    let q = 0;
    for (; q + 4 <= c; q += 4) {
      let best = f32x4.splat(-Infinity), where = i32x4.splat(0);
      for (let yy = y0; yy < y1; yy++) for (let xx = x0; xx < x1; xx++) {
        const i = ((n * h + yy) * w + xx) * c + q;
        const v = v128.load(x + (<usize>i << 2));
        const better = f32x4.gt(v, best);
        best = v128.bitselect(v, best, better);
        where = v128.bitselect(i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), where, better);
      }
      v128.store(y + o + (<usize>q << 2), best);
      v128.store(at + o + (<usize>q << 2), where);
    }
    for (; q < c; q++) {
      let best: f32 = -Infinity, where = 0;
      for (let yy = y0; yy < y1; yy++) for (let xx = x0; xx < x1; xx++) {
        const i = ((n * h + yy) * w + xx) * c + q;
        const v = load<f32>(x + (<usize>i << 2));
        if (v > best) { best = v; where = i; }
      }
      store<f32>(y + o + (<usize>q << 2), best);
      store<i32>(at + o + (<usize>q << 2), where);
    }
  }
}

/** Sends each gradient back to where its maximum stood. */
export function maxPoolBack(n0: i32, n1: i32, outSize: i32, inSize: i32, dy: usize, at: usize, dx: usize): void {
  memory.fill(dx + (<usize>(n0 * inSize) << 2), 0, <usize>((n1 - n0) * inSize) << 2);
  for (let i = n0 * outSize; i < n1 * outSize; i++) {
    const p = dx + (<usize>load<i32>(at + (<usize>i << 2)) << 2);
    store<f32>(p, load<f32>(p) + load<f32>(dy + (<usize>i << 2)));
  }
}

/** y = γ·(x − mean)/√(var + ε) + β for channels c0 … c1, with the batch's own figures; keeps them and moves the averages. */
export function batchNormTrain(rows: i32, c: i32, x: usize, y: usize, gamma: usize, beta: usize, mean: usize, inv: usize, mMean: usize, mVar: usize, momentum: f32, epsilon: f32, c0: i32, c1: i32): void {
  const line = <usize>c << 2;
  let q = c0;
  const n = f32x4.splat(<f32>rows);
  for (; q < c1; q += 4) {
    const o = <usize>q << 2;
    if (q + 4 > c1) break;
    let s = f32x4.splat(0), p = x + o;
    for (let r = 0; r < rows; r++) { s = f32x4.add(s, v128.load(p)); p += line; }
    const m = f32x4.div(s, n);
    s = f32x4.splat(0); p = x + o;
    for (let r = 0; r < rows; r++) { const d = f32x4.sub(v128.load(p), m); s = f32x4.add(s, f32x4.mul(d, d)); p += line; }
    const v = f32x4.div(s, n);
    const k = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(v, f32x4.splat(epsilon))));
    v128.store(mean + o, m); v128.store(inv + o, k);
    const keep = f32x4.splat(momentum), take = f32x4.splat(1 - momentum);
    v128.store(mMean + o, f32x4.add(f32x4.mul(v128.load(mMean + o), keep), f32x4.mul(m, take)));
    v128.store(mVar + o, f32x4.add(f32x4.mul(v128.load(mVar + o), keep), f32x4.mul(v, take)));
    const g = gamma ? f32x4.mul(v128.load(gamma + o), k) : k, b = beta ? v128.load(beta + o) : f32x4.splat(0);
    p = x + o; let t = y + o;
    for (let r = 0; r < rows; r++) { v128.store(t, f32x4.add(f32x4.mul(f32x4.sub(v128.load(p), m), g), b)); p += line; t += line; }
  }
  for (; q < c1; q++) {
    const o = <usize>q << 2;
    let s: f32 = 0, p = x + o;
    for (let r = 0; r < rows; r++) { s += load<f32>(p); p += line; }
    const m: f32 = s / <f32>rows;
    s = 0; p = x + o;
    for (let r = 0; r < rows; r++) { const d = load<f32>(p) - m; s += d * d; p += line; }
    const v: f32 = s / <f32>rows, k: f32 = 1 / Mathf.sqrt(v + epsilon);
    store<f32>(mean + o, m); store<f32>(inv + o, k);
    store<f32>(mMean + o, load<f32>(mMean + o) * momentum + m * (1 - momentum));
    store<f32>(mVar + o, load<f32>(mVar + o) * momentum + v * (1 - momentum));
    const g: f32 = (gamma ? load<f32>(gamma + o) : 1) * k, b: f32 = beta ? load<f32>(beta + o) : 0;
    p = x + o; let t = y + o;
    for (let r = 0; r < rows; r++) { store<f32>(t, (load<f32>(p) - m) * g + b); p += line; t += line; }
  }
}

/** The same with the moving averages, for prediction. */
export function batchNormApply(r0: i32, r1: i32, c: i32, x: usize, y: usize, gamma: usize, beta: usize, mMean: usize, mVar: usize, epsilon: f32): void {
  for (let q = 0; q < c; q++) {
    const o = <usize>q << 2;
    const g: f32 = (gamma ? load<f32>(gamma + o) : 1) / Mathf.sqrt(load<f32>(mVar + o) + epsilon);
    const m = load<f32>(mMean + o), b: f32 = beta ? load<f32>(beta + o) : 0;
    for (let r = r0; r < r1; r++) { const p = (<usize>(r * c) << 2) + o; store<f32>(y + p, (load<f32>(x + p) - m) * g + b); }
  }
}

/** Gradients of batchNormTrain for channels c0 … c1. Source: Ioffe and Szegedy 2015, section 3. */
export function batchNormBack(rows: i32, c: i32, x: usize, dy: usize, dx: usize, gamma: usize, dGamma: usize, dBeta: usize, mean: usize, inv: usize, c0: i32, c1: i32): void {
  const line = <usize>c << 2;
  let q = c0;
  for (; q + 4 <= c1; q += 4) {
    const o = <usize>q << 2;
    const m = v128.load(mean + o), k = v128.load(inv + o);
    let sb = f32x4.splat(0), sg = f32x4.splat(0), p = x + o, d = dy + o;
    for (let r = 0; r < rows; r++) {
      const g = v128.load(d);
      sb = f32x4.add(sb, g);
      sg = f32x4.add(sg, f32x4.mul(g, f32x4.mul(f32x4.sub(v128.load(p), m), k)));
      p += line; d += line;
    }
    if (dGamma) v128.store(dGamma + o, sg);
    if (dBeta) v128.store(dBeta + o, sb);
    const n = f32x4.splat(<f32>rows);
    const scale = gamma ? f32x4.mul(v128.load(gamma + o), k) : k;
    const mb = f32x4.div(sb, n), mg = f32x4.div(sg, n);
    p = x + o; d = dy + o; let t = dx + o;
    for (let r = 0; r < rows; r++) {
      const xh = f32x4.mul(f32x4.sub(v128.load(p), m), k);
      v128.store(t, f32x4.mul(scale, f32x4.sub(f32x4.sub(v128.load(d), mb), f32x4.mul(xh, mg))));
      p += line; d += line; t += line;
    }
  }
  for (; q < c1; q++) {
    const o = <usize>q << 2;
    const m = load<f32>(mean + o), k = load<f32>(inv + o);
    let sb: f32 = 0, sg: f32 = 0, p = x + o, d = dy + o;
    for (let r = 0; r < rows; r++) { const g = load<f32>(d); sb += g; sg += g * (load<f32>(p) - m) * k; p += line; d += line; }
    if (dGamma) store<f32>(dGamma + o, sg);
    if (dBeta) store<f32>(dBeta + o, sb);
    const scale: f32 = (gamma ? load<f32>(gamma + o) : 1) * k, mb: f32 = sb / <f32>rows, mg: f32 = sg / <f32>rows;
    p = x + o; d = dy + o; let t = dx + o;
    for (let r = 0; r < rows; r++) { store<f32>(t, scale * (load<f32>(d) - mb - (load<f32>(p) - m) * k * mg)); p += line; d += line; t += line; }
  }
}

/** Draws a mask of 0 and `kept` with sfc32, two entries from each number: the same sequence as layers/dropout.ts. */
export function drawMask(size: i32, state: usize, threshold: i32, kept: f32, mask: usize): void {
  let a = load<i32>(state), b = load<i32>(state, 4), c = load<i32>(state, 8), n = load<i32>(state, 12);
  for (let i = 0; i < size; i += 2) {
    const sum = a + b + n;
    n++;
    a = b ^ (<i32>(<u32>b >> 9));
    b = c + (c << 3);
    c = ((c << 21) | <i32>(<u32>c >> 11)) + sum;
    store<f32>(mask + (<usize>i << 2), (sum & 0xffff) >= threshold ? kept : 0);
    if (i + 1 < size) store<f32>(mask + (<usize>(i + 1) << 2), <i32>(<u32>sum >> 16) >= threshold ? kept : 0);
  }
  store<i32>(state, a); store<i32>(state, b, 4); store<i32>(state, c, 8); store<i32>(state, n, 12);
}

/** out = a · b, entries i0 … i1. */
export function multiply(i0: i32, i1: i32, a: usize, b: usize, out: usize): void {
  let i = i0;
  for (; i + 4 <= i1; i += 4) { const o = <usize>i << 2; v128.store(out + o, f32x4.mul(v128.load(a + o), v128.load(b + o))); }
  for (; i < i1; i++) { const o = <usize>i << 2; store<f32>(out + o, load<f32>(a + o) * load<f32>(b + o)); }
}

// Losses, as lower/losses.ts numbers them.
const CATEGORICAL: i32 = 0, BINARY: i32 = 1, SQUARED: i32 = 2, HINGE: i32 = 3;
const EPS: f32 = 1e-7;

/**
 * Loss of each row added to a double at `total`; dy = ∂(mean loss)/∂y. Formulas: compile/losses.
 */
export function loss(rows: i32, cols: i32, kind: i32, t: usize, y: usize, dy: usize, total: usize): void {
  let sum: f64 = 0;
  const each: f32 = 1 / <f32>rows, share: f32 = each / <f32>cols;
  for (let r = 0; r < rows; r++) {
    const o = <usize>(r * cols) << 2;
    let row: f32 = 0;
    if (kind == CATEGORICAL) {
      let s: f32 = 0;
      for (let c = 0; c < cols; c++) s += load<f32>(y + o + (<usize>c << 2));
      // L = −Σ t·log(clip(y/s)); ∂L/∂(y/s) = −t/p inside the clip, 0 outside; then through the division.
      let dot: f32 = 0;
      for (let c = 0; c < cols; c++) {
        const p = o + (<usize>c << 2);
        const q: f32 = load<f32>(y + p) / s, target = load<f32>(t + p);
        const clipped = min(max(q, EPS), <f32>1 - EPS);
        if (target != 0) row -= target * Mathf.log(clipped);
        const g: f32 = q >= EPS && q <= <f32>1 - EPS ? -target / q : 0;
        dot += g * q;
        if (dy) store<f32>(dy + p, g);
      }
      if (dy) for (let c = 0; c < cols; c++) {
        const p = dy + o + (<usize>c << 2);
        store<f32>(p, (load<f32>(p) - dot) / s * each);
      }
    } else {
      for (let c = 0; c < cols; c++) {
        const p = o + (<usize>c << 2);
        const v = load<f32>(y + p), target = load<f32>(t + p);
        let g: f32 = 0;
        if (kind == BINARY) {
          const q = min(max(v, EPS), <f32>1 - EPS);
          row -= target * Mathf.log(q) + (1 - target) * Mathf.log(1 - q);
          if (v >= EPS && v <= <f32>1 - EPS) g = (1 - target) / (1 - q) - target / q;
        } else if (kind == SQUARED) {
          const d = v - target;
          row += d * d;
          g = 2 * d;
        } else {
          const sign: f32 = 2 * target - 1, margin: f32 = 1 - sign * v;
          if (margin > 0) { row += margin; g = -sign; }
        }
        if (dy) store<f32>(dy + p, g * share);
      }
      row /= <f32>cols;
    }
    sum += <f64>row;
  }
  store<f64>(total, load<f64>(total) + sum);
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

// Optimizers, as lower/optimizers.ts numbers them; `hp` holds their numbers for this step.
const SGD: i32 = 0, MOMENTUM: i32 = 1, NESTEROV: i32 = 2, RMSPROP: i32 = 3, ADAM: i32 = 4, ADAGRAD: i32 = 5, ADADELTA: i32 = 6;

/** w ← w − step, entries i0 … i1. Update rules: compile/optimizers. All arrays are padded to a multiple of 4. */
export function update(i0: i32, i1: i32, kind: i32, w: usize, g: usize, s: usize, u: usize, q: usize, hp: usize): void {
  const lr = f32x4.splat(load<f32>(hp));
  const h1 = load<f32>(hp, 4), h2 = load<f32>(hp, 8), h3 = load<f32>(hp, 12), h4 = load<f32>(hp, 16);
  const a = f32x4.splat(h1), b = f32x4.splat(h2), e = f32x4.splat(h3);
  const ca = f32x4.splat(1 - h1), cb = f32x4.splat(1 - h2);
  for (let i = i0; i < i1; i += 4) {
    const o = <usize>i << 2;
    const d = v128.load(g + o), x = v128.load(w + o);
    let step: v128;
    if (kind == ADAM) {
      // h1 β₁, h2 β₂, h3 ε, lr already √(1 − β₂ᵗ)/(1 − β₁ᵗ) times the rate
      const m = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(d, ca));
      const v = f32x4.add(f32x4.mul(v128.load(u + o), b), f32x4.mul(f32x4.mul(d, d), cb));
      v128.store(s + o, m); v128.store(u + o, v);
      step = f32x4.div(f32x4.mul(m, lr), f32x4.add(f32x4.sqrt(v), e));
    } else if (kind == SGD) {
      step = f32x4.mul(d, lr);
    } else if (kind == MOMENTUM || kind == NESTEROV) {
      // h1 μ; the velocity holds the rate, as in Keras
      const back = f32x4.mul(d, lr);
      const m = f32x4.sub(f32x4.mul(v128.load(s + o), a), back);
      v128.store(s + o, m);
      step = kind == MOMENTUM ? f32x4.neg(m) : f32x4.sub(back, f32x4.mul(m, a));
    } else if (kind == RMSPROP) {
      // h1 ρ, h2 momentum, h3 ε, h4 centered
      const v = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(f32x4.mul(d, d), ca));
      v128.store(s + o, v);
      let under = v;
      if (h4 != 0) {
        const m = f32x4.add(f32x4.mul(v128.load(q + o), a), f32x4.mul(d, ca));
        v128.store(q + o, m);
        under = f32x4.sub(v, f32x4.mul(m, m));
      }
      step = f32x4.div(f32x4.mul(d, lr), f32x4.sqrt(f32x4.add(under, e)));
      if (h2 > 0) { step = f32x4.add(f32x4.mul(v128.load(u + o), b), step); v128.store(u + o, step); }
    } else if (kind == ADAGRAD) {
      const v = f32x4.add(v128.load(s + o), f32x4.mul(d, d));
      v128.store(s + o, v);
      step = f32x4.div(f32x4.mul(d, lr), f32x4.sqrt(f32x4.add(v, e)));
    } else {
      // Adadelta: h1 ρ, h3 ε
      const v = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(f32x4.mul(d, d), ca));
      v128.store(s + o, v);
      const old = v128.load(u + o);
      const move = f32x4.mul(d, f32x4.div(f32x4.sqrt(f32x4.add(old, e)), f32x4.sqrt(f32x4.add(v, e))));
      v128.store(u + o, f32x4.add(f32x4.mul(old, a), f32x4.mul(f32x4.mul(move, move), ca)));
      step = f32x4.mul(move, lr);
    }
    v128.store(w + o, f32x4.sub(x, step));
  }
}
