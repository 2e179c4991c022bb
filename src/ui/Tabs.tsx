import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import styles from "./Tabs.module.css";

export interface Tab<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly content: ReactNode;
}

/** Several views of one thing, one at a time. Only the open one is drawn. */
export function Tabs<V extends string>({ label, tabs, value, onChange }: { readonly label: string; readonly tabs: readonly Tab<V>[]; readonly value: V; readonly onChange: (value: V) => void }) {
  return (
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as V)}>
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className={styles.content}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
