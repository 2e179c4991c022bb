import { useId } from "react";
import { classes } from "./classes";
import styles from "./Control.module.css";

export interface SelectOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

/** One of many, from a list. The browser's own control: it works everywhere, by touch and keyboard alike. */
export function Select<V extends string>({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  mono = false,
  disabled = false,
}: {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly options: readonly SelectOption<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly mono?: boolean;
  readonly disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={classes(styles.control, styles.select, mono && styles.mono)}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value as V)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
