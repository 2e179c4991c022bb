// C[M×N] (+)= op(A)[M×K] · op(B)[K×N]; row-major float32; strides in elements.
const MR: i32 = 6;
const NR: i32 = 8;
const KC: i32 = 320;
const MC: i32 = 96;
const NC: i32 = 1024;

function packA(src: usize, rs: i32, cs: i32, mc: i32, kc: i32, dst: usize): void {
  for (let i = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i);
    let p = src + (<usize>(i * rs) << 2);
    if (rows == MR) {
      const s: usize = <usize>rs << 2, c: usize = <usize>cs << 2;
      if (cs == 1) {
        let k = 0;
        // 4 columns of 6 rows at a time by 4×4 transposes
        for (; k + 4 <= kc; k += 4) {
          const r0 = v128.load(p), r1 = v128.load(p + s), r2 = v128.load(p + 2 * s), r3 = v128.load(p + 3 * s), r4 = v128.load(p + 4 * s), r5 = v128.load(p + 5 * s);
          const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
          const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
          const t4 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), t5 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
          v128.store(dst, v128.shuffle<f64>(t0, t2, 0, 2));
          v128.store(dst, v128.shuffle<f64>(t4, t0, 0, 3), 16);
          v128.store(dst, v128.shuffle<f64>(t2, t4, 1, 3), 32);
          v128.store(dst, v128.shuffle<f64>(t1, t3, 0, 2), 48);
          v128.store(dst, v128.shuffle<f64>(t5, t1, 0, 3), 64);
          v128.store(dst, v128.shuffle<f64>(t3, t5, 1, 3), 80);
          dst += 96; p += 16;
        }
        for (; k < kc; k++) {
          for (let r: usize = 0; r < 6; r++) store<f32>(dst + (r << 2), load<f32>(p + r * s));
          dst += 24; p += 4;
        }
      } else {
        // rows are contiguous (transposed A)
        for (let k = 0; k < kc; k++) {
          v128.store(dst, v128.load(p));
          store<u64>(dst, load<u64>(p, 16), 16);
          dst += 24; p += c;
        }
      }
    } else {
      for (let k = 0; k < kc; k++) {
        for (let r = 0; r < MR; r++) store<f32>(dst + (<usize>r << 2), r < rows ? load<f32>(p + (<usize>(r * rs) << 2)) : 0);
        dst += MR << 2; p += <usize>cs << 2;
      }
    }
  }
}

function packB(src: usize, rs: i32, cs: i32, kc: i32, nc: i32, dst: usize): void {
  for (let j = 0; j < nc; j += NR) {
    const cols = min(NR, nc - j);
    let p = src + (<usize>(j * cs) << 2);
    const s: usize = <usize>rs << 2, c: usize = <usize>cs << 2;
    if (cols == NR) {
      if (cs == 1) {
        for (let k = 0; k < kc; k++) {
          v128.store(dst, v128.load(p)); v128.store(dst, v128.load(p, 16), 16);
          dst += 32; p += s;
        }
      } else {
        let k = 0;
        for (; k + 4 <= kc; k += 4) {
          const r0 = v128.load(p), r1 = v128.load(p + c), r2 = v128.load(p + 2 * c), r3 = v128.load(p + 3 * c);
          const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
          const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
          v128.store(dst, v128.shuffle<f64>(t0, t2, 0, 2)); v128.store(dst, v128.shuffle<f64>(t0, t2, 1, 3), 32);
          v128.store(dst, v128.shuffle<f64>(t1, t3, 0, 2), 64); v128.store(dst, v128.shuffle<f64>(t1, t3, 1, 3), 96);
          const q = p + 4 * c;
          const u0 = v128.load(q), u1 = v128.load(q + c), u2 = v128.load(q + 2 * c), u3 = v128.load(q + 3 * c);
          const w0 = v128.shuffle<f32>(u0, u1, 0, 4, 1, 5), w1 = v128.shuffle<f32>(u0, u1, 2, 6, 3, 7);
          const w2 = v128.shuffle<f32>(u2, u3, 0, 4, 1, 5), w3 = v128.shuffle<f32>(u2, u3, 2, 6, 3, 7);
          v128.store(dst, v128.shuffle<f64>(w0, w2, 0, 2), 16); v128.store(dst, v128.shuffle<f64>(w0, w2, 1, 3), 48);
          v128.store(dst, v128.shuffle<f64>(w1, w3, 0, 2), 80); v128.store(dst, v128.shuffle<f64>(w1, w3, 1, 3), 112);
          dst += 128; p += 16;
        }
        for (; k < kc; k++) {
          for (let r: usize = 0; r < 8; r++) store<f32>(dst + (r << 2), load<f32>(p + r * c));
          dst += 32; p += 4;
        }
      }
    } else {
      for (let k = 0; k < kc; k++) {
        for (let r = 0; r < NR; r++) store<f32>(dst + (<usize>r << 2), r < cols ? load<f32>(p + <usize>r * c) : 0);
        dst += 32; p += s;
      }
    }
  }
}

