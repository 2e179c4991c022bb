import { Play, Trash2 } from "lucide-react";
import { useNumber, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { Button, Note } from "../../ui";
import { useExperimentTitle } from "../useExperimentTitle";
import styles from "./fit.module.css";
import { useLiveRun } from "./useRun";

/** So many are seen at once; older ones are folded away, for the board is there for the run that is to come. */
const atOnce = 2;

/** Runs that were cut off, by a crash or because the page was closed: each can go on where its last state was kept. */
export function Interrupted() {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const titleOf = useExperimentTitle();
  const interrupted = useApp((state) => state.interrupted);
  const live = useLiveRun();
  const continueRun = useApp((state) => state.continueRun);
  const discardRun = useApp((state) => state.discardRun);
  const [latest, older] = [interrupted.slice(0, atOnce), interrupted.slice(atOnce)];
  if (live) return null;
  const note = ({ runId, experiment, epoch, epochs, step }: (typeof interrupted)[number]) => (
    <Note
      key={runId}
      tone="info"
      title={t("interrupted", { name: titleOf(experiment.name) })}
      actions={
        <>
          <Button tone="primary" icon={<Play aria-hidden="true" />} onClick={() => continueRun(runId)}>
            {t("continueRun")}
          </Button>
          <Button icon={<Trash2 aria-hidden="true" />} onClick={() => void discardRun(runId)}>
            {t("discardRun")}
          </Button>
        </>
      }
    >
      <p>{t("interruptedAt", { epoch: number(Math.min(epoch + 1, epochs)), epochs: number(epochs), step: number(step) })}</p>
    </Note>
  );
  return (
    <>
      {latest.map(note)}
      {older.length > 0 && (
        <details className={styles.older}>
          <summary>{t("interruptedOlder", { count: older.length })}</summary>
          {older.map(note)}
        </details>
      )}
    </>
  );
}
