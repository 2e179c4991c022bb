import type { ReactNode } from "react";
import { useText, useTranslation } from "../../i18n";
import { withOutputLayer } from "../../experiment";
import type { Text } from "../../schema";
import { useApp } from "../../store/react";
import type { TrainedModel } from "../../store/state";
import { Button, Note, Progress, Select } from "../../ui";
import { usePlaces } from "../fit";
import { useExamination } from "../useExamination";
import { useExperimentTitle } from "../useExperimentTitle";
import styles from "./trained.module.css";
import type { EvaluationState } from "./useEvaluation";

/** Which of the trained models is looked at, and what it is. `actions` stand at the end. */
export function ModelBar({ model, actions }: { readonly model: TrainedModel; readonly actions?: ReactNode }) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const titleOf = useExperimentTitle();
  const models = useApp((state) => state.models);
  const useModel = useApp((state) => state.useModel);
  return (
    <div className={styles.bar}>
      <Select
        label={t("model")}
        // A run is named by its number; what was saved or comes from a file has a name of its own.
        options={models.map(({ id, origin, title, experiment }) => ({ value: id, label: origin === "run" ? `${say(title)} · ${titleOf(experiment.name)}` : say(title) }))}
        value={model.id}
        onChange={useModel}
      />
      {actions}
    </div>
  );
}

/** The latest models that a board which was reset offers. */
const mostChoices = 4;

/** What to do when there is no trained model yet, or none is chosen after a reset. */
export function NoModel({ title, children }: { readonly title: string; readonly children: string }) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const running = useApp((state) => state.runs.some(({ status }) => status !== "ended"));
  const models = useApp((state) => state.models);
  const choose = useApp((state) => state.useModel);
  return (
    <div className={styles.empty}>
      <h3>{models.length ? t("noneChosen") : title}</h3>
      <p>{models.length ? t("noneChosenHelp") : running ? t("stillTraining") : children}</p>
      <div className={styles.choices}>
        {models
          .slice(-mostChoices)
          .reverse()
          .map((model) => (
            <Button key={model.id} onClick={() => choose(model.id)}>
              {say(model.title)}
            </Button>
          ))}
        {!running && <TrainNow />}
      </div>
    </div>
  );
}

/** Starts the training; where that is not possible yet, the way to what has to be fixed first. */
export function TrainNow() {
  const { t } = useTranslation("evaluate");
  const { problems } = useExamination();
  const ready = useApp((state) => state.data.status === "ready");
  const play = useApp((state) => state.play);
  const goTo = useApp((state) => state.goTo);
  const placeOf = usePlaces();
  const [first] = problems;
  const [words, act] = first ? [t("fixFirst"), placeOf(first.path).open] : ready ? [t("trainNow"), () => play()] : [t("goLoad"), () => goTo("load")];
  return (
    <Button tone="primary" onClick={act}>
      {words}
    </Button>
  );
}

/** Why there is no evaluation to show, and what helps. Nothing where there is one. */
export function EvaluationNote({ model, state }: { readonly model: TrainedModel; readonly state: EvaluationState }) {
  const { t } = useTranslation("evaluate");
  const evaluate = useApp((app) => app.evaluate);
  const openExperiment = useApp((app) => app.openExperiment);
  const takePresentData = useApp((app) => app.takePresentData);
  const goTo = useApp((app) => app.goTo);
  const running = useApp((app) => app.runs.some(({ status }) => status !== "ended"));
  const busy = useApp((app) => app.evaluating !== null);
  switch (state.status) {
    case "otherData":
      return (
        <Note
          tone="info"
          actions={
            <>
              {model.preparation && <Button onClick={() => void takePresentData(model.id)}>{t("usePresentData")}</Button>}
              <Button onClick={() => openExperiment(model.experiment)}>{t("openItsData")}</Button>
            </>
          }
        >
          <p>{model.preparation ? t("otherDataThanOpened") : t("otherData")}</p>
        </Note>
      );
    case "unfit":
      return <Misfit model={model} why={state.why} />;
    case "noData":
      return (
        <Note tone="info" actions={<Button onClick={() => goTo("load")}>{t("goLoad")}</Button>}>
          <p>{t("noData")}</p>
        </Note>
      );
    case "waiting":
      return (
        <div className={styles.waiting} role="status">
          <span>{t("evaluating")}</span>
          <Progress part={null} label={t("evaluating")} />
        </div>
      );
    case "open":
      return (
        <Note
          tone="info"
          actions={
            <Button tone="primary" disabled={busy} onClick={() => void evaluate(model.id)}>
              {t("evaluate")}
            </Button>
          }
        >
          <p>{running ? t("whileTraining") : t("notYet")}</p>
        </Note>
      );
    case "ready":
      return Number.isFinite(state.evaluation.loss) ? null : (
        <Note tone="bad">
          <p>{t("noNumbers")}</p>
        </Note>
      );
  }
}

/** The model's outputs are not the classes of its data, and what can be done. */
function Misfit({ model, why }: { readonly model: TrainedModel; readonly why: Text }) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const openExperiment = useApp((app) => app.openExperiment);
  const goTo = useApp((app) => app.goTo);
  const step = useApp((app) => app.step);
  return (
    <Note
      tone="warn"
      title={t("unfit")}
      actions={
        <>
          <Button onClick={() => goTo("load")}>{t("chooseData")}</Button>
          <Button
            onClick={() => {
              openExperiment(withOutputLayer(model.experiment));
              goTo("define");
            }}
          >
            {t("addOutputLayer")}
          </Button>
          {step !== "predict" && <Button onClick={() => goTo("predict")}>{t("seeOutputs")}</Button>}
        </>
      }
    >
      <p>{say(why)}</p>
      <p>{t("unfitHelp")}</p>
    </Note>
  );
}
