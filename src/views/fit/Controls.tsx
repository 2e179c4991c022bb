import { FastForward, Pause, Play, SlidersHorizontal, Square } from "lucide-react";
import { useState } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { useApp, useExperiment } from "../../store";
import { Button, IconButton, Progress, Tooltip } from "../../ui";
import { useExamination } from "../useExamination";
import { stepsDone } from "./curves";
import { fitsWeights } from "./fitsWeights";
import styles from "./fit.module.css";
import { LiveSettings } from "./LiveSettings";
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
      <div className={styles.buttons}>
        <MainButton live={live} />
        <StopButton live={live} />
        <StepButtons live={live} />
        <ResetButton shown={live ?? shown} />
        {changeable && (
          <IconButton
            label={t("live")}
            icon={<SlidersHorizontal aria-hidden="true" />}
            aria-expanded={changing}
            onClick={() => setChanging(!changing)}
          />
        )}
        {!live && <GoOn />}
      </div>
      <TempoSelect live={live} />
      {shown && (shown.status !== "ended" || shown.now) && <Advance run={live ?? shown} label={t("progress")} />}
      {changeable && changing && <LiveSettings run={live} />}
    </div>
  );
}

/** One button in one place for starting, pausing and resuming, so that a second press undoes the first. */
function MainButton({ live }: { readonly live: Run | undefined }) {
  const { t } = useTranslation("fit");
  const ready = useApp((state) => state.data.status === "ready");
  const { problems } = useExamination();
  const [play, pause, resume] = [useApp((state) => state.play), useApp((state) => state.pause), useApp((state) => state.resume)];
  // What was asked of the run as it stood; forgotten by itself once it stands otherwise.
  const [asked, setAsked] = useState<string | null>(null);
  const standing = live ? `${live.id} ${live.status}` : "none";
  const waiting = asked === standing;
  const [icon, words, act] =
    live?.status === "paused"
      ? [<Play key="play" aria-hidden="true" />, waiting ? t("resuming") : t("resume"), resume]
      : live
        ? [<Pause key="pause" aria-hidden="true" />, live.status === "starting" ? t("starting") : waiting ? t("pausing") : t("pause"), pause]
        : [<Play key="play" aria-hidden="true" />, t("play"), () => play()];
  const able = live ? live.status !== "starting" && !waiting : ready && problems.length === 0;
  return (
    <Button
      tone="primary"
      icon={icon}
      className={styles.main}
      // Not `disabled`: the focus has to stay where it is while a run starts or pauses.
      aria-disabled={!able}
      aria-describedby={live ? undefined : "fit-obstacles"}
      onClick={() => {
        if (!able) return;
        setAsked(live ? standing : null);
        act();
      }}
    >
      {words}
    </Button>
  );
}

function StopButton({ live }: { readonly live: Run | undefined }) {
  const { t } = useTranslation("fit");
  const stop = useApp((state) => state.stop);
  const [asked, setAsked] = useState<string | null>(null);
  const stopping = live !== undefined && asked === live.id;
  return (
    <Button
      icon={<Square aria-hidden="true" />}
      aria-disabled={!live || stopping}
      onClick={() => {
        if (!live || stopping) return;
        setAsked(live.id);
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
  const doc = useExperiment();
  const ready = useApp((state) => state.data.status === "ready");
  const model = useApp(({ models, modelId }) => models.find(({ id }) => id === modelId));
  const play = useApp((state) => state.play);
  if (!model || !fitsWeights(model, doc)) return null;
  return (
    <Tooltip text={t("goOnHelp", { model: say(model.title), count: doc.fit.epochs })}>
      <Button icon={<FastForward aria-hidden="true" />} disabled={!ready} onClick={() => play({ from: model.id })}>
        {t("goOn")}
      </Button>
    </Tooltip>
  );
}

function Advance({ run, label }: { readonly run: Run; readonly label: string }) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { done, all } = stepsDone(run);
  const epochs = run.planned;
  const epoch = Math.min((run.now?.epoch ?? 0) + 1, epochs);
  const words = all
    ? run.now?.phase === "validating" && run.status !== "ended"
      ? t("validating", { epoch, epochs })
      : t("steps", { epoch, epochs, done: number(done), all: number(all) })
    : "";
  return (
    <div className={styles.advance}>
      <Progress part={all ? done / all : run.status === "ended" ? 0 : null} label={label} />
      <span className={styles.sum}>{words}</span>
      {run.status !== "ended" && (
        // Its line is there from the start, so that nothing moves when the words come.
        <span className={styles.sum}>{run.kept ? t("keptUntil", { epoch: number(run.kept.epoch + 1), step: number(run.kept.step) }) : "\u00a0"}</span>
      )}
    </div>
  );
}
