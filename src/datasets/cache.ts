import type { Text } from "../schema";
import type { Dataset, Progress } from "./define";

/** Where data that a person brought are kept between visits. It never makes anything fail: what cannot be kept is not kept. */
export interface DatasetCache {
  /** The data kept last under a name; null when there are none, or none that are whole. */
  read(kind: string, signal: AbortSignal): Promise<Dataset | null>;
  /** Why the data kept under a name were not used when they were last read: they have changed since. Null where nothing was wrong. */
  whyNotUsed(kind: string): Text | null;
  /**
   * Keeps data under a name, in place of what was there, and returns null; or returns why they cannot be kept, and what was
   * there stays. Rejects only with the signal's reason.
   */
  write(kind: string, dataset: Dataset, progress: Progress, signal: AbortSignal): Promise<Text | null>;
  forget(kind: string): Promise<void>;
}
