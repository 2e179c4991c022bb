import { useId, type ReactNode } from "react";
import styles from "./Panel.module.css";

/** A part of the page with its heading. `aside` stands beside the heading: figures, a button. */
export function Panel({ title, aside, level = 2, children }: { readonly title: string; readonly aside?: ReactNode; readonly level?: 2 | 3; readonly children: ReactNode }) {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <Heading id={id}>{title}</Heading>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  );
}
