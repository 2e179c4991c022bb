import { callbacks } from "../../callbacks";
import { datasets } from "../../datasets";
import { useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { useExperiment } from "../../store";
import { Panel } from "../../ui";
import { Announcer } from "./Announcer";
import { Controls } from "./Controls";
import styles from "./fit.module.css";
import { MapPanel, useMapOnStep } from "./MapPanel";
import { MemoryDoubt } from "./Memory";
import { Obstacles } from "./Obstacles";
import { RunCharts } from "./RunCharts";
import { RunFigures } from "./RunFigures";
import { RunList } from "./RunList";
import { Interrupted } from "./Interrupted";
import { RunChanges } from "./RunChanges";
import { DesignChanged, DiagnosisNote, EndNote, UnkeptNote } from "./RunNotes";
import { useLiveRun, useShownRun } from "./useRun";
import { useWakeLock } from "./useWakeLock";

/** The training as it goes on, beside whatever step is open: controls, figures, curves, and what came of it. */
export function TrainingBoard() {
  const { t } = useTranslation("fit");
  const shown = useShownRun();
  const live = useLiveRun();
  useWakeLock();
  const onStep = useMapOnStep(shown);
  const plane = datasets.get(useExperiment().dataset.kind).view === "points" && !onStep;
  return (
    <div className={styles.board}>
      <Panel level={2} title={t("training")} aside={<RunTitle run={shown} />}>
        <Controls />
        {!live && <Obstacles />}
        <Interrupted />
        {shown && <DiagnosisNote run={shown} />}
        {shown && <UnkeptNote run={shown} />}
        {shown && <EndNote run={shown} />}
        {shown && <DesignChanged run={shown} />}
        <RunFigures run={shown} />
        <div className={plane ? styles.beside : undefined}>
          {plane && <MapPanel run={shown} />}
          <RunCharts run={shown} />
        </div>
        {shown && <RunChanges run={shown} />}
      </Panel>
      <RunList />
      <MemoryDoubt />
      <Announcer />
    </div>
  );
}

/** `run 7 · early stopping on val_loss, patience 2` */
function RunTitle({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const doc = useExperiment();
  const parts = [
    run ? t("runTitle", { n: run.number }) : t("noRun"),
    ...(run?.experiment ?? doc).fit.callbacks.map(({ kind, values }) => say(callbacks.get(kind).brief(values))),
  ];
  return <span className={styles.sum}>{parts.join(" · ")}</span>;
}
