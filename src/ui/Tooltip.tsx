import { Tooltip as Radix } from "radix-ui";
import type { FocusEvent, ReactElement } from "react";
import { tabbing } from "./tabbing";
import styles from "./Tooltip.module.css";

/** Focus that the page itself moves (after a deletion, from a closed menu) opens nothing. */
const onFocus = (event: FocusEvent): void => {
  if (!tabbing()) event.preventDefault();
};

/**
 * Words that appear beside a control on hover, and when Tab reaches it. `children` is one element that takes a ref. Touch has no
 * hover: nothing may be said in a tooltip alone (see `Help`).
 */
export function Tooltip({ text, side = "bottom", children }: { readonly text: string; readonly side?: "top" | "right" | "bottom" | "left"; readonly children: ReactElement }) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild onFocus={onFocus}>
          {children}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content side={side} sideOffset={6} collisionPadding={8} className={styles.tip}>
            {text}
            <Radix.Arrow className={styles.arrow} />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
