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
        // What is no number wins, and is seen behind the pool.
        const better = v128.or(f32x4.gt(v, best), f32x4.ne(v, v));
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
        if (v > best || v != v) { best = v; where = i; }
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
