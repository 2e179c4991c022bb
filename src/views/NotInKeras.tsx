import { notInKeras } from "../compile";
import type { Experiment } from "../experiment";
import { useText, useTranslation } from "../i18n";
import styles from "./NotInKeras.module.css";
import { examinationOf } from "./useExamination";

/** Which of an experiment's metrics are in no call and no file of Keras, and why; nothing where all are. */
export function NotInKeras({ experiment }: { readonly experiment: Experiment }) {
  const { t } = useTranslation("compile");
  const say = useText();
  const { stack, threshold } = examinationOf(experiment);
  const left = stack.output ? notInKeras(experiment.compile.metrics, { output: stack.output, threshold }) : [];
  if (!left.length) return null;
  return (
    <div className={styles.left}>
      <p>{t("notInKeras")}</p>
      <ul>
        {left.map(({ name, why }) => (
          <li key={name}>
            <code>{name}</code>
            {t("because", { why: say(why) })}
          </li>
        ))}
      </ul>
    </div>
  );
}
