import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Note.module.css";

export type NoteTone = "info" | "warn" | "bad" | "good";

const icons = { info: Info, warn: TriangleAlert, bad: CircleAlert, good: CircleCheck };

export interface NoteProps {
  readonly tone: NoteTone;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Buttons that do something about it. */
  readonly actions?: ReactNode;
  /** Named by what it concerns through aria-describedby. */
  readonly id?: string;
}

/** Something worth saying in its place. Not announced by itself: put it in a live region where it appears out of sight. */
export function Note({ tone, title, children, actions, id }: NoteProps) {
  const Icon = icons[tone];
  return (
    <div className={classes(styles.note, styles[tone])} id={id}>
      <Icon aria-hidden="true" />
      <div className={styles.body}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
