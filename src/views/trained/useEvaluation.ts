import { useEffect, useMemo, useRef } from "react";
import { outputMisfit } from "../../experiment";
import type { Text } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import type { TrainedModel } from "../../store/state";
import type { Evaluation } from "../../training/protocol";
import { sameData } from "./sameData";

/** The model that steps 6 to 8 look at, or null while nothing has been trained or opened. */
export function useModel(): TrainedModel | null {
  return useApp(({ models, modelId }) => models.find(({ id }) => id === modelId) ?? null);
}

export type EvaluationState =
  /** The document has other data than the model was trained on. */
  | { readonly status: "otherData" }
  /** Its outputs are not the classes of the data. */
  | { readonly status: "unfit"; readonly why: Text }
  | { readonly status: "noData" }
  | { readonly status: "waiting" }
  /** Nobody has asked for it yet, or it could not be done. */
  | { readonly status: "open" }
  | { readonly status: "ready"; readonly evaluation: Evaluation };

/**
 * The model's evaluation on the test set. It is started by itself once, unless a run is going on, which it would slow
 * down; later only when asked for.
 */
export function useEvaluation(model: TrainedModel | null): EvaluationState {
  const experiment = useExperiment();
  const evaluation = useApp((state) => (model ? state.evaluations[model.id] : undefined));
  const evaluating = useApp((state) => state.evaluating);
  const evaluate = useApp((state) => state.evaluate);
  const ready = useApp((state) => state.data.status === "ready");
  const opening = useApp((state) => state.data.status === "opening" || state.data.status === "importing");
  const running = useApp((state) => state.runs.some(({ status }) => status !== "ended"));
  const tried = useRef(new Set<string>());
  const same = model !== null && sameData(model.experiment, experiment);
  const misfit = useMemo(() => model && outputMisfit(model.experiment), [model]);
  const mayStart = same && !misfit && ready && !evaluation && evaluating === null && !running;
  useEffect(() => {
    if (!model || !mayStart || tried.current.has(model.id)) return;
    tried.current.add(model.id);
    void evaluate(model.id);
  }, [model, mayStart, evaluate]);
  if (!model) return { status: "open" };
  if (!same) return { status: "otherData" };
  if (misfit) return { status: "unfit", why: misfit };
  if (evaluating === model.id) return { status: "waiting" };
  if (!ready) return { status: opening ? "waiting" : "noData" };
  return evaluation ? { status: "ready", evaluation } : { status: "open" };
}
