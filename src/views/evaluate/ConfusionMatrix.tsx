import { useRef, useState, type KeyboardEvent } from "react";
import { useNumber, useTranslation } from "../../i18n";
import { classes as join, useScrollEdges } from "../../ui";
import styles from "./evaluate.module.css";

/**
 * The colour of a share. The root makes small shares visible, as most mistakes are small; the largest keeps enough contrast
 * with the number on it.
 */
const colourOf = (share: number): string => (share ? `color-mix(in srgb, var(--tint) ${10 + 44 * Math.sqrt(share)}%, var(--sunken))` : "var(--sunken)");

/**
 * Rows are true classes, columns predicted ones. A cell opens the samples in it. One cell is in the tab order; the arrow
 * keys, Home and End move between cells. Colours show the share of the row.
 */
export function ConfusionMatrix({ matrix, names, classes, unit, onOpen }: {
  readonly matrix: Uint32Array;
  readonly names: readonly string[];
  readonly classes: number;
  readonly unit: "counts" | "shares";
  readonly onOpen: (truth: number, decision: number) => void;
}) {
  const { t } = useTranslation("evaluate");
  const number = useNumber();
  const scroll = useRef<HTMLDivElement>(null);
  useScrollEdges(scroll);
  const grid = useRef<HTMLTableElement>(null);
  const [[row, column], setAt] = useState<readonly [number, number]>([0, 0]);
  const name = (label: number): string => names[label] ?? String(label);
  const percent = (share: number, digits: number): string => number(share, { style: "percent", maximumFractionDigits: digits });
  const move = (event: KeyboardEvent): void => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -classes], End: [0, classes] }[event.key] ?? [0, 0];
    if (!down && !right) return;
    event.preventDefault();
    const within = (at: number): number => Math.max(0, Math.min(classes - 1, at));
    const next = [within(row + down!), within(column + right!)] as const;
    setAt(next);
    grid.current?.querySelectorAll("button")[next[0] * classes + next[1]]?.focus();
  };
  return (
    <>
      <p className={styles.about}>{t("matrixHelp")}</p>
      <div ref={scroll} className={styles.frame}>
        <table ref={grid} role="grid" className={styles.matrix} onKeyDown={move}>
          <caption className="visually-hidden">{t("confusion")}</caption>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                {t("trueClass")} <span aria-hidden="true">↓</span> {t("predictedClass")} <span aria-hidden="true">→</span>
              </th>
              {Array.from({ length: classes }, (_, label) => (
                <th key={label} scope="col" className={styles.top}>
                  <span>{name(label)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: classes }, (_, truth) => {
              const counts = matrix.subarray(truth * classes, (truth + 1) * classes);
              const all = counts.reduce((sum, count) => sum + count, 0);
              return (
                <tr key={truth}>
                  <th scope="row" className={styles.side}>
                    {name(truth)}
                  </th>
                  {Array.from(counts, (count, decision) => {
                    const share = all ? count / all : 0;
                    const words = { truth: name(truth), decision: name(decision), n: number(count), share: percent(share, 1) };
                    return (
                      <td key={decision}>
                        <button
                          type="button"
                          className={join(styles.cell, truth === decision && styles.diagonal)}
                          style={{ background: colourOf(share) }}
                          tabIndex={truth === row && decision === column ? 0 : -1}
                          aria-label={truth === decision ? t("cellRight", words) : t("cellWrong", words)}
                          aria-disabled={count === 0}
                          onFocus={() => setAt([truth, decision])}
                          onClick={() => count > 0 && onOpen(truth, decision)}
                        >
                          {unit === "counts" ? number(count) : percent(share, share < 0.1 ? 1 : 0)}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
        <div className={styles.scale} aria-hidden="true">
          <Ramp name={t("right")} look={styles.diagonal} />
          <Ramp name={t("wrong")} />
        </div>
      </div>
    </>
  );
}

const ramp = [0.001, 0.05, 0.15, 0.3, 0.6, 1].map((share) => `${colourOf(share)} ${share * 100}%`).join(", ");

/** What the colours of the right cells, or of the wrong ones, mean: `Right 0% ▒▓ 100%`. */
const Ramp = ({ name, look }: { readonly name: string; readonly look?: string | undefined }) => (
  <span>
    {name} <code>0%</code>
    <span className={join(styles.ramp, look)} style={{ background: `linear-gradient(to right, ${ramp})` }} />
    <code>100%</code>
  </span>
);
