import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../i18n";
import { acceptedFiles } from "../../models";
import { useApp } from "../../store";
import { wordsOf } from "../../store/refused";
import { classes, DropZone, FileButton } from "../../ui";
import styles from "./save.module.css";

/** Brings a model from a file: of ours, of Keras, of TensorFlow.js. */
export function OpenFile() {
  const { t } = useTranslation("save");
  const openFiles = useApp((state) => state.openFiles);
  const tell = useApp((state) => state.tell);
  const [reading, setReading] = useState<string | null>(null);
  const open = async (files: readonly File[]): Promise<void> => {
    if (reading) return;
    setReading(files.map(({ name }) => name).join(", "));
    await openFiles(files);
    setReading(null);
  };
  return (
    <DropZone label={t("drop")} className={classes(styles.drop)} onFiles={(files) => void open(files)} onFailed={(reason) => tell("error", wordsOf(reason), { about: "model" })}>
      <p>{t("dropHelp")}</p>
      <FileButton label={t("choose")} accept={acceptedFiles} multiple icon={<FileUp aria-hidden="true" />} onFiles={(files) => void open(files)} />
      <p role="status" className={styles.hint}>
        {reading === null ? t("openKinds") : t("reading", { names: reading })}
      </p>
    </DropZone>
  );
}
