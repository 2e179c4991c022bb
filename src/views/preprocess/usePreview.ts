import { useMemo } from "react";
import { useApp, useExperiment } from "../../store/react";
import type { PreprocessingPreview } from "../../training/protocol";
import { useAnswer, type Answered } from "../samples/useAnswer";

/** Milliseconds without an edit before the worker is asked: a dragged slider asks once. */
const quiet = 250;

/** What preprocessing does to the data of the document; asked anew after every edit, the older question cancelled. */
export function usePreview(fits: boolean): Answered<PreprocessingPreview> {
  const {
    dataset,
    seed,
    preprocessing: steps,
    fit: { validation },
  } = useExperiment();
  const data = useApp((state) => state.data);
  // The summary is another object after the data were opened anew, which is when the figures can change.
  const summary = data.status === "ready" ? data.summary : null;
  const ask = useMemo(() => (summary?.kind === dataset.kind && fits ? { dataset, seed, steps, validation } : null), [summary, dataset, seed, steps, validation, fits]);
  return useAnswer("preview", ask, quiet);
}