// @ts-ignore
@inline
function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

function kernel(kc: i32, a: usize, b: usize, c: usize, ldc: usize, rows: i32, cols: i32, add: bool, edge: usize): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0), c20 = f32x4.splat(0), c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0), c31 = f32x4.splat(0), c40 = f32x4.splat(0), c41 = f32x4.splat(0), c50 = f32x4.splat(0), c51 = f32x4.splat(0);
  const end = a + <usize>kc * 24;
  while (a < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00); c01 = fma(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = fma(x, b0, c10); c11 = fma(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = fma(x, b0, c20); c21 = fma(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = fma(x, b0, c30); c31 = fma(x, b1, c31);
    x = v128.load32_splat(a, 16);
    c40 = fma(x, b0, c40); c41 = fma(x, b1, c41);
    x = v128.load32_splat(a, 20);
    c50 = fma(x, b0, c50); c51 = fma(x, b1, c51);
    a += 24; b += 32;
  }
  let out = c, ld = ldc;
  const whole = rows == MR && cols == NR;
  if (!whole) { out = edge; ld = 32; }
  if (whole && add) {
    c00 = f32x4.add(c00, v128.load(out)); c01 = f32x4.add(c01, v128.load(out, 16));
    c10 = f32x4.add(c10, v128.load(out + ld)); c11 = f32x4.add(c11, v128.load(out + ld, 16));
    c20 = f32x4.add(c20, v128.load(out + 2 * ld)); c21 = f32x4.add(c21, v128.load(out + 2 * ld, 16));
    c30 = f32x4.add(c30, v128.load(out + 3 * ld)); c31 = f32x4.add(c31, v128.load(out + 3 * ld, 16));
    c40 = f32x4.add(c40, v128.load(out + 4 * ld)); c41 = f32x4.add(c41, v128.load(out + 4 * ld, 16));
    c50 = f32x4.add(c50, v128.load(out + 5 * ld)); c51 = f32x4.add(c51, v128.load(out + 5 * ld, 16));
  }
  v128.store(out, c00); v128.store(out, c01, 16);
  v128.store(out + ld, c10); v128.store(out + ld, c11, 16);
  v128.store(out + 2 * ld, c20); v128.store(out + 2 * ld, c21, 16);
  v128.store(out + 3 * ld, c30); v128.store(out + 3 * ld, c31, 16);
  v128.store(out + 4 * ld, c40); v128.store(out + 4 * ld, c41, 16);
  v128.store(out + 5 * ld, c50); v128.store(out + 5 * ld, c51, 16);
  if (!whole) {
    for (let r = 0; r < rows; r++) for (let q = 0; q < cols; q++) {
      const t = c + <usize>r * ldc + (<usize>q << 2);
      const v = load<f32>(edge + <usize>(r * 8 + q) * 4);
      store<f32>(t, add ? load<f32>(t) + v : v);
    }
  }
}


/** Bytes of scratch that one thread needs for a product. */
export const SCRATCH: i32 = (MC * KC + KC * NC + 64) * 4 + 256;

/** The packed part of A (mc rows, kc deep) times the packed part of B into C. */
function block(mc: i32, nc: i32, kc: i32, pa: usize, pb: usize, c: usize, ld: usize, add: bool, edge: usize): void {
  for (let j = 0; j < nc; j += NR) {
    const bp = pb + <usize>(j * kc) * 4;
    const cols = min(NR, nc - j);
    for (let i = 0; i < mc; i += MR) {
      kernel(kc, pa + <usize>(i * kc) * 4, bp, c + <usize>i * ld + (<usize>j << 2), ld, min(MR, mc - i), cols, add, edge);
    }
  }
}

export function gemm(m: i32, n: i32, k: i32, a: usize, ars: i32, acs: i32, b: usize, brs: i32, bcs: i32, c: usize, ldc: i32, add: bool, scratch: usize): void {
  const pa = scratch, pb = scratch + <usize>(MC * KC) * 4, edge = pb + <usize>(KC * NC) * 4;
  const ld = <usize>ldc << 2;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < k; pc += KC) {
      const kc = min(KC, k - pc);
      packB(b + (<usize>(pc * brs + jc * bcs) << 2), brs, bcs, kc, nc, pb);
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        packA(a + (<usize>(ic * ars + pc * acs) << 2), ars, acs, mc, kc, pa);
        block(mc, nc, kc, pa, pb, c + <usize>ic * ld + (<usize>jc << 2), ld, add || pc > 0, edge);
      }
    }
  }
}

