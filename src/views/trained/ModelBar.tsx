import { useText, useTranslation } from "../../i18n";
import { useApp } from "../../store/react";
import type { TrainedModel } from "../../store/state";
import { Button, Note, Progress, Select } from "../../ui";
import styles from "./trained.module.css";
import type { EvaluationState } from "./useEvaluation";

/** Which of the trained models is looked at, and what it is. `actions` stand at the end. */
export function ModelBar({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const models = useApp((state) => state.models);
  const useModel = useApp((state) => state.useModel);
  return (
    <div className={styles.bar}>
      <Select
        label={t("model")}
        options={models.map(({ id, title, experiment }) => ({ value: id, label: `${say(title)} · ${experiment.name}` }))}
        value={model.id}
        onChange={useModel}
      />
    </div>
  );
}

/** What to do when there is no trained model yet. */
export function NoModel({ title, children }: { readonly title: string; readonly children: string }) {
  const { t } = useTranslation("evaluate");
  const goTo = useApp((state) => state.goTo);
  const running = useApp((state) => state.runs.some(({ status }) => status !== "ended"));
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <p>{running ? t("stillTraining") : children}</p>
      <Button tone="primary" onClick={() => goTo("fit")}>
        {t("goFit")}
      </Button>
    </div>
  );
}

/** Why there is no evaluation to show, and what helps. Nothing where there is one. */
export function EvaluationNote({ model, state }: { readonly model: TrainedModel; readonly state: EvaluationState }) {
  const { t } = useTranslation("evaluate");
  const evaluate = useApp((app) => app.evaluate);
  const openExperiment = useApp((app) => app.openExperiment);
  const goTo = useApp((app) => app.goTo);
  const running = useApp((app) => app.runs.some(({ status }) => status !== "ended"));
  const busy = useApp((app) => app.evaluating !== null);
  switch (state.status) {
    case "otherData":
      return (
        <Note tone="info" actions={<Button onClick={() => openExperiment(model.experiment)}>{t("openItsData")}</Button>}>
          <p>{t("otherData")}</p>
        </Note>
      );
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
      return null;
  }
}
