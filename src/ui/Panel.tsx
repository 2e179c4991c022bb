import { useId, type ReactNode } from "react";
import styles from "./Panel.module.css";

/**
 * A part of the page with its heading. `aside` stands beside the heading: figures, a button. `level` is the heading's: a step's
 * own name is level 2, so a part of it is level 3 and a part of that level 4.
 */
export function Panel({ title, aside, level = 3, children }: { readonly title: string; readonly aside?: ReactNode; readonly level?: 2 | 3 | 4; readonly children: ReactNode }) {
  const id = useId();
  const Heading = `h${level}` as const;
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
