import { Play, Trash2 } from "lucide-react";
import { useNumber, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { Button, Note } from "../../ui";
import { useExperimentTitle } from "../useExperimentTitle";
import { useLiveRun } from "./useRun";

/** Runs that were cut off, by a crash or because the page was closed: each can go on where its last state was kept. */
export function Interrupted() {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const titleOf = useExperimentTitle();
  const interrupted = useApp((state) => state.interrupted);
  const live = useLiveRun();
  const continueRun = useApp((state) => state.continueRun);
  const discardRun = useApp((state) => state.discardRun);
  if (live) return null;
  return interrupted.map(({ runId, experiment, epoch, epochs, step }) => (
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
  ));
}
