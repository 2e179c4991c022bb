import { useRef, type ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Table.module.css";
import { useScrollEdges } from "./useScrollEdges";

export interface Column {
  readonly label: string;
  /** Figures: mono and to the right. */
  readonly numeric?: boolean;
  /** How the rows are sorted by this column; absent where they cannot be. */
  readonly sort?: "ascending" | "descending" | "none";
  readonly onSort?: () => void;
}

export interface Row {
  readonly key: string;
  /** One per column; the first names the row. */
  readonly cells: readonly ReactNode[];
}

/** A table with a caption. It scrolls inside its own frame, which the keyboard can reach. */
export function Table({ caption, hideCaption = false, columns, rows }: { readonly caption: string; readonly hideCaption?: boolean; readonly columns: readonly Column[]; readonly rows: readonly Row[] }) {
  const box = useRef<HTMLDivElement>(null);
  useScrollEdges(box);
  return (
    <div ref={box} className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className={hideCaption ? "visually-hidden" : styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ label, numeric, sort, onSort }) => (
              <th key={label} scope="col" className={classes(numeric && styles.numeric)} aria-sort={sort}>
                {onSort ? (
                  <button type="button" className={styles.sort} data-sort={sort} onClick={onSort}>
                    {label}
                  </button>
                ) : (
                  label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, i) =>
                i === 0 ? (
                  <th key={i} scope="row" className={classes(columns[i]?.numeric && styles.numeric)}>
                    {cell}
                  </th>
                ) : (
                  <td key={i} className={classes(columns[i]?.numeric && styles.numeric)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
