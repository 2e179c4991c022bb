import { CircleHelp } from "lucide-react";
import { Popover } from "radix-ui";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "../i18n";
import styles from "./Help.module.css";

/** A small question mark that explains `about`: by hover, click, touch and keyboard. */
export function Help({ about, children }: { readonly about: string; readonly children: ReactNode }) {
  const { t } = useTranslation("ui");
  const [open, setOpen] = useState<false | "hover" | "kept">(false);
  const button = useRef<HTMLButtonElement>(null);
  const name = t("about", { what: about });
  return (
    <Popover.Root open={open !== false} onOpenChange={(wanted) => setOpen(wanted ? "kept" : false)}>
      <Popover.Anchor asChild>
        <button
          ref={button}
          type="button"
          className={styles.mark}
          aria-label={name}
          aria-expanded={open !== false}
          data-state={open ? "open" : "closed"}
          onPointerEnter={(event) => event.pointerType === "mouse" && setOpen((was) => was || "hover")}
          onPointerLeave={(event) => event.pointerType === "mouse" && setOpen((was) => (was === "hover" ? false : was))}
          onClick={() => setOpen((was) => (was === "kept" ? false : "kept"))}
        >
          <CircleHelp aria-hidden="true" />
        </button>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={styles.bubble}
          side="top"
          sideOffset={4}
          collisionPadding={8}
          aria-label={name}
          // The words are read out when they were asked for; a mere hover must not take the focus away.
          onOpenAutoFocus={(event) => open === "hover" && event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onEscapeKeyDown={() => open === "kept" && button.current?.focus()}
          // The button opens and closes by itself; to the bubble it lies outside.
          onInteractOutside={(event) => button.current?.contains(event.target as Node) && event.preventDefault()}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
