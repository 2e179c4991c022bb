import { useTranslation } from "../../i18n";
import type { Statistics } from "../../preprocessing";
import { Table } from "../../ui";
import { useFigure } from "../samples/useFigure";
import styles from "./preprocess.module.css";

/** More rows than this are cut: a flattened picture has 3072 features. */
const most = 8;

/** What a step took from the training part: a line when there is one value of each, else a row per channel or feature. */
export function StatisticsTable({ name, statistics, picture }: { readonly name: string; readonly statistics: Statistics; readonly picture: boolean }) {
  const { t } = useTranslation("preprocess");
  const figure = useFigure();
  const known: Readonly<Record<string, string>> = { mean: t("mean"), deviation: t("deviation") };
  const columns = Object.entries(statistics);
  const rows = Math.max(...columns.map(([, values]) => values.length));
  if (rows === 1) {
    return (
      <dl className={styles.line} aria-label={t("statisticsAre", { name })}>
        {columns.map(([key, values]) => (
          <div key={key}>
            <dt>{known[key] ?? key}</dt>
            <dd>{figure(values[0]!)}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <Table
      caption={t("statisticsAre", { name })}
      columns={[{ label: picture ? t("channel") : t("feature") }, ...columns.map(([key]) => ({ label: known[key] ?? key, numeric: true }))]}
      rows={[
        ...Array.from({ length: Math.min(rows, most) }, (_, i) => ({
          key: String(i),
          cells: [picture && rows === 3 ? "RGB"[i]! : String(i + 1), ...columns.map(([, values]) => figure(values[i]!))],
        })),
        ...(rows > most ? [{ key: "more", cells: [`… ${rows}`, ...columns.map(() => "…")] }] : []),
      ]}
    />
  );
}
