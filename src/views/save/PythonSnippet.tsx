import { useMemo } from "react";
import { useTranslation } from "../../i18n";
import { fileStem } from "../../models";
import { loadInPython } from "../../models/loadInPython";
import type { TrainedModel } from "../../store";
import { CopyButton } from "../../ui";
import styles from "./save.module.css";

/** How to go on in Python with the downloaded `.keras` file. */
export function PythonSnippet({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("save");
  const code = useMemo(() => loadInPython(model, `${fileStem(model.experiment.name)}.keras`), [model]);
  return (
    <details className={styles.python}>
      <summary>{t("python")}</summary>
      <p className={styles.hint}>{t("pythonHelp")}</p>
      <pre role="region" tabIndex={0} aria-label={t("python")}>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} />
    </details>
  );
}
