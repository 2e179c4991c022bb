import { FastForward, Pause, Play, SlidersHorizontal, Square } from "lucide-react";
import { useState } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import { goingOnWords, type Run } from "../../runs";
import { useApp, useExperiment } from "../../store";
import { Button, Progress, Tooltip } from "../../ui";
import { onApple } from "../shell/useShortcuts";
import { useExamination } from "../useExamination";
import { stepsDone } from "./curves";
import { fitsWeights } from "./fitsWeights";
import styles from "./fit.module.css";
import { Intro } from "./Intro";
import { LiveSettings } from "./LiveSettings";
import { GoodEnd } from "./RunNotes";
import { ResetButton, StepButtons } from "./StepButtons";
import { TempoSelect } from "./TempoSelect";
import { useLiveRun, useShownRun } from "./useRun";

/** Play, pause, resume, stop; and how far it is. */
export function Controls() {
  const { t } = useTranslation("fit");
  const live = useLiveRun();
  const shown = useShownRun();
  const changeable = live !== undefined && live.status !== "starting";
  const [changing, setChanging] = useState(false);
  return (
    <div className={styles.controls}>
      <Intro />
      <div className={styles.buttons}>
        <MainButton live={live} again={shown?.status === "ended"} />
        <StopButton live={live} />
        {!live && <GoOn />}
        {changeable && (
          <Tooltip text={t("liveHelp")}>
            <Button icon={<SlidersHorizontal aria-hidden="true" />} aria-expanded={changing} aria-description={t("liveHelp")} onClick={() => setChanging(!changing)}>
              {t("live")}
            </Button>
          </Tooltip>
        )}
      </div>
      <div className={styles.buttons}>
        <StepButtons live={live} />
        <ResetButton shown={live ?? shown} />
        <TempoSelect live={live} />
      </div>
      <Advance run={live ?? shown} />
      {changeable && changing && <LiveSettings run={live} />}
    </div>
  );
}

/** Whether something was asked of the run as it stands: forgotten for good once it stands otherwise. */
function useAsked(standing: string): readonly [asked: boolean, ask: () => void] {
  const [stood, setStood] = useState(standing);
  const [asked, setAsked] = useState(false);
  if (stood !== standing) {
    setStood(standing);
    setAsked(false);
  }
  return [asked && stood === standing, () => setAsked(true)];
}

/** One button in one place for starting, pausing and resuming, so that a second press undoes the first. */
function MainButton({ live, again }: { readonly live: Run | undefined; readonly again: boolean }) {
  const { t } = useTranslation("fit");
  const ready = useApp((state) => state.data.status === "ready");
  const { problems } = useExamination();
  const [play, pause, resume] = [useApp((state) => state.play), useApp((state) => state.pause), useApp((state) => state.resume)];
  const [waiting, setWaiting] = useAsked(live ? `${live.id} ${live.status}` : "none");
  const [icon, words, act] =
    live?.status === "paused"
      ? [<Play key="play" aria-hidden="true" />, waiting ? t("resuming") : t("resume"), resume]
      : live
        ? [<Pause key="pause" aria-hidden="true" />, live.status === "starting" ? t("starting") : waiting ? t("pausing") : t("pause"), pause]
        : [<Play key="play" aria-hidden="true" />, again ? t("again") : t("play"), () => play()];
  const able = live ? live.status !== "starting" && !waiting : ready && problems.length === 0;
  const keys = onApple() ? "⌘⏎" : "Ctrl+Enter";
  return (
    <Tooltip text={keys}>
      <Button
        tone="primary"
        icon={icon}
        className={styles.main}
        aria-keyshortcuts={onApple() ? "Meta+Enter" : "Control+Enter"}
        // Not `disabled`: the focus has to stay where it is while a run starts or pauses.
        aria-disabled={!able}
        aria-describedby={live ? undefined : "fit-obstacles"}
        onClick={() => {
          if (!able) return;
          if (live) setWaiting();
          act();
        }}
      >
        {words}
      </Button>
    </Tooltip>
  );
}

function StopButton({ live }: { readonly live: Run | undefined }) {
  const { t } = useTranslation("fit");
  const stop = useApp((state) => state.stop);
  const [stopping, setStopping] = useAsked(live?.id ?? "none");
  return (
    <Button
      icon={<Square aria-hidden="true" />}
      aria-disabled={!live || stopping}
      onClick={() => {
        if (!live || stopping) return;
        setStopping();
        stop();
      }}
    >
      {stopping ? t("stopping") : t("stop")}
    </Button>
  );
}

/** More epochs from where a model stands, as a run of its own. */
function GoOn() {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  const doc = useExperiment();
  const ready = useApp((state) => state.data.status === "ready");
  const model = useApp(({ models, modelId }) => models.find(({ id }) => id === modelId));
  const play = useApp((state) => state.play);
  if (!model || !fitsWeights(model, doc)) return null;
  const help = t("goOnHelp", { model: say(model.title), count: doc.fit.epochs, how: say(goingOnWords(model, doc)) });
  return (
    <Tooltip text={help}>
      <Button icon={<FastForward aria-hidden="true" />} disabled={!ready} aria-description={help} onClick={() => play({ from: model.id })}>
        {t("goOn", { count: doc.fit.epochs, shown: number(doc.fit.epochs) })}
      </Button>
    </Tooltip>
  );
}

/** How far the run is; before there is one what is planned, and afterwards how it ended: always in the same room, so that nothing below moves. */
function Advance({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const { epochs } = useExperiment().fit;
  return (
    <div className={styles.advance}>
      {!run ? (
        <>
          <Progress part={0} label={t("progress")} />
          <div className={styles.advanceWords}>
            <span className={styles.sum}>{t("planned", { count: epochs })}</span>
          </div>
        </>
      ) : (
        <Progressing run={run} />
      )}
    </div>
  );
}

function Progressing({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { done, all } = stepsDone(run);
  const epochs = run.planned;
  const epoch = Math.min((run.now?.epoch ?? 0) + 1, epochs);
  const ended = run.status === "ended";
  const place = run.now?.phase === "validating" && !ended ? t("validating", { epoch, epochs }) : t("steps", { epoch, epochs, done: number(done), all: number(all) });
  // Of a run that came to its last step its end says so in other words.
  const words = all && run.end?.reason !== "completed" ? place : "";
  return (
    <>
      <Progress part={all ? done / all : ended ? 0 : null} label={t("progress")} />
      <div className={styles.advanceWords}>
        {words && <span className={styles.sum}>{words}</span>}
        {!ended && run.kept && <span className={styles.sum}>{t("keptUntil", { epoch: number(run.kept.epoch + 1), step: number(run.kept.step) })}</span>}
        {ended && <GoodEnd run={run} />}
      </div>
    </>
  );
}
