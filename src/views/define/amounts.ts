/** The largest unit that leaves at least 1 before the point, with three figures. */
function scaled(value: number, base: number, units: readonly string[]): string {
  let power = 0;
  while (value >= base && power < units.length - 1) {
    value /= base;
    power++;
  }
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[power]}`;
}

/** `6.24 MB`, in powers of 1024 as Keras counts. */
export const bytesText = (bytes: number): string => scaled(bytes, 1024, ["B", "KB", "MB", "GB"]);

/** `3.27 MFLOPs`: floating-point operations. */
export const flopsText = (flops: number): string => scaled(flops, 1000, ["FLOPs", "kFLOPs", "MFLOPs", "GFLOPs", "TFLOPs"]);
