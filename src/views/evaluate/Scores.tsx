import { metrics } from "../../compile";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { TrainedModel } from "../../store/state";
import type { Evaluation } from "../../training/protocol";
import { Button, Figure, Figures, Panel } from "../../ui";
import { useApp } from "../../store/react";
import { useFigure } from "../samples/useFigure";
import styles from "./evaluate.module.css";

/** Loss and metrics on the test set, with what guessing the most frequent class would reach. */
export function Scores({ model, evaluation, matrix, classes }: {
  readonly model: TrainedModel;
  readonly evaluation: Evaluation;
  readonly matrix: Uint32Array;
  readonly classes: number;
}) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const number = useNumber();
  const figure = useFigure();
  const evaluate = useApp((state) => state.evaluate);
  const goTo = useApp((state) => state.goTo);
  let [right, most] = [0, 0];
  for (let label = 0; label < classes; label++) {
    right += matrix[label * classes + label]!;
    most = Math.max(most, matrix.subarray(label * classes, (label + 1) * classes).reduce((sum, count) => sum + count, 0));
  }
  const percent = (part: number): string => number(part, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const all = Math.max(1, evaluation.count);
  return (
    <Panel
      title={t("onTest")}
      aside={
        <span className={styles.deeds}>
          <Button onClick={() => void evaluate(model.id)}>
            {t("again")}
          </Button>
          <Button onClick={() => goTo("predict")}>
            {t("goPredict")}
          </Button>
        </span>
      }
    >
      <Figures>
        <Figure label={t("loss")} value={figure(evaluation.loss)} note={model.experiment.compile.loss} />
        {Object.entries(evaluation.metrics)
          .filter(([name]) => name !== "loss")
          .map(([name, value]) => {
            const title = metrics.find(name)?.title;
            return <Figure key={name} label={title ? say(title) : name} value={number(value, { minimumFractionDigits: 4, maximumFractionDigits: 4 })} />;
          })}
        <Figure label={t("right")} value={t("rightOf", { right: number(right), all: number(evaluation.count) })} note={percent(right / all)} />
        <Figure label={t("guessing")} value={percent(most / all)} note={t("guessingHelp")} />
      </Figures>
    </Panel>
  );
}
