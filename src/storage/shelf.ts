import type { SavedSummary } from "./types";

/** A saved model as it lies on the shelf, weights and all. What comes back from there is `unknown` until it was read. */
export interface SavedRecord {
  readonly id: string;
  readonly format: number;
  readonly experiment: unknown;
  readonly preprocessing: unknown;
  readonly weights: readonly unknown[];
  /** CRC-32 over the weights and the arrays of the optimizer, one after another; absent from older records. */
  readonly checksum?: number;
  /** Absent from records of before it was kept, and where it is unknown. */
  readonly training?: unknown;
}

/**
 * Where records lie: IndexedDB, or memory where the browser has none. It moves records and does not look into them.
 * Every writing method happens whole or not at all.
 */
export interface Shelf {
  /** The light part of every saved model; the heavy part stays where it is. */
  summaries(): Promise<readonly unknown[]>;
  model(id: string): Promise<{ readonly summary: unknown; readonly record: unknown }>;
  put(summary: SavedSummary, record: SavedRecord): Promise<void>;
  /** Changes the name in a summary and nothing else in it; resolves to false when it is gone. */
  rename(id: string, name: string): Promise<boolean>;
  remove(id: string): Promise<void>;
  draft(): Promise<unknown>;
  /** With `setAside` the draft that lay there is kept beside the new one instead of being overwritten. */
  putDraft(draft: unknown, setAside: boolean): Promise<void>;
}
