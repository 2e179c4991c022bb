import type { Run } from "../../runs";
import { useApp } from "../../store";

/** The run that the board shows. */
export const useShownRun = (): Run | undefined => useApp(({ runs, runId }) => runs.find(({ id }) => id === runId));

/** The run under way, shown or not; there is one at most. */
export const useLiveRun = (): Run | undefined => useApp(({ runs }) => runs.findLast(({ status }) => status !== "ended"));
