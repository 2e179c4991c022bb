const units = ["FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs"];

/** Floating-point operations with three figures, in the largest unit that leaves at least 1 before the point: `3.27 MFLOPs`. */
export function flopsText(flops: number): string {
  let value = flops;
  let power = 0;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power++;
  }
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[power]}`;
}
