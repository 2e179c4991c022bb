import { datasets } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { showShape } from "../../schema";
import { useExperiment } from "../../store/react";
import type { PreprocessingPreview } from "../../training/protocol";
import { Panel } from "../../ui";
import { Picture } from "../samples/Picture";
import { isPicture, rangeOf } from "../samples/pixels";
import { useFigure } from "../samples/useFigure";
import styles from "./preprocess.module.css";

/** How many numbers of a sample are written out. */
const written = 12;

/** One training sample and its label, as they were loaded and as the model gets them. */
export function Example({ preview: { example, fitted } }: { readonly preview: PreprocessingPreview }) {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const number = useNumber();
  const kind = datasets.get(useExperiment().dataset.kind);
  const { raw, values, target } = example;
  const label = raw.labels[0]!;
  const name = kind.classes[label] ? say(kind.classes[label]) : String(label);
  return (
    <Panel title={t("example")} aside={t("exampleAside", { n: number(raw.indices[0]! + 1) })}>
      <div className={styles.example}>
        <section className={styles.side}>
          <h4>{t("before")}</h4>
          {isPicture(raw.shape) && (
            <div className={styles.picture}>
              <Picture values={raw.values} shape={raw.shape} label={t("picture", { name })} />
            </div>
          )}
          <p className={styles.shape}>
            <code>{showShape(raw.shape)}</code>
          </p>
          <Numbers values={raw.values} />
          <p>
            <span className={styles.term}>{t("label")}</span> <code>{t("classOf", { name, label })}</code>
          </p>
        </section>
        <section className={styles.side}>
          <h4>{t("after")}</h4>
          {isPicture(fitted.sampleShape) ? (
            <div className={styles.picture}>
              <Picture values={values} shape={fitted.sampleShape} range={rangeOf(values)} label={t("pictureAfter", { name })} />
            </div>
          ) : (
            isPicture(raw.shape) && <p className={styles.noPicture}>{t("notPicture")}</p>
          )}
          <p className={styles.shape}>
            <code>{showShape(fitted.sampleShape)}</code>
          </p>
          <Numbers values={values} />
          <p>
            <span className={styles.term}>{t("target")}</span> <code>{target.length > 1 ? `[${target.join(" ")}]` : target[0]}</code>
          </p>
        </section>
      </div>
    </Panel>
  );
}

function Numbers({ values }: { readonly values: ArrayLike<number> }) {
  const { t } = useTranslation("preprocess");
  const figure = useFigure();
  const first = Array.from({ length: Math.min(written, values.length) }, (_, i) => figure(values[i]!));
  return (
    <p>
      <span className={styles.term}>{t("firstNumbers")}</span>{" "}
      <code>
        {first.join("  ")}
        {values.length > written && " …"}
      </code>
    </p>
  );
}
