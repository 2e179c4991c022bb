import { Trash2 } from "lucide-react";
import { memo, useRef, useState } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Experiment } from "../../experiment";
import { changes, latestLogs, mostFinished, type Run } from "../../runs";
import { useApp } from "../../store";
import { Button, IconButton, Panel } from "../../ui";
import { useExperimentTitle } from "../useExperimentTitle";
import { bestEpoch } from "./curves";
import styles from "./fit.module.css";
import { RemoveDialog } from "./RemoveDialog";
import { useRunWords } from "./useRunWords";

/** All runs, the newest on top: what each changed and how good it became. One of them is shown on the board. Those that have ended can be removed. */
export function RunList() {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const runs = useApp((state) => state.runs);
  const runId = useApp((state) => state.runId);
  const showRun = useApp((state) => state.showRun);
  const keeps = useApp(({ stored }) => stored.length > 0);
  const [asked, setAsked] = useState<readonly Run[] | null>(null);
  const list = useRef<HTMLOListElement>(null);
  if (runs.length === 0) return null;
  const ended = runs.filter(({ status }) => status === "ended");
  return (
    <Panel title={t("runs")} level={3} aside={keeps ? t("runsKept", { most: number(mostFinished) }) : undefined}>
      <ol ref={list} className={styles.runs} reversed>
        {runs
          .map((run, i) => (
            <li key={run.id} className={styles.runRow}>
              <button type="button" className={styles.run} aria-pressed={run.id === runId} onClick={() => showRun(run.id)}>
                <RunLine run={run} before={runs[i - 1]?.experiment} />
              </button>
              {run.status === "ended" && <IconButton tone="quiet" label={t("removeRun", { n: run.number })} icon={<Trash2 aria-hidden="true" />} onClick={() => setAsked([run])} />}
            </li>
          ))
          .reverse()}
      </ol>
      {ended.length > 1 && (
        <div className={styles.runTools}>
          <Button icon={<Trash2 aria-hidden="true" />} onClick={() => setAsked(ended)}>
            {t("removeRuns")}
          </Button>
        </div>
      )}
      {asked && <RemoveDialog runs={asked} after={() => list.current?.querySelector("button")} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

/** Only the run under way changes several times a second; the lines of the others stay. */
const RunLine = memo(function RunLine({ run, before }: { readonly run: Run; readonly before: Experiment | undefined }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const titleOf = useExperimentTitle();
  const { figure, nameOf, status, inShort } = useRunWords();
  const best = bestEpoch(run);
  const last = best ? latestLogs(run)[best.name] : undefined;
  const changed = before && before.name === run.experiment.name ? inShort(changes(before, run.experiment)) : titleOf(run.experiment.name);
  const what = run.from ? [t("goesOnFrom", { model: say(run.from.title) }), ...(changed ? [changed] : [])].join(" · ") : changed || t("asBefore");
  return (
    <>
      <span className={styles.number}>{run.number}</span>
      <span className={styles.what} title={what}>
        {what}
      </span>
      <span className={styles.score} title={best ? nameOf(best.name) : undefined}>
        {best ? figure(last) : "–"}
        {best && figure(best.value) !== figure(last) && <span className={styles.bestNote}>{t("bestAt", { value: figure(best.value), epoch: best.epoch + 1 })}</span>}
      </span>
      <span className={styles.status} data-state={run.diagnosis ? "bad" : (run.end?.reason ?? run.status)}>
        {run.diagnosis && run.end ? t(run.diagnosis.kind === "averages" ? "statusAverages" : "statusNotLearning") : status(run)}
      </span>
    </>
  );
});
