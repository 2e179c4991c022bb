import { useEffect, useMemo } from "react";
import type { AnyDataset, DatasetName } from "../../datasets";
import { useApp, useExperiment } from "../../store/react";
import type { Samples } from "../../training/protocol";
import { useAnswer } from "../samples/useAnswer";

/** A few samples of data that a person brought, and whether this browser keeps the data. */
export interface Glimpse {
  readonly samples: Samples;
  readonly kept: boolean;
}

/** The worker holds only the data opened last: what was seen of the others stays here while the page is open. */
const seen = new Map<DatasetName, Glimpse>();

/** How many samples a card shows. */
const few = 4;

/** What the card of brought data can show: null until the data have been open once, and for sets that the page draws. */
export function useGlimpse({ kind, source }: AnyDataset): Glimpse | null {
  const chosen = useExperiment().dataset.kind === kind;
  const data = useApp((state) => state.data);
  const brought = chosen && source.type === "files";
  const summary = brought && data.status === "ready" && data.summary.kind === kind ? data.summary : null;
  const ask = useMemo(() => summary && { part: "train" as const, indices: Array.from({ length: Math.min(few, summary.train.count) }, (_, i) => i) }, [summary]);
  const { answer, status } = useAnswer("samples", ask);
  const glimpse = useMemo(() => (summary && answer && status === "ready" ? { samples: answer, kept: summary.kept } : null), [summary, answer, status]);
  const missing = brought && data.status === "missing";
  useEffect(() => {
    if (glimpse) seen.set(kind, glimpse);
    else if (missing) seen.delete(kind);
  }, [kind, glimpse, missing]);
  return missing ? null : (glimpse ?? seen.get(kind) ?? null);
}
