import type { ComponentProps, ReactNode } from "react";
import type { Tone } from "./Button";
import styles from "./Button.module.css";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  /** What the button does: its accessible name and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: Tone;
  /** The keys that do the same, shown in the tooltip: `Ctrl+Z`. */
  readonly keys?: string;
}

/** A button with a picture only. */
export function IconButton({ label, icon, tone = "plain", keys, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={keys ? `${label} (${keys})` : label}>
      <button type="button" aria-label={label} className={classes(styles.button, styles[tone], styles.icon, className)} {...rest}>
        {icon}
      </button>
    </Tooltip>
  );
}
