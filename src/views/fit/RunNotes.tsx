import { Wrench } from "lucide-react";
import { remedies } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { changes, type Run } from "../../runs";
import { useApp, useExperiment } from "../../store";
import { Button, Note } from "../../ui";
import styles from "./fit.module.css";
import { useRunWords } from "./useRunWords";

/** Why a run does not learn, and one click for everything that helps: each starts a new run beside it. */
export function DiagnosisNote({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const takeRemedy = useApp((state) => state.takeRemedy);
  const { diagnosis } = run;
  if (!diagnosis) return null;
  return (
    <Note
      tone="warn"
      title={t(diagnosis.kind)}
      actions={diagnosis.remedies.map((remedy) => (
        <Button key={remedy} icon={<Wrench aria-hidden="true" />} onClick={() => takeRemedy(run.id, remedy)}>
          {say(remedies[remedy].title)}
        </Button>
      ))}
    >
      <p>{say(diagnosis.message)}</p>
      {diagnosis.remedies.length > 0 && <p className={styles.muted}>{t("remediesHelp")}</p>}
    </Note>
  );
}

/** A run whose state could not be kept would be lost with the page. */
export function UnkeptNote({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const say = useText();
  if (!run.unkept || run.status === "ended") return null;
  return (
    <Note tone="warn" title={t("unkept")}>
      <p>{say(run.unkept)}</p>
    </Note>
  );
}

const bad = { nan: "bad", failed: "bad", interrupted: "warn" } as const;
type Bad = keyof typeof bad;

/** How a run ended that went well, and where to go from there; beside its progress, whose room it takes. */
export function GoodEnd({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const { ending } = useRunWords();
  const goTo = useApp((state) => state.goTo);
  const choose = useApp((state) => state.useModel);
  const trained = useApp(({ models }) => models.some(({ id }) => id === run.id));
  const words = ending(run);
  if (words === null || run.end!.reason in bad) return null;
  const evaluate = (): void => {
    choose(run.id);
    goTo("evaluate");
  };
  return (
    <span className={styles.ending}>
      {words}
      {trained && !run.diagnosis && (
        <button type="button" className={styles.link} onClick={evaluate}>
          {t("evaluate")}
        </button>
      )}
    </span>
  );
}

/** Why a run ended that did not go well; what the diagnosis above has said already is not said again. */
export function EndNote({ run }: { readonly run: Run }) {
  const say = useText();
  const { ending } = useRunWords();
  const why = run.diagnosis ? say(run.diagnosis.message) : "";
  const words = ending(run)?.replace(why, "").trim() || null;
  const reason = run.end?.reason;
  if (words === null || reason === undefined || !(reason in bad)) return null;
  return (
    <Note tone={bad[reason as Bad]}>
      <p>{words}</p>
    </Note>
  );
}

/** In what the document has moved on since the run, and the way back to the run's design: an edit like any other. */
export function DesignChanged({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const { inShort } = useRunWords();
  const doc = useExperiment();
  const openExperiment = useApp((state) => state.openExperiment);
  const found = changes(run.experiment, doc);
  if (found.length === 0) return null;
  return (
    <Note tone="info" actions={<Button onClick={() => openExperiment(run.experiment)}>{t("bringBack", { n: run.number })}</Button>}>
      <p>
        {t("designChanged")} <span className={styles.sum}>{inShort(found)}</span>
      </p>
    </Note>
  );
}
