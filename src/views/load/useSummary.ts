import { useState } from "react";
import { useApp, useExperiment } from "../../store/react";
import type { DatasetSummary } from "../../training/protocol";

/**
 * Summary of the document's data. While they are opened anew (a slider is dragged) the one before stays, so that the
 * page does not flicker; null when there are none of this kind.
 */
export function useSummary(): DatasetSummary | null {
  const { kind } = useExperiment().dataset;
  const data = useApp((state) => state.data);
  const [last, setLast] = useState<DatasetSummary | null>(null);
  const now = data.status === "ready" ? data.summary : data.status === "opening" ? last : null;
  if (now !== last) setLast(now);
  return now?.kind === kind ? now : null;
}
