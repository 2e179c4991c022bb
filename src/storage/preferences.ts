import type { Preferences } from "./types";

const prefix = "layerloom.";

/**
 * Preferences in localStorage. Where the browser keeps none (a private window, blocked cookies, a full store) they last as
 * long as the page; losing them does no harm, so nobody is bothered.
 */
export function preferences(storage: () => Pick<Storage, "getItem" | "setItem">): Preferences {
  const unkept = new Map<string, string>();
  return {
    read(key) {
      const here = unkept.get(key);
      if (here !== undefined) return here;
      try {
        return storage().getItem(prefix + key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        storage().setItem(prefix + key, value);
        unkept.delete(key);
      } catch {
        unkept.set(key, value);
      }
    },
  };
}
