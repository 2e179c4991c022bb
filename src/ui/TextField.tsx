import { useId, type ComponentProps } from "react";
import { classes } from "./classes";
import styles from "./Control.module.css";

/** A line of text with its label. `problem` is said below it and marks it invalid. */
export function TextField({
  label,
  hideLabel = false,
  mono = false,
  problem,
  className,
  ...rest
}: Omit<ComponentProps<"input">, "id"> & { readonly label: string; readonly hideLabel?: boolean; readonly mono?: boolean; readonly problem?: string | undefined }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <input
        id={id}
        className={classes(styles.control, mono && styles.mono, className)}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        {...rest}
      />
      {problem !== undefined && (
        <span id={`${id}-problem`} className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
