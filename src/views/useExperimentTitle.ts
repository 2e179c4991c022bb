import { useCallback } from "react";
import { titleOf } from "../experiment";
import { useText } from "../i18n";

/** What a document is called, in the page's language where its name is still that of a preset. */
export function useExperimentTitle(): (name: string) => string {
  const say = useText();
  return useCallback((name) => say(titleOf(name)), [say]);
}
