import { useNumber, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { Table } from "../../ui";
import { bestEpoch } from "./curves";
import styles from "./fit.module.css";
import { useRunWords } from "./useRunWords";

/** Figures of every finished epoch of a run, the latest on top: Keras's `history`. The best epoch is marked. */
export function HistoryTable({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { figure, nameOf } = useRunWords();
  if (!run?.epochs.length) return <p className={styles.muted}>{t("historyEmpty")}</p>;
  const best = bestEpoch(run);
  const names = ["loss", ...run.experiment.compile.metrics];
  const logs = run.experiment.fit.validation.on === "none" ? names : [...names, ...names.map((name) => `val_${name}`)];
  return (
    <Table
      caption={t("history", { n: run.number })}
      columns={[{ label: t("epoch"), numeric: true }, ...logs.map((log) => ({ label: nameOf(log), numeric: true })), { label: t("seconds"), numeric: true }]}
      rows={run.epochs
        .map((epoch, i) => ({
          key: String(i),
          cells: [
            i === best?.epoch ? (
              <span key="epoch" className={styles.best} title={t("bestEpoch", { name: nameOf(best.name) })}>
                {i + 1}
                <span className="visually-hidden">{t("bestEpoch", { name: nameOf(best.name) })}</span>
              </span>
            ) : (
              i + 1
            ),
            ...logs.map((log) => figure(epoch.logs[log])),
            number(epoch.seconds, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
          ],
        }))
        .reverse()}
    />
  );
}
