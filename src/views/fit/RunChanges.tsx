import { callbacks } from "../../callbacks";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import type { RecordedChange } from "../../training/protocol";
import styles from "./fit.module.css";

/** Changes that are listed; of more the latest. */
const most = 6;

/** What was changed in mid-run, when, and by whom. */
export function RunChanges({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  if (run.changes.length === 0) return null;
  const show = ({ what, from, to, by, epoch, step }: RecordedChange): string =>
    t("changed", {
      epoch: epoch + 1,
      step: number(step),
      what,
      from: number(from, { maximumSignificantDigits: 4 }),
      to: number(to, { maximumSignificantDigits: 4 }),
      by: by === "hand" ? t("byHand") : say(callbacks.get(by).title),
    });
  return (
    <ul className={styles.changes} aria-label={t("changes")}>
      {run.changes.slice(-most).map((change, i) => (
        <li key={i} className={styles.sum}>
          {show(change)}
        </li>
      ))}
    </ul>
  );
}
