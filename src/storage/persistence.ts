/** Whether the browser has promised not to delete what the page keeps when the disk fills up. */
export type Persisted = "granted" | "not granted" | "unknown";

/** Asks the browser to keep the page's storage for good. */
export interface Persistence {
  /** What was granted so far. */
  state(): Promise<Persisted>;
  /** Asks, once in a visit: some browsers ask the person. Resolves to what is granted then; never rejects. */
  ask(): Promise<Persisted>;
}

/** `storage` is absent in old browsers and where the page does not come over HTTPS. */
export function persistence(storage: Partial<Pick<StorageManager, "persist" | "persisted">> | undefined): Persistence {
  let asked: Promise<Persisted> | null = null;
  const state = async (): Promise<Persisted> => {
    try {
      if (!storage?.persisted) return "unknown";
      return (await storage.persisted()) ? "granted" : "not granted";
    } catch {
      return "unknown";
    }
  };
  const request = async (): Promise<Persisted> => {
    const before = await state();
    if (before !== "not granted" || !storage?.persist) return before;
    try {
      return (await storage.persist()) ? "granted" : "not granted";
    } catch {
      return "not granted";
    }
  };
  return { state, ask: () => (asked ??= request()) };
}