/** Packs windows: row i starts at table[i]; each of `kh` lines of a window is `seg` floats in a row, lines lie `line` bytes apart. */
function packWindows(table: usize, mc: i32, y0: i32, y1: i32, seg: i32, line: usize, dst: usize): void {
  const kc = (y1 - y0) * seg;
  for (let i = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i);
    const t = table + (<usize>i << 2);
    let out = dst + <usize>(i * kc) * 4;
    // Rows past the end repeat the last one; their results are not stored.
    const a0 = <usize>load<i32>(t);
    const a1 = <usize>load<i32>(t + (<usize>min(1, rows - 1) << 2));
    const a2 = <usize>load<i32>(t + (<usize>min(2, rows - 1) << 2));
    const a3 = <usize>load<i32>(t + (<usize>min(3, rows - 1) << 2));
    const a4 = <usize>load<i32>(t + (<usize>min(4, rows - 1) << 2));
    const a5 = <usize>load<i32>(t + (<usize>min(5, rows - 1) << 2));
    for (let y = y0; y < y1; y++) {
      let o = <usize>y * line;
      let k = 0;
      for (; k + 4 <= seg; k += 4) {
        const r0 = v128.load(a0 + o), r1 = v128.load(a1 + o), r2 = v128.load(a2 + o), r3 = v128.load(a3 + o), r4 = v128.load(a4 + o), r5 = v128.load(a5 + o);
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        const t4 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5), t5 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
        v128.store(out, v128.shuffle<f64>(t0, t2, 0, 2));
        v128.store(out, v128.shuffle<f64>(t4, t0, 0, 3), 16);
        v128.store(out, v128.shuffle<f64>(t2, t4, 1, 3), 32);
        v128.store(out, v128.shuffle<f64>(t1, t3, 0, 2), 48);
        v128.store(out, v128.shuffle<f64>(t5, t1, 0, 3), 64);
        v128.store(out, v128.shuffle<f64>(t3, t5, 1, 3), 80);
        out += 96; o += 16;
      }
      for (; k < seg; k++) {
        store<f32>(out, load<f32>(a0 + o)); store<f32>(out, load<f32>(a1 + o), 4); store<f32>(out, load<f32>(a2 + o), 8);
        store<f32>(out, load<f32>(a3 + o), 12); store<f32>(out, load<f32>(a4 + o), 16); store<f32>(out, load<f32>(a5 + o), 20);
        out += 24; o += 4;
      }
    }
  }
}

/**
 * C[m × n] = windows[m × kh·seg] · B[kh·seg × n]: a convolution as a product, its windows gathered while they are packed.
 */
