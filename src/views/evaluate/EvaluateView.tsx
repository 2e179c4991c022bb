import { useTranslation } from "../../i18n";
import { EvaluationNote, ModelBar, NoModel } from "../trained/ModelBar";
import { Preparation } from "../trained/Preparation";
import { useEvaluation, useModel } from "../trained/useEvaluation";
import styles from "./evaluate.module.css";
import { Results } from "./Results";

/** Step 6: how the chosen model does on the test set. */
export function EvaluateView() {
  const { t } = useTranslation("evaluate");
  const model = useModel();
  const state = useEvaluation(model);
  if (!model) return <NoModel title={t("nothing")}>{t("nothingHelp")}</NoModel>;
  return (
    <div className={styles.room}>
      <div className={styles.view}>
        <ModelBar model={model} />
        <Preparation model={model} />
        <EvaluationNote model={model} state={state} />
        {state.status === "ready" && <Results key={model.id} model={model} evaluation={state.evaluation} />}
      </div>
    </div>
  );
}
