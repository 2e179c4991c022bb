import { FileUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "../../i18n";
import { acceptedFiles } from "../../models";
import { useApp } from "../../store";
import { wordsOf } from "../../store/refused";
import { classes, DropZone, FileButton } from "../../ui";
import { openInTurn, useZone } from "../files";
import styles from "./save.module.css";

/** Brings a model from a file: of ours, of Keras, of TensorFlow.js. */
export function OpenFile() {
  const { t } = useTranslation("save");
  const openFiles = useApp((state) => state.openFiles);
  const tell = useApp((state) => state.tell);
  const [reading, setReading] = useState<string | null>(null);
  const open = async (files: readonly File[]): Promise<void> => {
    const names = files.map(({ name }) => name).join(", ");
    setReading(names);
    await openInTurn(() => openFiles(files));
    // Further ones may have come meanwhile.
    setReading((now) => (now === names ? null : now));
  };
  const onDropped = useZone("model", (files) => void open(files));
  return (
    <DropZone label={t("drop")} className={classes(styles.drop)} onFiles={onDropped} onFailed={(reason) => tell("error", wordsOf(reason), { about: "model" })}>
      <p>{t("dropHelp")}</p>
      <FileButton label={t("choose")} accept={acceptedFiles} multiple icon={<FileUp aria-hidden="true" />} onFiles={(files) => void open(files)} />
      <p role="status" className={styles.hint}>
        {reading === null ? t("openKinds") : t("reading", { names: reading })}
      </p>
    </DropZone>
  );
}
