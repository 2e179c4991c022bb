import type { AppState } from "../../store";

/** What the list knows of a saved model. */
export type SavedModel = AppState["saved"][number];
