import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode, type RefObject } from "react";
import { useTranslation } from "../i18n";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton";

/**
 * A window over the page; Escape and a click beside it close it, and the focus goes back to where it was, or, where that
 * is gone by then, to what `after` finds. `first` gets the focus at the beginning, a text in it selected.
 */
export function Dialog({
  title,
  open,
  onOpenChange,
  children,
  actions,
  wide = false,
  first,
  after,
}: {
  readonly title: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  readonly first?: RefObject<HTMLElement | null>;
  readonly after?: () => HTMLElement | null | undefined;
}) {
  const { t } = useTranslation("ui");
  const before = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.shade} />
        <Radix.Content
          className={classes(styles.dialog, wide && styles.wide)}
          aria-describedby={undefined}
          // Its first control is the cross, whose tooltip would take the first Escape for itself.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            const dialog = event.currentTarget as HTMLElement;
            if (dialog.contains(document.activeElement)) return;
            before.current = document.activeElement;
            (first?.current ?? dialog).focus();
            if (first?.current instanceof HTMLInputElement) first.current.select();
          }}
          // Radix knows the way back only to a trigger of its own.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const back = before.current?.isConnected ? before.current : after?.();
            if (back instanceof HTMLElement) back.focus();
          }}
        >
          <div className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton tone="quiet" label={t("close")} icon={<X aria-hidden="true" />} />
            </Radix.Close>
          </div>
          {children}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
