import type { Random } from "../../src/random/random";

/** Ways in which bytes get damaged. Each gives other bytes and leaves the given ones as they are. */
const ways: readonly ((bytes: Uint8Array, source: Random) => Uint8Array)[] = [
  // One bit, a few bytes, a block of 0, of 255, of noise: what disks and transfers do.
  (bytes, source) => changed(bytes, source, 1, (byte) => byte ^ (1 << source.below(8))),
  (bytes, source) => changed(bytes, source, 1, () => source.below(256)),
  (bytes, source) => changed(bytes, source, 1 + source.below(8), () => source.below(256)),
  (bytes, source) => changed(bytes, source, 1 + source.below(64), () => 0),
  (bytes, source) => changed(bytes, source, 1 + source.below(32), () => 255),
  (bytes, source) => changed(bytes, source, 1 + source.below(512), () => source.below(256)),
  // Cut off, bytes lost, bytes twice.
  (bytes, source) => bytes.slice(0, source.below(bytes.length)),
  (bytes, source) => spliced(bytes, source, 1 + source.below(64), new Uint8Array(0)),
  (bytes, source) => spliced(bytes, source, 0, bytes.slice(0, 1 + source.below(64))),
  // A number that is huge, where a length or an address may stand.
  (bytes, source) => changed(bytes, source, 4, () => 0x7f),
];

function changed(bytes: Uint8Array, source: Random, count: number, byte: (now: number) => number): Uint8Array {
  const made = bytes.slice();
  const from = source.below(made.length);
  for (let at = from; at < Math.min(made.length, from + count); at++) made[at] = byte(made[at]!);
  return made;
}

function spliced(bytes: Uint8Array, source: Random, lost: number, put: Uint8Array): Uint8Array {
  const at = source.below(bytes.length);
  return new Uint8Array([...bytes.subarray(0, at), ...put, ...bytes.subarray(at + lost)]);
}

/** Bytes damaged in one of the ways, sometimes twice. */
export function mutateBytes(bytes: Uint8Array, source: Random): Uint8Array {
  const once = ways[source.below(ways.length)]!(bytes, source);
  return once.length && source.below(4) === 0 ? ways[source.below(ways.length)]!(once, source) : once;
}

/** What a value of JSON, or of a record, is replaced by. */
const strange: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 0,
  () => 0.5,
  () => 1e308,
  () => 2 ** 53,
  () => "",
  () => "x".repeat(20_000),
  () => "__proto__",
  () => [],
  () => ({}),
  () => ({ class_name: "Dense", config: {} }),
  () => new Array<number>(5000).fill(1),
  () => Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`key ${i}`, i])),
  () => nested(5000),
];

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** A plain value with one member replaced, lost, doubled or renamed. The given one is left as it is. */
export function mutateValue(value: unknown, source: Random): unknown {
  const made: unknown = structuredClone(value);
  const holders: Record<string, unknown>[] = [];
  const collect = (inner: unknown): void => {
    if (inner === null || typeof inner !== "object" || ArrayBuffer.isView(inner) || !Object.keys(inner).length) return;
    holders.push(inner as Record<string, unknown>);
    Object.values(inner).forEach(collect);
  };
  collect(made);
  const holder = holders[source.below(holders.length)];
  if (!holder) return strange[source.below(strange.length)]!();
  const keys = Object.keys(holder);
  const key = keys[source.below(keys.length)]!;
  const way = source.below(8);
  if (way === 0) Reflect.deleteProperty(holder, key);
  else if (way === 1) holder[`${key}_other`] = holder[key];
  else if (way === 2) holder[key] = structuredClone(holder[keys[source.below(keys.length)]!]);
  else holder[key] = strange[source.below(strange.length)]!();
  return made;
}
