import { useMemo } from "react";
import { examine, trainedCount } from "../../experiment";
import { useNumber, useText, useTranslation } from "../../i18n";
import { sizeOf } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import { Button, Note, Panel, Progress } from "../../ui";
import { AddStep } from "./AddStep";
import { BeforeAfter } from "./BeforeAfter";
import { Example } from "./Example";
import styles from "./preprocess.module.css";
import { StepList } from "./StepList";
import { usePreview } from "./usePreview";

/** Step 2: what is done to samples and labels before the model sees them, with the figures before and after. */
export function PreprocessView() {
  const { t } = useTranslation("preprocess");
  const experiment = useExperiment();
  const { flow, problems } = useMemo(() => examine(experiment), [experiment]);
  const mine = problems.filter(({ path }) => path[0] === "preprocessing");
  const preview = usePreview(mine.length === 0);
  return (
    <div className={styles.room}>
      <div className={styles.view}>
        <div className={styles.column}>
          <Panel title={t("steps")} aside={t("stepsAside")}>
            <StepList steps={experiment.preprocessing} flow={flow} problems={mine} preview={preview.answer} />
            <div className={styles.foot}>
              <AddStep />
            </div>
            <Note tone="info">
              <p>{t("onlyTraining")}</p>
              <HeldBack />
            </Note>
          </Panel>
        </div>
        <div className={styles.column}>
          <Panel title={t("figures")} aside={<Aside preview={preview} />}>
            <Obstacle preview={preview} fits={mine.length === 0} />
            {preview.answer && (
              <div className={preview.status === "ready" ? undefined : styles.stale} aria-busy={preview.status === "waiting"}>
                <BeforeAfter preview={preview.answer} />
              </div>
            )}
          </Panel>
          {preview.answer && <Example preview={preview.answer} />}
        </div>
      </div>
    </div>
  );
}

/** Summary of no data. */
const nothing = { train: { count: 0 }, test: { count: 0 } };

type Preview = ReturnType<typeof usePreview>;

/** That the figures are being worked out, or from how many samples they are: more would only take longer. */
function Aside({ preview }: { readonly preview: Preview }) {
  const { t } = useTranslation("preprocess");
  const number = useNumber();
  const { train, test } = useApp(({ data }) => (data.status === "ready" ? data.summary : nothing));
  const { validation } = useExperiment().fit;
  const trained = trainedCount(validation, train.count);
  const [ofTrain, ofTest] = preview.answer
    ? [preview.answer.before.train, preview.answer.before.test].map(({ count }) => count / sizeOf(preview.answer!.fitted.inputShape))
    : [0, 0];
  return (
    <div className={styles.progress} role="status">
      {preview.status === "ready" &&
        (ofTrain! < trained || ofTest! < test.count) &&
        t("figuresFrom", { n: number(Math.max(ofTrain!, ofTest!)) })}
      {preview.status === "waiting" && (
        <>
          {t("waiting")}
          <Progress part={preview.part || null} label={t("waiting")} />
        </>
      )}
    </div>
  );
}

/** That a validation split keeps samples of the training part from the statistics, where one is chosen. */
function HeldBack() {
  const { t } = useTranslation("preprocess");
  const number = useNumber();
  const { validation } = useExperiment().fit;
  const { train } = useApp(({ data }) => (data.status === "ready" ? data.summary : nothing));
  const trained = trainedCount(validation, train.count);
  if (trained === train.count) return null;
  return <p>{t("heldBack", { trained: number(trained), held: number(train.count - trained), all: number(train.count) })}</p>;
}

/** What keeps the figures from being there. */
function Obstacle({ preview, fits }: { readonly preview: Preview; readonly fits: boolean }) {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const missing = useApp((state) => state.data.status !== "ready" && state.data.status !== "opening");
  const goTo = useApp((state) => state.goTo);
  if (!fits) return <Note tone="warn">{t("fixFirst")}</Note>;
  if (missing) {
    return (
      <Note tone="info" actions={<Button onClick={() => goTo("load")}>{t("goLoad")}</Button>}>
        <p>{t("noData")}</p>
      </Note>
    );
  }
  return (
    preview.message && (
      <Note tone="bad" title={t("failed")}>
        <p>{say(preview.message)}</p>
      </Note>
    )
  );
}
