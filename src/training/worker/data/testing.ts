import type { Dataset, DatasetCache } from "../../../datasets";

/** For tests: parts of two numbers a sample, with the classes 0 and 1 in turn. */
export function pairs(train: readonly number[], test: readonly number[]): Dataset {
  const part = (values: readonly number[]) => ({
    count: values.length / 2,
    samples: Uint8Array.from(values),
    labels: Uint8Array.from({ length: values.length / 2 }, (_, i) => i % 2),
  });
  return { sampleShape: [2], classes: 2, train: part(train), test: part(test) };
}

/** For tests: small pictures in the form of CIFAR-10, every value told by its place. */
export function tinyCifar(train = 6, test = 4): Dataset {
  const part = (count: number, from: number) => ({
    count,
    samples: Uint8Array.from({ length: count * 3072 }, (_, i) => (from + i * 7 + Math.floor(i / 3072)) % 256),
    labels: Uint8Array.from({ length: count }, (_, i) => (i + from) % 10),
  });
  return { sampleShape: [32, 32, 3], classes: 10, train: part(train, 0), test: part(test, 3) };
}

/** For tests: a cache in memory; `full` is what it says when it should keep something. */
export function memoryCache(full: DatasetCache["write"] | null = null): DatasetCache & { readonly kept: Map<string, Dataset> } {
  const kept = new Map<string, Dataset>();
  return {
    kept,
    read: (kind) => Promise.resolve(kept.get(kind) ?? null),
    write(kind, dataset, progress, signal) {
      if (full) return full(kind, dataset, progress, signal);
      kept.set(kind, dataset);
      progress(1);
      return Promise.resolve(null);
    },
    whyNotUsed: () => null,
    forget: (kind) => Promise.resolve(void kept.delete(kind)),
  };
}
