import { useTranslation } from "../../i18n";
import type { Meaning } from "../trained/usePredictions";
import styles from "./predict.module.css";

/** What the bars show: probabilities, or only shares that were made of the outputs. */
export function Meant({ meaning }: { readonly meaning: Meaning }) {
  const { t } = useTranslation("predict");
  return <p className={styles.muted}>{meaning.probabilities ? t("probabilities") : meaning.outputs === 1 ? t("notProbability") : t("notProbabilities")}</p>;
}
