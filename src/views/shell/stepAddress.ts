import { stepIds, type AppState, type StepId } from "../../store";

/** What is needed of the store. */
interface Steps {
  getState(): Pick<AppState, "step" | "goTo">;
  subscribe(listener: (now: Pick<AppState, "step">, before: Pick<AppState, "step">) => void): () => void;
}

const stepNamed = (name: unknown): StepId | null => stepIds.find((step) => step === name) ?? null;

/** A step's place in the address: `#/fit`. */
export const addressOf = (step: StepId): string => `#/${step}`;

/**
 * The step that an entry of the browser's history stands for: the one that its address names, or else the one that was
 * noted with it, as the page's plain address and the link past the steps name none. Null where neither is there.
 */
export function stepOfEntry(hash: string, noted: unknown): StepId | null {
  const named = hash.startsWith("#/") ? stepNamed(hash.slice(2)) : null;
  return named ?? (typeof noted === "object" && noted !== null && "step" in noted ? stepNamed(noted.step) : null);
}

/**
 * Holds the open step and the address together from here on: a step that is gone to becomes an entry of the history, and
 * Back, Forward and a typed address go to theirs. Addresses that name no step stay as they are. Returns how to end it.
 */
export function followAddress(store: Steps, page: Pick<Window, "location" | "history" | "addEventListener" | "removeEventListener">): () => void {
  const named = (): StepId | null => stepOfEntry(page.location.hash, page.history.state);
  const follow = (): void => {
    const [open, wanted] = [store.getState().step, named()];
    if (wanted === null) page.history.replaceState({ step: open }, "");
    else if (wanted !== open) store.getState().goTo(wanted);
  };
  follow();
  // A step begins at its beginning, whichever way it is come to; browsers would go down to where the page was left.
  page.history.scrollRestoration = "manual";
  const forget = store.subscribe(({ step }, before) => {
    if (step !== before.step && step !== named()) page.history.pushState({ step }, "", addressOf(step));
  });
  page.addEventListener("popstate", follow);
  page.addEventListener("hashchange", follow);
  return () => {
    forget();
    page.removeEventListener("popstate", follow);
    page.removeEventListener("hashchange", follow);
  };
}
