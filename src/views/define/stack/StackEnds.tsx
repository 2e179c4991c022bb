import { CircleCheck } from "lucide-react";
import { datasets } from "../../../datasets";
import { useText, useTranslation } from "../../../i18n";
import { showShape } from "../../../schema";
import { useExperiment } from "../../../store";
import { classes, Note, sentence } from "../../../ui";
import { FixButtons } from "../../fixes";
import { useExamination } from "../../useExamination";
import styles from "./Stack.module.css";

/** The line between two cards. `landing` marks the one on which the palette puts its next layer. */
export function Edge({ landing }: { readonly landing: boolean }) {
  const { t } = useTranslation("define");
  return <div className={classes(styles.edge, landing && styles.landing)}>{landing && <span>{t("landsHere")}</span>}</div>;
}

/** What goes into the first layer. */
export function InputCard() {
  const { t } = useTranslation("define");
  const say = useText();
  const { dataset, preprocessing } = useExperiment();
  const { flow } = useExamination();
  const title = say(datasets.get(dataset.kind).title);
  return (
    <div className={classes(styles.card, styles.end)}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.what}>
        <span className={styles.kind}>{t("input")}</span>
        <span className={styles.brief}>{t(preprocessing.length ? "inputOf" : "inputRaw", { dataset: title })}</span>
      </span>
      <span className={styles.numbers}>{showShape(flow.sampleShape)}</span>
    </div>
  );
}

/** What the output is compared with, and whether it can be. */
export function LabelsCard() {
  const { t } = useTranslation("define");
  const say = useText();
  const { compile } = useExperiment();
  const { flow, stack, problems } = useExamination();
  const refused = problems.filter(({ path }) => path[0] === "compile" || (path[0] === "layers" && path.length === 1));
  const fits = stack.output && !problems.length;
  return (
    <>
      <div className={classes(styles.card, styles.end, refused.length > 0 && styles.broken)}>
        <span className={styles.dot} aria-hidden="true" />
        <span className={styles.what}>
          <span className={styles.kind}>
            {t("labels")}
            {fits && <CircleCheck className={styles.fits} aria-hidden="true" />}
          </span>
          <span className={styles.brief}>
            {t("comparedBy", { loss: compile.loss })}
          </span>
        </span>
        <span className={styles.numbers}>{showShape(flow.targetShape)}</span>
        {refused.length > 0 && (
          <div className={styles.wide}>
            {refused.map(({ message }) => (
              <Note key={message.en} tone="bad">
                {sentence(say(message))}
              </Note>
            ))}
            <FixButtons at={refused[0]!.path} />
          </div>
        )}
      </div>
    </>
  );
}
