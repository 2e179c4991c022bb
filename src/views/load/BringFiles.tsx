import { FileArchive, FolderOpen, Server } from "lucide-react";
import type { AnyDataset } from "../../datasets";
import { useText, useTranslation } from "../../i18n";
import { useApp } from "../../store/react";
import { wordsOf } from "../../store/refused";
import { Button, DropZone, FileButton, Note } from "../../ui";
import { useZone } from "../files";
import styles from "./load.module.css";

/** The ways in for files that a person has: drop, file picker, folder picker, the server's own copy; and where to find them. */
export function BringFiles({ kind, serverHasNone, onAskServer }: {
  readonly kind: AnyDataset;
  /** The server was asked and had no copy. */
  readonly serverHasNone: boolean;
  readonly onAskServer: () => void;
}) {
  const { t } = useTranslation("load");
  const say = useText();
  const importData = useApp((state) => state.importData);
  const tell = useApp((state) => state.tell);
  const bring = (files: readonly File[]) => void importData(files);
  const onDropped = useZone("data", bring);
  const name = say(kind.title);
  if (kind.source.type !== "files") return null;
  const { accept, origin } = kind.source;
  return (
    <div className={styles.bring}>
      <DropZone
        label={t("drop", { name })}
        onFiles={onDropped}
        onFailed={(reason) => tell("error", wordsOf(reason), { about: "data" })}
      >
        <p className={styles.dropHelp}>{t("dropHelp")}</p>
        <FileButton label={t("chooseFiles")} accept={accept} multiple tone="primary" icon={<FileArchive aria-hidden="true" />} onFiles={bring} />
        <FileButton label={t("chooseFolder")} directory icon={<FolderOpen aria-hidden="true" />} onFiles={bring} />
        <Button icon={<Server aria-hidden="true" />} onClick={onAskServer}>
          {t("fromServer")}
        </Button>
      </DropZone>
      <div role="status">{serverHasNone && <Note tone="info">{t("serverHasNone", { name })}</Note>}</div>
      {origin && (
        <section className={styles.where}>
          <h4>{t("where")}</h4>
          <p>{say(origin.help)}</p>
          <p>
            <a href={origin.page} target="_blank" rel="noreferrer">
              {t("official", { name })}
            </a>
          </p>
          <p>{t("readable")}</p>
          <ul className={styles.files}>
            {origin.files.map((file) => (
              <li key={file}>
                <code>{file}</code>
              </li>
            ))}
          </ul>
          {origin.places.length > 0 && (
            <>
              <p>{t("mayHave")}</p>
              <dl className={styles.places}>
                {origin.places.map(({ system, path }) => (
                  <div key={system}>
                    <dt>{system}</dt>
                    <dd>
                      <code>{path}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            </>
          )}
        </section>
      )}
    </div>
  );
}
