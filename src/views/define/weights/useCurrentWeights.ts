import { useCallback, useEffect, useRef, useState } from "react";
import type { Run } from "../../../runs";
import type { ModelData } from "../../../training/protocol";
import { useAnswer, type Answered } from "../../samples/useAnswer";

/** Milliseconds between two looks at a run under way. */
const rest = 1_000;

/** Weights up to which a run under way is looked at by itself: every look copies all of them and lets no step be taken meanwhile. */
export const mostByThemselves = 2_000_000;

/**
 * The present weights of a run under way: when it starts, at each pause, after its epochs at most once a second, and
 * whenever `refresh` is called. A new look begins only when the last one has been answered; until then `refresh` does
 * nothing.
 */
export function useCurrentWeights(run: Run, parameters: number): Answered<ModelData> & { readonly refresh: () => void } {
  const modelId = run.id;
  const [ask, setAsk] = useState({ modelId });
  const paused = run.status === "paused";
  // Before it has started the worker does not know of it.
  const starting = run.status === "starting";
  const answered = useAnswer("model", starting ? null : ask);
  const state = `${run.epochs.length} ${paused ? `${run.now?.epoch} ${run.now?.step}` : ""}`;
  /** When the run was last looked at, and how far it was. */
  const looked = useRef<{ readonly at: number; readonly state: string } | null>(null);
  const look = useCallback(
    (state: string): void => {
      looked.current = { at: performance.now(), state };
      setAsk({ modelId });
    },
    [modelId],
  );
  useEffect(() => {
    // The first question goes out by itself.
    if (!starting) looked.current ??= { at: performance.now(), state };
  }, [starting, state]);
  const free = answered.status === "ready" || answered.status === "failed";
  const byItself = free && (paused || parameters <= mostByThemselves);
  useEffect(() => {
    if (!byItself || !looked.current || looked.current.state === state) return;
    const timer = setTimeout(() => look(state), paused ? 0 : Math.max(0, looked.current.at + rest - performance.now()));
    return () => clearTimeout(timer);
  }, [byItself, paused, state, look]);
  return { ...answered, refresh: () => free && look(state) };
}
