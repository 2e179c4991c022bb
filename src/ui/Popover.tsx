import { ChevronDown } from "lucide-react";
import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import help from "./Help.module.css";
import styles from "./Popover.module.css";

/** A button with words that opens a small panel below it: details that most people do not need at once. */
export function Popover({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger className={styles.trigger}>
        {label}
        <ChevronDown aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={help.bubble} side="bottom" align="start" sideOffset={4} collisionPadding={8} aria-label={label}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
