import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import styles from "./Segmented.module.css";

export interface SegmentedOption<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly disabled?: boolean;
}

/** One of a few, all in sight. `label` names the group for those who do not see it. */
export function Segmented<V extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly SegmentedOption<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}) {
  return (
    <RadioGroup.Root className={styles.group} aria-label={label} value={value} orientation="horizontal" onValueChange={(chosen) => onChange(chosen as V)}>
      {options.map((option) => (
        <RadioGroup.Item key={option.value} value={option.value} disabled={option.disabled ?? false} className={styles.option}>
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
