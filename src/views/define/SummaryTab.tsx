import { useTranslation } from "../../i18n";
import { kerasSummary } from "../../models/keras/summary";
import { useExperiment } from "../../store";
import { CopyButton } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./Define.module.css";

/** `model.summary()`, letter by letter. */
export function SummaryTab() {
  const { t } = useTranslation("define");
  const { layers } = useExperiment();
  const { flow } = useExamination();
  const summary = kerasSummary(layers, flow.sampleShape);
  return (
    <>
      <div className={styles.bar}>
        <p>{t("summaryHelp")}</p>
        <CopyButton text={summary} />
      </div>
      <pre className={styles.code} role="region" tabIndex={0} aria-label={t("summary")}>
        {summary}
      </pre>
    </>
  );
}
