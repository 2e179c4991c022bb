import type { ReactNode } from "react";
import styles from "./Figure.module.css";

/** A number with its caption, and if need be a remark below it. */
export function Figure({ label, value, note }: { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <span>{label}</span>
      <span className={styles.value}>{value}</span>
      {note !== undefined && <span className={styles.note}>{note}</span>}
    </div>
  );
}

/** Figures side by side in one frame. */
export const Figures = ({ children }: { readonly children: ReactNode }) => <div className={styles.figures}>{children}</div>;
