import type { ComponentType } from "react";

export type PartState =
  | { readonly status: "waiting" }
  | { readonly status: "ready"; readonly View: ComponentType }
  /** The code could not be fetched: no network, or a newer build has taken its place on the server. */
  | { readonly status: "failed" };

/** A part of the page whose code is fetched ahead of its use, or when it is first shown. */
export interface LatePart {
  /** Fetches the code unless it is there; after a failure tries again. Never rejects. */
  fetch(): Promise<void>;
  state(): PartState;
  subscribe(listener: () => void): () => void;
}

/** Unlike React's `lazy`, which keeps a failure for as long as the page is open. */
export function latePart(load: () => Promise<ComponentType>): LatePart {
  const listeners = new Set<() => void>();
  let state: PartState = { status: "waiting" };
  let fetching: Promise<void> | null = null;
  const become = (next: PartState): void => {
    state = next;
    for (const listener of [...listeners]) listener();
  };
  const attempt = async (): Promise<void> => {
    if (state.status === "failed") become({ status: "waiting" });
    try {
      become({ status: "ready", View: await load() });
    } catch {
      become({ status: "failed" });
    }
    fetching = null;
  };
  return {
    async fetch() {
      if (state.status !== "ready") await (fetching ??= attempt());
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Calls back when the browser has nothing else to do; Safari cannot tell, and gets a moment. */
const atIdle = (then: () => void): void => {
  if ("requestIdleCallback" in window) window.requestIdleCallback(then);
  else setTimeout(then, 2000);
};

/** Fetches parts one after another while the browser is idle, so that they are there when the network or the server's build is not. */
export function fetchAtIdle(parts: readonly (() => Promise<unknown>)[], idle: (then: () => void) => void = atIdle): void {
  const [first, ...rest] = parts;
  if (!first) return;
  // A failure is told to whoever opens the part.
  idle(() => void first().catch(() => undefined).then(() => fetchAtIdle(rest, idle)));
}
