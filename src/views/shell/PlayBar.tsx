import { ChevronDown, Pause, Play } from "lucide-react";
import { useShallow } from "zustand/react/shallow";
import { useNumber, useText, useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { Button } from "../../ui";
import { useMemoryWarning } from "../fit";
import { examinationOf } from "../useExamination";
import styles from "./PlayBar.module.css";
import { stepState } from "./stepState";

/** On narrow screens, where the board lies below the step: Play always within reach of the thumb. */
export function PlayBar({ toBoard }: { readonly toBoard: () => void }) {
  const { t } = useTranslation("shell");
  const { t: fit } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  const status = useApp((state) => state.runs.findLast((run) => run.status !== "ended")?.status ?? "none");
  const able = useApp((state) => state.data.status === "ready" && examinationOf(state.history.present).problems.length === 0);
  // What keeps it from training: the data, unless something has to be mended first.
  const summary = useApp((state) => {
    const waits = state.data.status !== "ready" && examinationOf(state.history.present).problems.length === 0;
    return stepState(waits ? "load" : "fit", state, { t: (key, values) => t(key, { ...values }), say, number }).summary;
  });
  const again = useApp(({ runs, runId }) => runs.some(({ id, status }) => id === runId && status === "ended"));
  const warning = useMemoryWarning();
  const { play, pause, resume } = useApp(useShallow(({ play, pause, resume }) => ({ play, pause, resume })));
  const start = (): void => {
    play();
    toBoard();
  };
  return (
    <section className={styles.bar} aria-label={t("playBar")}>
      {status === "running" || status === "starting" ? (
        <Button tone="primary" icon={<Pause aria-hidden="true" />} disabled={status === "starting"} onClick={pause}>
          {t("pause")}
        </Button>
      ) : status === "paused" ? (
        <Button tone="primary" icon={<Play aria-hidden="true" />} onClick={resume}>
          {t("resume")}
        </Button>
      ) : (
        <Button tone="primary" icon={<Play aria-hidden="true" />} disabled={!able} onClick={start}>
          {again ? fit("again") : t("play")}
        </Button>
      )}
      <span className={styles.summary}>{(status === "none" && able && warning?.words) || summary}</span>
      <Button icon={<ChevronDown aria-hidden="true" />} aria-description={t("toBoard")} onClick={toBoard}>
        {t("boardShort")}
      </Button>
    </section>
  );
}