export function windowsTimes(m: i32, n: i32, table: usize, kh: i32, seg: i32, line: usize, b: usize, c: usize, scratch: usize): void {
  const pa = scratch, pb = scratch + <usize>(MC * KC) * 4, edge = pb + <usize>(KC * NC) * 4;
  const ld = <usize>n << 2;
  if (seg > KC) {
    // Very deep windows: line by line, in parts of KC.
    for (let jc = 0; jc < n; jc += NC) {
      const nc = min(NC, n - jc);
      for (let y = 0; y < kh; y++) for (let pc = 0; pc < seg; pc += KC) {
        const kc = min(KC, seg - pc);
        packB(b + (<usize>((y * seg + pc) * n + jc) << 2), n, 1, kc, nc, pb);
        for (let ic = 0; ic < m; ic += MC) {
          const mc = min(MC, m - ic);
          packPart(table + (<usize>ic << 2), mc, <usize>y * line + (<usize>pc << 2), kc, pa);
          block(mc, nc, kc, pa, pb, c + <usize>ic * ld + (<usize>jc << 2), ld, y > 0 || pc > 0, edge);
        }
      }
    }
    return;
  }
  const lines = KC / seg;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let y = 0; y < kh; y += lines) {
      const y1 = min(kh, y + lines);
      const kc = (y1 - y) * seg;
      packB(b + (<usize>(y * seg * n + jc) << 2), n, 1, kc, nc, pb);
      for (let ic = 0; ic < m; ic += MC) {
        const mc = min(MC, m - ic);
        packWindows(table + (<usize>ic << 2), mc, y, y1, seg, line, pa);
        block(mc, nc, kc, pa, pb, c + <usize>ic * ld + (<usize>jc << 2), ld, y > 0, edge);
      }
    }
  }
}

/** As packWindows for one line, from `offset` bytes on, kc floats deep. */
function packPart(table: usize, mc: i32, offset: usize, kc: i32, dst: usize): void {
  for (let i = 0; i < mc; i += MR) {
    const rows = min(MR, mc - i);
    const out = dst + <usize>(i * kc) * 4;
    for (let r = 0; r < MR; r++) {
      const a = <usize>load<i32>(table + (<usize>(i + min(r, rows - 1)) << 2)) + offset;
      for (let k = 0; k < kc; k++) store<f32>(out + <usize>(k * MR + r) * 4, load<f32>(a + (<usize>k << 2)));
    }
  }
}

/** Packs the transpose of windows: rows are places within line y of a window (k0 …), columns the windows i0 …. */
function packWindowsT(table: usize, offset: usize, rows: i32, kc: i32, dst: usize): void {
  for (let i = 0; i < rows; i += MR) {
    const part = min(MR, rows - i);
    let out = dst + <usize>(i * kc) * 4;
    const o = offset + (<usize>i << 2);
    if (part == MR) {
      for (let k = 0; k < kc; k++) {
        const a = <usize>load<i32>(table + (<usize>k << 2)) + o;
        v128.store(out, v128.load(a));
        store<u64>(out, load<u64>(a, 16), 16);
        out += 24;
      }
    } else {
      for (let k = 0; k < kc; k++) {
        const a = <usize>load<i32>(table + (<usize>k << 2)) + o;
        for (let r = 0; r < MR; r++) store<f32>(out + (<usize>r << 2), r < part ? load<f32>(a + (<usize>r << 2)) : 0);
        out += 24;
      }
    }
  }
}

/**
 * dW[r0 … r1) of windowsᵀ · D: the gradient of the filters. Rows of dW are numbered line by line: y·seg + place.
 */
export function windowsGradient(m: i32, n: i32, table: usize, seg: i32, line: usize, d: usize, dw: usize, r0: i32, r1: i32, scratch: usize): void {
  const pa = scratch, pb = scratch + <usize>(MC * KC) * 4, edge = pb + <usize>(KC * NC) * 4;
  const ld = <usize>n << 2;
  for (let jc = 0; jc < n; jc += NC) {
    const nc = min(NC, n - jc);
    for (let pc = 0; pc < m; pc += KC) {
      const kc = min(KC, m - pc);
      packB(d + (<usize>(pc * n + jc) << 2), n, 1, kc, nc, pb);
      let r = r0;
      while (r < r1) {
        const y = r / seg, place = r - y * seg;
        const rows = min(min(MC, r1 - r), seg - place);
        packWindowsT(table + (<usize>pc << 2), <usize>y * line + (<usize>place << 2), rows, kc, pa);
        block(rows, nc, kc, pa, pb, dw + <usize>r * ld + (<usize>jc << 2), ld, pc > 0, edge);
        r += rows;
      }
    }
  }
}
