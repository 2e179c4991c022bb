import { metrics } from "../../compile";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { showDuration, type Text } from "../../schema";

export interface RunWords {
  /** A share or a loss: three decimals, so that figures of neighbouring epochs can be told apart; `1.28e+34` once it has run away. */
  figure(value: number | undefined): string;
  /** How long something took: `0.4 s`, `12 min 5 s`. */
  took(seconds: number): string;
  /** `val_accuracy` as a person says it. */
  nameOf(log: string): string;
  /** Where a run stands, in two or three words. */
  status(run: Run): string;
  /** In what two designs differ, the first few changes of them. */
  inShort(changes: readonly Text[]): string;
  /** How a run ended, in a sentence; null while it has not. */
  ending(run: Run): string | null;
}

/** Changes that a line can hold. */
const mostChanges = 4;

/** The words that several parts of the board share. */
export function useRunWords(): RunWords {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();

  const nameOf = (log: string): string => {
    const validation = log.startsWith("val_");
    const base = validation ? log.slice("val_".length) : log;
    const metric = metrics.find(base);
    const name = metric ? say(metric.title) : base === "loss" ? t("loss") : base;
    return validation ? t("valOf", { name }) : name;
  };

  const duration = (seconds: number): string => say(showDuration(seconds, true));

  const sentence = ({ end, initialEpoch, epochs, planned }: Run): string | null => {
    if (!end) return null;
    const took = duration(end.seconds);
    switch (end.reason) {
      case "completed":
        return t("endCompleted", { count: planned - initialEpoch, took });
      case "early-stopping":
        return end.message ? t("endEarlyBecause", { why: say(end.message), took }) : t("endEarly", { took });
      case "stopped":
        return end.message ? say(end.message) : t("endStopped", { epoch: Math.min(initialEpoch + epochs.length + 1, planned), took });
      case "nan":
        return end.message ? say(end.message) : t("endNan");
      case "interrupted":
      case "failed":
        return end.message ? say(end.message) : t("endFailed");
    }
  };

  return {
    figure(value) {
      if (value === undefined) return "–";
      if (!Number.isFinite(value)) return String(value);
      // A loss that runs away has more digits than a line.
      return Math.abs(value) < 1e6 ? number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 }) : value.toExponential(2);
    },
    took: duration,
    inShort: (changes) =>
      [...changes.slice(0, mostChanges).map(say), ...(changes.length > mostChanges ? [t("moreChanges", { count: changes.length - mostChanges })] : [])].join(" · "),
    nameOf,
    status(run) {
      if (run.status === "starting") return t("statusStarting");
      if (run.status === "running") return t("statusRunning");
      if (run.status === "paused") return t("statusPaused");
      switch (run.end?.reason) {
        case "early-stopping":
          return t("statusEarly");
        case "stopped":
          return t("statusStopped");
        case "nan":
          return t("statusNan");
        case "failed":
          return t("statusFailed");
        case "interrupted":
          return t("statusInterrupted");
        case "completed":
        case undefined:
          return t("statusCompleted");
      }
    },
    ending(run) {
      const said = sentence(run);
      const restored = run.end?.restoredEpoch;
      if (said === null || restored === undefined || run.end?.reason === "nan") return said;
      return t("endRestored", { ending: said, epoch: restored + 1 });
    },
  };
}
