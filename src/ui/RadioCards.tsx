import { TriangleAlert } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useId } from "react";
import { classes } from "./classes";
import styles from "./RadioCards.module.css";

export interface RadioCard<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly help: string;
  /** Why this choice would be a bad one here. It can be made all the same. */
  readonly warning?: string | undefined;
}

/** One of a few that need a sentence each. */
export function RadioCards<V extends string>({
  label,
  options,
  value,
  onChange,
  mono = false,
}: {
  readonly label: string;
  readonly options: readonly RadioCard<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** Labels are names out of code. */
  readonly mono?: boolean;
}) {
  const id = useId();
  return (
    <RadioGroup.Root className={styles.group} aria-label={label} value={value} onValueChange={(chosen) => onChange(chosen as V)}>
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={styles.card}
          aria-labelledby={`${id}-${option.value}`}
          aria-describedby={`${id}-${option.value}-help`}
        >
          <span className={styles.ring} aria-hidden="true">
            <RadioGroup.Indicator className={styles.dot} />
          </span>
          <span id={`${id}-${option.value}`} className={classes(styles.label, mono && styles.mono)}>
            {option.label}
          </span>
          <span id={`${id}-${option.value}-help`} className={styles.help}>
            {option.help}
            {option.warning !== undefined && (
              <span className={styles.warning}>
                <TriangleAlert aria-hidden="true" />
                {option.warning}
              </span>
            )}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
