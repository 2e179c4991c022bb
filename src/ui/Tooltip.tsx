import { Tooltip as Radix } from "radix-ui";
import type { ReactElement } from "react";
import styles from "./Tooltip.module.css";

/**
 * Words that appear beside a control on hover and focus. `children` is one element that takes a ref. Touch has no
 * hover: nothing may be said in a tooltip alone (see `Help`).
 */
export function Tooltip({ text, side = "bottom", children }: { readonly text: string; readonly side?: "top" | "right" | "bottom" | "left"; readonly children: ReactElement }) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
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
