import { useTranslation } from "../../i18n";
import { EvaluationNote, ModelBar, NoModel } from "../trained/ModelBar";
import { Preparation } from "../trained/Preparation";
import { useEvaluation, useModel } from "../trained/useEvaluation";
import { useMeaning } from "../trained/usePredictions";
import type { TrainedModel } from "../../store/state";
import { Panel } from "../../ui";
import { OwnPicture } from "./OwnPicture";
import styles from "./predict.module.css";
import { TestPredictions } from "./TestPredictions";
import { TryPoint } from "./TryPoint";

/** Step 7: what the chosen model says about single samples, those of the test set and a person's own. */
export function PredictView() {
  const { t } = useTranslation("predict");
  const model = useModel();
  if (!model) return <NoModel title={t("nothing")}>{t("nothingHelp")}</NoModel>;
  return <Predictions key={model.id} model={model} />;
}

function Predictions({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("predict");
  const state = useEvaluation(model);
  const meaning = useMeaning(model);
  return (
    <div className={styles.room}>
      <div className={styles.view}>
        <ModelBar model={model} />
        <Preparation model={model} />
        <div className={styles.columns}>
          {meaning.kind.view === "points" ? (
            <Panel title={t("tryPoint")}>
              <TryPoint model={model} meaning={meaning} />
            </Panel>
          ) : (
            <Panel title={t("own")}>
              <OwnPicture model={model} meaning={meaning} />
            </Panel>
          )}
          <Panel title={t("test")}>
            <EvaluationNote model={model} state={state} />
            {state.status === "ready" && <TestPredictions meaning={meaning} evaluation={state.evaluation} />}
          </Panel>
        </div>
      </div>
    </div>
  );
}
