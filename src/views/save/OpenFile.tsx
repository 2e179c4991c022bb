import { FileUp } from "lucide-react";
import { useTranslation } from "../../i18n";
import { acceptedFiles } from "../../models";
import { useApp } from "../../store";
import { wordsOf } from "../../store/refused";
import { Button, classes, DropZone, FileButton } from "../../ui";
import { openInTurn, useZone } from "../files";
import styles from "./save.module.css";

/** Brings a model from a file: of ours, of Keras, of TensorFlow.js. */
export function OpenFile() {
  const { t } = useTranslation("save");
  const openFiles = useApp((state) => state.openFiles);
  const tell = useApp((state) => state.tell);
  // Also a file that was dropped elsewhere on the page.
  const reading = useApp((state) => state.conversions.find(({ what }) => what === "read"));
  const cancel = useApp((state) => state.cancelConversion);
  const open = (files: readonly File[]): Promise<void> => openInTurn(() => openFiles(files));
  const onDropped = useZone("model", (files) => void open(files));
  return (
    <DropZone label={t("drop")} className={classes(styles.drop)} onFiles={onDropped} onFailed={(reason) => tell("error", wordsOf(reason), { about: "model" })}>
      <p>{t("dropHelp")}</p>
      <FileButton label={t("choose")} accept={acceptedFiles} multiple icon={<FileUp aria-hidden="true" />} onFiles={(files) => void open(files)} />
      <p role="status" className={styles.hint}>
        {reading?.what === "read" ? t("reading", { names: reading.names }) : t("openKinds")}
      </p>
      {reading?.what === "read" && (
        <Button className={classes(styles.late)} aria-label={t("cancelReading", { names: reading.names })} onClick={() => cancel(reading.id)}>
          {t("cancel")}
        </Button>
      )}
    </DropZone>
  );
}
