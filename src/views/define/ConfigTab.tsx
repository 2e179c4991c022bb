import { useTranslation } from "../../i18n";
import { getConfigText } from "../../models/keras/config";
import { useExperiment } from "../../store";
import { CopyButton, Note } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./Define.module.css";

/** Keras's own name, in every language. */
const method = "get_config";

/** `model.get_config()` as JSON. */
export function ConfigTab() {
  const { t } = useTranslation("define");
  const { layers } = useExperiment();
  const { flow, stack } = useExamination();
  if (!stack.output) return <Note tone="bad">{t("configBroken")}</Note>;
  const config = getConfigText(layers, "sequential", flow.sampleShape);
  return (
    <>
      <div className={styles.bar}>
        <p>{t("configHelp")}</p>
        <CopyButton text={config} />
      </div>
      <pre className={styles.code} role="region" tabIndex={0} aria-label={method}>
        {config}
      </pre>
    </>
  );
}
