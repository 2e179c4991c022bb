import { Progress as Radix } from "radix-ui";
import { classes } from "./classes";
import styles from "./Progress.module.css";

/** How far something is, 0 … 1; `null` while that is not known. */
export function Progress({ part, label }: { readonly part: number | null; readonly label: string }) {
  const percent = part === null ? null : Math.round(Math.max(0, Math.min(1, part)) * 1000) / 10;
  return (
    <Radix.Root className={styles.bar} value={percent} max={100} aria-label={label}>
      <Radix.Indicator className={classes(styles.done, percent === null && styles.unknown)} style={percent === null ? undefined : { width: `${percent}%` }} />
    </Radix.Root>
  );
}
