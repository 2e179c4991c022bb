import { useTranslation } from "../../i18n";
import { useApp, type StepId } from "../../store";
import styles from "./StepHead.module.css";
import { useStepTitles } from "./useStepTitles";

/** The name of the open step, what it is for and what to look at. */
export function StepHead() {
  const { t } = useTranslation("shell");
  const titles = useStepTitles();
  const step = useApp((state) => state.step);
  const abouts: Readonly<Record<StepId, string>> = {
    load: t("aboutLoad"),
    preprocess: t("aboutPreprocess"),
    define: t("aboutDefine"),
    compile: t("aboutCompile"),
    fit: t("aboutFit"),
    evaluate: t("aboutEvaluate"),
    predict: t("aboutPredict"),
    save: t("aboutSave"),
  };
  return (
    <header className={styles.head}>
      <h2 className={styles.title}>{titles[step]}</h2>
      <p className={styles.about}>{abouts[step]}</p>
    </header>
  );
}
