import { useTranslation } from "../../i18n";
import type { StepId } from "../../store";

/** What each step is called. */
export function useStepTitles(): Readonly<Record<StepId, string>> {
  const { t } = useTranslation("shell");
  return {
    load: t("load"),
    preprocess: t("preprocess"),
    define: t("define"),
    compile: t("compile"),
    fit: t("fit"),
    evaluate: t("evaluate"),
    predict: t("predict"),
    save: t("save"),
  };
}
