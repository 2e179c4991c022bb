import { Camera, ImageUp } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useText, useTranslation } from "../../i18n";
import { showShape, type Text } from "../../schema";
import type { TrainedModel } from "../../store/state";
import { wordsOf } from "../../store/refused";
import { DropZone, droppedFiles, FileButton, Note } from "../../ui";
import { useTakesPictures, useZone } from "../files";
import { isPicture } from "../samples/pixels";
import { Picture } from "../samples/Picture";
import type { Meaning } from "../trained/usePredictions";
import { useScores } from "../trained/useScores";
import { readPicture } from "./decode";
import { Meant } from "./Meant";
import { OwnVerdict } from "./OwnVerdict";
import styles from "./predict.module.css";

interface Own {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A picture that a person drops, pastes, chooses or takes: what the model receives of it, and what it says. */
export function OwnPicture({ model, meaning }: { readonly model: TrainedModel; readonly meaning: Meaning }) {
  const { t } = useTranslation("predict");
  const say = useText();
  const shape = model.preprocessing.inputShape;
  const [own, setOwn] = useState<Own | null>(null);
  const [refused, setRefused] = useState<Text | null>(null);
  const { waiting, result, message } = useScores(model.id, own?.bytes ?? null);
  // Only the last of several quick choices may show.
  const latest = useRef(0);
  const take = async (file: File): Promise<void> => {
    const mine = ++latest.current;
    setRefused(null);
    try {
      const bytes = await readPicture(file, shape);
      if (mine === latest.current) setOwn({ name: file.name, bytes });
    } catch (thrown) {
      if (mine === latest.current) setRefused(wordsOf(thrown));
    }
  };
  const takeFirst = (files: readonly File[]): void => {
    if (files[0]) void take(files[0]);
  };
  const taker = useRef(takeFirst);
  useEffect(() => {
    taker.current = takeFirst;
  });
  useTakesPictures(useCallback((files: readonly File[]) => taker.current(files), []), isPicture(shape));
  const onDropped = useZone("picture", takeFirst);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      void droppedFiles(event.clipboardData).then(onDropped);
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [onDropped]);
  if (!isPicture(shape)) return <Note tone="info">{t("noPicture", { shape: showShape(shape) })}</Note>;
  const [height = 1, width = 1] = shape;
  const failed = refused ?? message;
  return (
    <>
      <DropZone label={t("drop")} onFiles={onDropped} onFailed={(reason) => setRefused(wordsOf(reason))}>
        <p>{t("dropHelp")}</p>
        <FileButton label={t("choose")} accept="image/*" tone="primary" icon={<ImageUp aria-hidden="true" />} onFiles={takeFirst} />
        <span className={styles.camera}>
          <FileButton label={t("camera")} accept="image/*" capture="environment" icon={<Camera aria-hidden="true" />} onFiles={takeFirst} />
        </span>
      </DropZone>
      <div role="status" className={styles.own}>
        {failed && (
          <Note tone="bad" title={t("failed")}>
            <p>{say(failed)}</p>
          </Note>
        )}
        {own && (
          <div className={styles.ownResult}>
            <div className={styles.ownPicture}>
              <Picture values={own.bytes} shape={shape} label={t("ownPicture", { name: own.name, width, height })} />
            </div>
            <div className={styles.says}>
              {waiting && <p className={styles.muted}>{t("predicting")}</p>}
              {result && <OwnVerdict meaning={meaning} scores={result.scores} outputs={result.outputs} />}
            </div>
          </div>
        )}
      </div>
      {result?.scores.every(Number.isFinite) && meaning.fits && <Meant meaning={meaning} />}
      {own && <p className={styles.muted}>{t("cut", { width, height })}</p>}
    </>
  );
}
