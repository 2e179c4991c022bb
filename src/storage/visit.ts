/** What a tab remembers over a reload, and only for as long as it is open: in the browser's session storage. */
export interface Visit {
  read(key: VisitKey): string | null;
  /** Null removes it. */
  write(key: VisitKey, value: string | null): void;
}

/** The run that the board shows and the model in use (empty: none), and the run under way of which nothing is kept yet. */
export type VisitKey = "shown.run" | "shown.model" | "underway";

const prefix = "layerloom.";

/** Where the browser keeps none, the page opens as at a first visit; that does no harm. */
export function visit(storage: () => Pick<Storage, "getItem" | "setItem" | "removeItem">): Visit {
  return {
    read(key) {
      try {
        return storage().getItem(prefix + key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(prefix + key);
        else storage().setItem(prefix + key, value);
      } catch {
        // As above.
      }
    },
  };
}
