import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Menu.module.css";

/** A menu that opens from its trigger, one element that takes a ref (a `Button`). Holds MenuItem, MenuLabel, MenuSeparator, MenuChoice. */
export function Menu({ trigger, align = "start", children }: { readonly trigger: ReactElement; readonly align?: "start" | "center" | "end"; readonly children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align={align} sideOffset={6} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  readonly onSelect: () => void;
  readonly children: ReactNode;
  /** A second, smaller line. */
  readonly help?: string;
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly danger?: boolean;
}

export function MenuItem({ onSelect, children, help, icon, keys, disabled = false, danger = false }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={classes(styles.item, danger && styles.danger)} disabled={disabled} onSelect={onSelect}>
      {icon !== undefined && <span className={styles.mark}>{icon}</span>}
      <span className={styles.words}>
        {children}
        {help !== undefined && <span className={styles.help}>{help}</span>}
      </span>
      {keys !== undefined && <span className={styles.keys}>{keys}</span>}
    </DropdownMenu.Item>
  );
}

export interface MenuOption<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly help?: string;
  readonly disabled?: boolean;
}

/** One of several inside a menu; the chosen one has a tick. */
export function MenuChoice<V extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly MenuOption<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value} aria-label={label} onValueChange={(chosen) => onChange(chosen as V)}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} disabled={option.disabled ?? false} className={styles.item}>
          <DropdownMenu.ItemIndicator className={styles.mark}>
            <Check aria-hidden="true" />
          </DropdownMenu.ItemIndicator>
          <span className={styles.words}>
            {option.label}
            {option.help !== undefined && <span className={styles.help}>{option.help}</span>}
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export const MenuLabel = ({ children }: { readonly children: ReactNode }) => <DropdownMenu.Label className={styles.label}>{children}</DropdownMenu.Label>;
export const MenuSeparator = () => <DropdownMenu.Separator className={styles.separator} />;
