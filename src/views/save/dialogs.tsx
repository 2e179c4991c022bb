import { useRef, useState, type FormEvent } from "react";
import { useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { Button, Dialog, TextField } from "../../ui";
import { longestName } from "./freeName";
import styles from "./save.module.css";
import type { SavedModel } from "./saved";

interface DialogProps {
  readonly model: SavedModel;
  readonly onClose: () => void;
}

export function RenameDialog({ model, onClose }: DialogProps) {
  const { t } = useTranslation("save");
  const renameSaved = useApp((state) => state.renameSaved);
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(model.name);
  const rename = (event: FormEvent): void => {
    event.preventDefault();
    const chosen = name.trim();
    if (!chosen) return;
    if (chosen !== model.name) void renameSaved(model.id, chosen);
    onClose();
  };
  return (
    <Dialog
      open
      first={field}
      title={t("renameTitle")}
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="save-rename" tone="primary" disabled={!name.trim()}>
            {t("rename")}
          </Button>
        </>
      }
    >
      <form id="save-rename" onSubmit={rename}>
        <TextField
          ref={field}
          label={t("name")}
          value={name}
          maxLength={longestName}
          autoComplete="off"
          problem={name.trim() ? undefined : t("nameNeeded")}
          onChange={(event) => setName(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

/** Weights cannot be brought back by undo, so this one deed asks first. `after` finds where to go on without the model. */
export function DeleteDialog({ model, onClose, after }: DialogProps & { readonly after: () => HTMLElement | null | undefined }) {
  const { t } = useTranslation("save");
  const removeSaved = useApp((state) => state.removeSaved);
  const cancel = useRef<HTMLButtonElement>(null);
  const [going, setGoing] = useState(false);
  // Closed when it is done: then it is known where the focus can go.
  const remove = (): void => {
    setGoing(true);
    void removeSaved(model.id).then(onClose);
  };
  return (
    <Dialog
      open
      first={cancel}
      after={after}
      title={t("deleteTitle", { name: model.name })}
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button tone="danger" disabled={going} onClick={remove}>
            {t("delete")}
          </Button>
        </>
      }
    >
      <p className={styles.warning}>{t("deleteHelp")}</p>
    </Dialog>
  );
}
