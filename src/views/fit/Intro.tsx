import { X } from "lucide-react";
import { datasets } from "../../datasets";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { IconButton } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./fit.module.css";

/** What the page is and what to press, for a first visit: until there is a run, or a person dismisses it for good. */
export function Intro() {
  const { t } = useTranslation("fit");
  const words = useIntroWords();
  const shown = useApp(({ introDismissed, runs, data }) => !introDismissed && runs.length === 0 && data.status === "ready");
  const { problems } = useExamination();
  const dismiss = useApp((state) => state.dismissIntro);
  if (!shown || problems.length > 0) return null;
  return (
    <div className={styles.intro}>
      <p>{words}</p>
      <IconButton tone="quiet" label={t("dismissIntro")} icon={<X aria-hidden="true" />} onClick={dismiss} />
    </div>
  );
}

function useIntroWords(): string {
  const { t } = useTranslation("fit");
  const say = useText();
  const { classes, view } = datasets.get(useExperiment().dataset.kind);
  const [first, last, ...others] = classes.map(say);
  if (view !== "points" || first === undefined || last === undefined || others.length > 0) return t("introImages", { count: classes.length });
  return t("introPoints", { classes: t("introAnd", { first, last }) });
}
