/** About how many bytes a value takes in the browser's store. Numbers in typed arrays, which are nearly all of it, count exactly. */
export function bytesIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === "string") return value.length;
  if (typeof value === "number") return 8;
  if (typeof value !== "object" || value === null) return 1;
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + bytesIn(inner), 0);
  return Object.entries(value).reduce((sum, [key, inner]) => sum + key.length + bytesIn(inner), 0);
}
