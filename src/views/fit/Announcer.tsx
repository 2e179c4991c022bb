import { useEffect, useRef, useState } from "react";
import { useTranslation } from "../../i18n";
import { latestLogs, type Run } from "../../runs";
import { headline } from "./curves";
import { useLiveRun, useShownRun } from "./useRun";
import { useRunWords } from "./useRunWords";

/** Milliseconds between two spoken epochs: on a small net an epoch takes a tenth of a second. */
const silence = 8000;

/** Tells those who do not see the board what happens: begin, pause, an epoch now and then, the diagnosis, the end. */
export function Announcer() {
  const live = useLiveRun();
  const shown = useShownRun();
  const run = live ?? shown;
  const words = useAnnouncement(run);
  return (
    <div role="status" className="visually-hidden">
      {words}
    </div>
  );
}

function useAnnouncement(run: Run | undefined): string {
  const { t } = useTranslation("fit");
  const { figure, nameOf, ending } = useRunWords();
  const [said, setSaid] = useState("");
  const last = useRef({ run: run?.id, status: run?.status, diagnosed: run?.diagnosis !== undefined, epochs: run?.epochs.length ?? 0, at: 0 });
  useEffect(() => {
    if (!run) return;
    const before = last.current;
    const now = performance.now();
    const next = { run: run.id, status: run.status, diagnosed: run.diagnosis !== undefined, epochs: run.epochs.length, at: before.at };
    last.current = next;
    const speak = (sentence: string): void => {
      next.at = now;
      setSaid(sentence);
    };
    if (before.run !== run.id) {
      // A run that somebody chose to look at began earlier.
      if (run.status !== "ended") speak(t("saidStarted", { n: run.number }));
    } else if (before.status !== run.status) {
      if (run.status === "ended") speak(t("saidEnded", { n: run.number, ending: ending(run) ?? "" }));
      else if (run.status === "paused") speak(t("saidPaused"));
      else if (before.status === "paused") speak(t("saidResumed"));
    } else if (!before.diagnosed && next.diagnosed) {
      speak(t(run.diagnosis?.kind ?? "diverged"));
    } else if (next.epochs > before.epochs && now - before.at >= silence) {
      const logs = latestLogs(run);
      const metric = headline(run.experiment) ?? "loss";
      const name = logs[`val_${metric}`] === undefined ? metric : `val_${metric}`;
      speak(t("saidEpoch", { epoch: run.initialEpoch + next.epochs, epochs: run.planned, name: nameOf(name), value: figure(logs[name]) }));
    }
  }, [run, t, figure, nameOf, ending]);
  return said;
}
