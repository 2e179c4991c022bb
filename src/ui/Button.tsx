import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";

export type Tone = "primary" | "plain" | "quiet" | "danger";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly tone?: Tone;
  /** Stands before the words; decoration only. */
  readonly icon?: ReactNode;
}

/** A button with words. `type` is "button" unless given. */
export function Button({ tone = "plain", icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={classes(styles.button, styles[tone], className)} {...rest}>
      {icon}
      {children}
    </button>
  );
}
