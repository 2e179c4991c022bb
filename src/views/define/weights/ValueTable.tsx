import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from "lucide-react";
import { useState } from "react";
import type { LayerWeight } from "../../../architecture";
import { useNumber, useTranslation } from "../../../i18n";
import { IconButton, Table } from "../../../ui";
import { gridOf } from "./figures";
import styles from "./Weights.module.css";

/** How much of a weight is shown at once. */
const page = { rows: 10, columns: 8 };

/** A weight's numbers, a page at a time: the last axis across, the others down. */
export function ValueTable({ weight }: { readonly weight: LayerWeight }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const [row, setRow] = useState(0);
  const [column, setColumn] = useState(0);
  const grid = gridOf(weight.shape);
  const rows = Array.from({ length: Math.min(page.rows, grid.rows - row) }, (_, i) => row + i);
  const columns = Array.from({ length: Math.min(page.columns, grid.columns - column) }, (_, i) => column + i);
  const shown = (value: number): string => (Number.isFinite(value) ? number(value, { minimumFractionDigits: 5, maximumFractionDigits: 5, signDisplay: "negative" }) : String(value));
  const range = (from: readonly number[], all: number) => ({ from: number(from[0]!), to: number(from.at(-1)!), all: number(all) });
  return (
    <div className={styles.values}>
      <Table
        caption={t("values")}
        hideCaption
        columns={[{ label: t("index") }, ...columns.map((c) => ({ label: `[…, ${c}]`, numeric: true }))]}
        rows={rows.map((r) => ({
          key: String(r),
          cells: [<code key="index">[{[...grid.indexOf(r), "…"].join(", ")}]</code>, ...columns.map((c) => shown(weight.values[r * grid.columns + c]!))],
        }))}
      />
      <div className={styles.pager}>
        <span aria-live="polite">{t("rows", range(rows, grid.rows))}</span>
        <IconButton label={t("rowsBack")} icon={<ChevronUp aria-hidden="true" />} disabled={row === 0} onClick={() => setRow(Math.max(0, row - page.rows))} />
        <IconButton label={t("rowsOn")} icon={<ChevronDown aria-hidden="true" />} disabled={row + page.rows >= grid.rows} onClick={() => setRow(row + page.rows)} />
        <span aria-live="polite">{t("columns", range(columns, grid.columns))}</span>
        <IconButton label={t("columnsBack")} icon={<ChevronLeft aria-hidden="true" />} disabled={column === 0} onClick={() => setColumn(Math.max(0, column - page.columns))} />
        <IconButton label={t("columnsOn")} icon={<ChevronRight aria-hidden="true" />} disabled={column + page.columns >= grid.columns} onClick={() => setColumn(column + page.columns)} />
      </div>
    </div>
  );
}
