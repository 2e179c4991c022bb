import { Download, FolderOpen, Pencil, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { datasets } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { showBytes } from "../../schema";
import { useApp } from "../../store";
import { Button, IconButton, Note, Panel } from "../../ui";
import { DeleteDialog, RenameDialog } from "./dialogs";
import styles from "./save.module.css";
import type { SavedModel } from "./saved";
import { useStorageUse } from "./useStorageUse";

/** The models that this browser keeps. */
export function SavedModels() {
  const { t } = useTranslation("save");
  const saved = useApp((state) => state.saved);
  const [asked, setAsked] = useState<{ readonly what: "rename" | "delete"; readonly model: SavedModel; readonly place: number } | null>(null);
  const close = (): void => setAsked(null);
  const list = useRef<HTMLUListElement>(null);
  const none = useRef<HTMLParagraphElement>(null);
  /** Where a model was deleted: the same button of the one that took its place, or of the last. */
  const next = (place: number): HTMLElement | null | undefined => {
    const rows = list.current?.children;
    return rows ? rows[Math.min(place, rows.length - 1)]?.querySelector<HTMLElement>("[data-delete]") : none.current;
  };
  return (
    <Panel title={t("kept")} aside={<StorageUse saved={saved} />}>
      <Lasting />
      {saved.length === 0 ? (
        <p ref={none} tabIndex={-1} className={styles.hint}>
          {t("keptNone")}
        </p>
      ) : (
        <ul ref={list} className={styles.list}>
          {saved.map((model, place) => (
            <li key={model.id}>
              <SavedRow model={model} onRename={() => setAsked({ what: "rename", model, place })} onDelete={() => setAsked({ what: "delete", model, place })} />
            </li>
          ))}
        </ul>
      )}
      {saved.length > 0 && <DownloadAll />}
      {asked?.what === "rename" && <RenameDialog key={asked.model.id} model={asked.model} onClose={close} />}
      {asked?.what === "delete" && <DeleteDialog key={asked.model.id} model={asked.model} after={() => next(asked.place)} onClose={close} />}
    </Panel>
  );
}

function SavedRow({ model, onRename, onDelete }: { readonly model: SavedModel; readonly onRename: () => void; readonly onDelete: () => void }) {
  const { t, i18n } = useTranslation("save");
  const say = useText();
  const number = useNumber();
  const openSaved = useApp((state) => state.openSaved);
  const open = useApp((state) => state.modelId === `saved:${model.id}`);
  const { name } = model;
  const kind = datasets.find(model.datasetKind);
  const facts = [
    kind ? say(kind.title) : model.datasetKind,
    t("layers", { count: model.layers.length }),
    t("parameters", { count: model.parameters, shown: number(model.parameters) }),
    showBytes(model.bytes),
  ];
  const score = scoreOf(model);
  return (
    <article className={styles.saved} aria-label={name}>
      <div className={styles.about}>
        <p className={styles.name}>
          {name}
          {open && <span className={styles.badge}>{t("isOpen")}</span>}
        </p>
        <p className={styles.hint}>
          <time dateTime={new Date(model.savedAt).toISOString()}>
            {new Intl.DateTimeFormat(i18n.language === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" }).format(model.savedAt)}
          </time>
          {" · "}
          {facts.join(" · ")}
        </p>
        <p className={styles.stack}>{model.layers.join(" → ")}</p>
      </div>
      {score && (
        <p className={styles.score}>
          <span>{number(score.value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })}</span>
          <small>{t(score.validated ? "valAccuracy" : "accuracy")}</small>
        </p>
      )}
      <div className={styles.actions}>
        <Button icon={<FolderOpen aria-hidden="true" />} aria-label={t("openOf", { name })} onClick={() => void openSaved(model.id)}>
          {t("openSaved")}
        </Button>
        <IconButton label={t("renameOf", { name })} icon={<Pencil aria-hidden="true" />} onClick={onRename} />
        <IconButton data-delete label={t("deleteOf", { name })} icon={<Trash2 aria-hidden="true" />} onClick={onDelete} />
      </div>
    </article>
  );
}

function scoreOf({ logs }: SavedModel): { readonly value: number; readonly validated: boolean } | null {
  if (logs["val_accuracy"] !== undefined) return { value: logs["val_accuracy"], validated: true };
  return logs["accuracy"] === undefined ? null : { value: logs["accuracy"], validated: false };
}

/** How long what is saved will last: as long as the page, or until somebody or the browser deletes it. */
function Lasting() {
  const { t } = useTranslation("save");
  const say = useText();
  const forgetful = useApp((state) => state.forgetful);
  const persisted = useApp((state) => state.persisted);
  if (forgetful) {
    return (
      <Note tone="warn" title={t("forgetful")}>
        <p>{say(forgetful)}</p>
      </Note>
    );
  }
  if (persisted === null) return null;
  const words = { granted: "persistGranted", "not granted": "persistNotGranted", unknown: "persistUnknown" } as const;
  return <p className={styles.hint}>{t(words[persisted])}</p>;
}

/** Everything in one file, to take along or to keep elsewhere. */
function DownloadAll() {
  const { t } = useTranslation("save");
  const downloadAll = useApp((state) => state.downloadAll);
  const [busy, setBusy] = useState(false);
  const take = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    await downloadAll();
    setBusy(false);
  };
  return (
    <div className={styles.all}>
      <Button icon={<Download aria-hidden="true" />} aria-disabled={busy} onClick={() => void take()}>
        {busy ? t("writing") : t("downloadAll")}
      </Button>
      <span className={styles.hint}>{t("downloadAllHelp")}</span>
    </div>
  );
}

function StorageUse({ saved }: { readonly saved: readonly SavedModel[] }) {
  const { t } = useTranslation("save");
  const use = useStorageUse(saved);
  if (!use) return null;
  return <span>{t("use", { usage: showBytes(use.usage), quota: showBytes(use.quota) })}</span>;
}
