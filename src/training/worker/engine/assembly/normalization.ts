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
