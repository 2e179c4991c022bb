// Losses, as codes.ts numbers them.
const CATEGORICAL: i32 = 0, BINARY: i32 = 1, SQUARED: i32 = 2, HINGE: i32 = 3, SQUARED_LOG: i32 = 4;
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
        } else if (kind == SQUARED_LOG) {
          const d = Mathf.log(max(v, EPS) + 1) - Mathf.log(max(target, EPS) + 1);
          row += d * d;
          if (v >= EPS) g = 2 * d / (v + 1);
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
