import { memo } from "react";
import { useNumber, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { Table } from "../../ui";
import { bestEpoch } from "./curves";
import styles from "./fit.module.css";
import { useRunWords } from "./useRunWords";

/** Rows that are drawn; nobody reads more, and a page with thousands of rows is slow. */
const most = 200;

const rate = "learning_rate";

/** Figures of the finished epochs of a run, the latest on top: Keras's `history`. The best epoch is marked. */
export function HistoryTable({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  if (!run?.epochs.length) return <p className={styles.muted}>{t("historyEmpty")}</p>;
  const { number: n, initialEpoch, epochs, experiment } = run;
  return <Rows n={n} initialEpoch={initialEpoch} epochs={epochs} experiment={experiment} />;
}

/** Drawn anew when an epoch has ended, and not at every step. */
const Rows = memo(function Rows({ n, initialEpoch, epochs, experiment }: { readonly n: number } & Pick<Run, "initialEpoch" | "epochs" | "experiment">) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { figure, nameOf } = useRunWords();
  const best = bestEpoch({ initialEpoch, epochs, experiment });
  const names = ["loss", ...experiment.compile.metrics];
  const measured = experiment.fit.validation.on === "none" ? names : [...names, ...names.map((name) => `val_${name}`)];
  // Keras logs the rate where something moves it.
  const logs = epochs.some(({ logs }) => logs[rate] !== undefined) ? [...measured, rate] : measured;
  const rateOf = (value: number | undefined): string => (value === undefined ? "–" : number(value, { maximumSignificantDigits: 4, maximumFractionDigits: 10 }));
  const places = epochs.some(({ seconds }) => seconds >= 1) ? 1 : 3;
  const hidden = Math.max(0, epochs.length - most);
  const first = initialEpoch + hidden;
  return (
    <div className={styles.low}>
      <Table
        caption={t("history", { n })}
        columns={[{ label: t("epoch"), numeric: true }, ...logs.map((log) => ({ label: nameOf(log), numeric: true })), { label: t("seconds"), numeric: true }]}
        rows={epochs
          .slice(hidden)
          .map((epoch, i) => ({
            key: String(first + i),
            cells: [
              first + i === best?.epoch ? (
                <span key="epoch" className={styles.best} title={t("bestEpoch", { name: nameOf(best.name) })}>
                  {first + i + 1}
                  <span className="visually-hidden"> {t("bestEpoch", { name: nameOf(best.name) })}</span>
                </span>
              ) : (
                first + i + 1
              ),
              ...logs.map((log) => (log === rate ? rateOf(epoch.logs[rate]) : figure(epoch.logs[log]))),
              number(epoch.seconds, { minimumFractionDigits: places, maximumFractionDigits: places }),
            ],
          }))
          .reverse()}
      />
      {hidden > 0 && <p className={styles.muted}>{t("historyLatest", { shown: number(most), all: number(epochs.length) })}</p>}
    </div>
  );
});
