// Optimizers, as codes.ts numbers them; `hp` holds their numbers for this step.
const SGD: i32 = 0, MOMENTUM: i32 = 1, NESTEROV: i32 = 2, RMSPROP: i32 = 3, ADAM: i32 = 4, ADAGRAD: i32 = 5, ADADELTA: i32 = 6;

/**
 * What is smaller than the smallest normal number becomes 0, and what is no number stays. A memory whose gradients have been
 * 0 for long decays to numbers without a normal form, on which many processors are a hundred times as slow, and stays there.
 */
// @ts-ignore
@inline
function settled(x: v128): v128 {
  return v128.and(x, v128.not(f32x4.lt(f32x4.abs(x), f32x4.splat(1.17549435e-38))));
}

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
      // h1 β₁, h2 β₂, h3 ε, h4 amsgrad, lr already √(1 − β₂ᵗ)/(1 − β₁ᵗ) times the rate
      const m = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(d, ca));
      const v = f32x4.add(f32x4.mul(v128.load(u + o), b), f32x4.mul(f32x4.mul(d, d), cb));
      v128.store(s + o, settled(m)); v128.store(u + o, settled(v));
      let under = v;
      if (h4 != 0) { under = f32x4.max(v128.load(q + o), v); v128.store(q + o, settled(under)); }
      step = f32x4.div(f32x4.mul(m, lr), f32x4.add(f32x4.sqrt(under), e));
    } else if (kind == SGD) {
      step = f32x4.mul(d, lr);
    } else if (kind == MOMENTUM || kind == NESTEROV) {
      // h1 μ; the velocity holds the rate, as in Keras
      const back = f32x4.mul(d, lr);
      const m = f32x4.sub(f32x4.mul(v128.load(s + o), a), back);
      v128.store(s + o, settled(m));
      step = kind == MOMENTUM ? f32x4.neg(m) : f32x4.sub(back, f32x4.mul(m, a));
    } else if (kind == RMSPROP) {
      // h1 ρ, h2 momentum, h3 ε, h4 centered
      const v = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(f32x4.mul(d, d), ca));
      v128.store(s + o, settled(v));
      let under = v;
      if (h4 != 0) {
        const m = f32x4.add(f32x4.mul(v128.load(q + o), a), f32x4.mul(d, ca));
        v128.store(q + o, settled(m));
        under = f32x4.sub(v, f32x4.mul(m, m));
      }
      step = f32x4.div(f32x4.mul(d, lr), f32x4.sqrt(f32x4.add(under, e)));
      if (h2 > 0) { step = f32x4.add(f32x4.mul(v128.load(u + o), b), step); v128.store(u + o, settled(step)); }
    } else if (kind == ADAGRAD) {
      const v = f32x4.add(v128.load(s + o), f32x4.mul(d, d));
      v128.store(s + o, v);
      step = f32x4.div(f32x4.mul(d, lr), f32x4.sqrt(f32x4.add(v, e)));
    } else {
      // Adadelta: h1 ρ, h3 ε
      const v = f32x4.add(f32x4.mul(v128.load(s + o), a), f32x4.mul(f32x4.mul(d, d), ca));
      v128.store(s + o, settled(v));
      const old = v128.load(u + o);
      const move = f32x4.mul(d, f32x4.div(f32x4.sqrt(f32x4.add(old, e)), f32x4.sqrt(f32x4.add(v, e))));
      v128.store(u + o, settled(f32x4.add(f32x4.mul(old, a), f32x4.mul(f32x4.mul(move, move), ca))));
      step = f32x4.mul(move, lr);
    }
    v128.store(w + o, f32x4.sub(x, step));
  }
}
