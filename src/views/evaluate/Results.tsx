import { useMemo, useState } from "react";
import { confusionMatrix } from "../../evaluation/confusion";
import { useTranslation } from "../../i18n";
import type { TrainedModel } from "../../store/state";
import type { Evaluation } from "../../training/protocol";
import { Panel, Segmented } from "../../ui";
import { useMeaning, usePredictions } from "../trained/usePredictions";
import { CellDialog } from "./CellDialog";
import { ClassTable } from "./ClassTable";
import { ConfusionMatrix } from "./ConfusionMatrix";
import styles from "./evaluate.module.css";
import { Scores } from "./Scores";
import { WhereWrong } from "./WhereWrong";

/** Everything that an evaluation shows: figures, confusion matrix, classes, and for points where the wrong ones lie. */
export function Results({ model, evaluation }: { readonly model: TrainedModel; readonly evaluation: Evaluation }) {
  const { t } = useTranslation("evaluate");
  const meaning = useMeaning(model);
  const predictions = usePredictions(evaluation, meaning.reading);
  const [unit, setUnit] = useState<"counts" | "shares">("counts");
  const [cell, setCell] = useState<readonly [truth: number, decision: number] | null>(null);
  const classes = Math.max(meaning.names.length, predictions.classes);
  const matrix = useMemo(() => confusionMatrix(evaluation.labels, evaluation.predicted, classes), [evaluation, classes]);
  return (
    <>
      <Scores model={model} evaluation={evaluation} matrix={matrix} classes={classes} />
      <div className={styles.columns}>
        <Panel
          title={t("confusion")}
          level={4}
          aside={
            <Segmented
              label={t("unit")}
              options={[
                { value: "counts", label: t("counts") },
                { value: "shares", label: t("shares") },
              ]}
              value={unit}
              onChange={setUnit}
            />
          }
        >
          <ConfusionMatrix matrix={matrix} names={meaning.names} classes={classes} unit={unit} onOpen={(truth, decision) => setCell([truth, decision])} />
        </Panel>
        <div className={styles.column}>
          {meaning.kind.view === "points" && <WhereWrong model={model} meaning={meaning} predictions={predictions} />}
          <Panel title={t("perClass")} level={4}>
            <ClassTable matrix={matrix} names={meaning.names} classes={classes} />
          </Panel>
        </div>
      </div>
      <CellDialog cell={cell} onClose={() => setCell(null)} meaning={meaning} predictions={predictions} />
    </>
  );
}
