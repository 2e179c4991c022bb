import { useRef, useState } from "react";
import { useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { useApp } from "../../store";
import { Button, Dialog } from "../../ui";

/** Undo cannot bring a trained model back, so removing runs asks first. `after` finds where the focus goes when the list has changed. */
export function RemoveDialog({ runs, after, onClose }: { readonly runs: readonly Run[]; readonly after: () => HTMLElement | null | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation("fit");
  const removeRuns = useApp((state) => state.removeRuns);
  const cancel = useRef<HTMLButtonElement>(null);
  const [going, setGoing] = useState(false);
  const [only] = runs.length === 1 ? runs : [];
  const remove = (): void => {
    setGoing(true);
    void removeRuns(runs.map(({ id }) => id)).then(onClose);
  };
  return (
    <Dialog
      open
      first={cancel}
      after={after}
      title={only ? t("removeRunTitle", { n: only.number }) : t("removeRunsTitle")}
      onOpenChange={(open) => !open && onClose()}
      actions={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t("removeCancel")}
          </Button>
          <Button tone="danger" disabled={going} onClick={remove}>
            {t("removeNow")}
          </Button>
        </>
      }
    >
      <p>{t(only ? "removeRunHelp" : "removeRunsHelp")}</p>
    </Dialog>
  );
}
