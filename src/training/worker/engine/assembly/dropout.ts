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

/** out += x, entries i0 … i1. */
export function accumulate(i0: i32, i1: i32, x: usize, out: usize): void {
  let i = i0;
  for (; i + 4 <= i1; i += 4) { const o = <usize>i << 2; v128.store(out + o, f32x4.add(v128.load(out + o), v128.load(x + o))); }
  for (; i < i1; i++) { const o = <usize>i << 2; store<f32>(out + o, load<f32>(out + o) + load<f32>(x + o)); }
}
