import { useState, type FormEvent } from "react";
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

/** Weights cannot be brought back by undo, so this one deed asks first. */
export function DeleteDialog({ model, onClose }: DialogProps) {
  const { t } = useTranslation("save");
  const removeSaved = useApp((state) => state.removeSaved);
  const remove = (): void => {
    void removeSaved(model.id);
    onClose();
  };
  return (
    <Dialog
      open
      title={t("deleteTitle", { name: model.name })}
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="danger" onClick={remove}>
            {t("delete")}
          </Button>
        </>
      }
    >
      <p className={styles.warning}>{t("deleteHelp")}</p>
    </Dialog>
  );
}
