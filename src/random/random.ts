/** The four words of an sfc32: a, b, c and the counter. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded source of random numbers. Every shuffle, initial weight, dropout mask and drawn data set takes one as an
 * argument, so that the same seed gives the same run.
 *
 * Generator: sfc32 (Chris Doty-Humphrey's Small Fast Counter, 32 bit; passes PractRand), seeded through splitmix32.
 */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A uniform 32-bit unsigned integer. */
  uint32(): number;
  /** Standard normal, by Box and Muller. */
  normal(): number;
  /** Uniform whole number in [0, below). */
  below(below: number): number;
  /** What the next numbers follow from, for a generator elsewhere to go on with. */
  state(): RandomState;
  /** Goes on from where another generator stood. */
  moveTo(state: RandomState): void;
  /** An independent stream: the same seed and labels give the same stream whatever was drawn in between. */
  fork(...labels: readonly (string | number)[]): Random;
}

/** FNV-1a over the labels, so that forks by name differ. */
function hash(seed: number, labels: readonly (string | number)[]): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (const label of labels) {
    for (const character of `${typeof label}:${label};`) h = Math.imul(h ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return h;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  let spare: number | null = null;
  const uint32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) uint32();
  const uniform = (): number => uint32() / 4_294_967_296;
  return {
    uniform,
    uint32,
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    state: () => [a, b, c, counter],
    moveTo(to) {
      [a, b, c, counter] = to;
      spare = null;
    },
    below: (below) => Math.floor(uniform() * below),
    fork: (...labels) => random(hash(seed, labels)),
  };
}

/** The numbers 0 … count − 1 in a random order (Fisher and Yates). */
export function permutation(source: Random, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = count - 1; i > 0; i--) {
    const j = source.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
