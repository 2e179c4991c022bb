import { FileDown } from "lucide-react";
import { useEffect, useState } from "react";
import { datasets, type DatasetName } from "../../datasets";
import { useText, useTranslation } from "../../i18n";
import { useAppStore } from "../../store";
import { wordsOf } from "../../store/refused";
import { droppedFiles } from "../../ui";
import { take, takesData } from "./take";
import { pictureTaker } from "./takers";
import styles from "./WindowDrop.module.css";

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/** A link or picture of a page, which the browser would go to; text that is dragged into a box stays the box's. */
const carriesAddress = ({ dataTransfer, target }: DragEvent): boolean =>
  (dataTransfer?.types.includes("text/uri-list") ?? false) && !(target instanceof Element && target.closest("input, textarea, [contenteditable]"));

/** What a drop would do, as far as the page takes such files now. */
interface Offer {
  readonly data: readonly DatasetName[];
  readonly picture: boolean;
}

/**
 * Takes what is dropped beside every zone, so that the browser never opens a file in place of the page, whose models and
 * runs would be gone. While files are over the window a sign says what becomes of them. Zones come first: what is
 * dropped on one does not get here, but becomes the same (see `useZone`). What the page itself drags moves by the pointer
 * alone and is not touched.
 */
export function WindowDrop() {
  const { t } = useTranslation("files");
  const say = useText();
  const store = useAppStore();
  const [offer, setOffer] = useState<Offer | null>(null);
  useEffect(() => {
    const hide = (): void => setOffer(null);
    const show = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      const takes = takesData(store);
      const data = datasets.all.filter(({ kind, source }) => source.type === "files" && takes(kind)).map(({ kind }) => kind);
      setOffer((before) => before ?? { data, picture: pictureTaker() !== undefined });
    };
    const onOver = (event: DragEvent): void => {
      show(event);
      // A zone has said already what it will do.
      if (event.defaultPrevented || !event.dataTransfer) return;
      if (!carriesFiles(event) && !carriesAddress(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = carriesFiles(event) ? "copy" : "none";
    };
    const onLeave = (event: DragEvent): void => {
      // From one part of the page to another there is a next one; out of the window there is none.
      if (event.relatedTarget === null) hide();
    };
    const onDrop = (event: DragEvent): void => {
      if (event.defaultPrevented || (!carriesFiles(event) && !carriesAddress(event))) return;
      event.preventDefault();
      if (!carriesFiles(event)) return;
      droppedFiles(event.dataTransfer!)
        .then((files) => take(files, store))
        .catch((thrown: unknown) => store.getState().tell("error", wordsOf(thrown)));
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener("dragenter", show, { signal });
    window.addEventListener("dragover", onOver, { signal });
    window.addEventListener("dragleave", onLeave, { signal });
    // Before a zone, which keeps the drop to itself.
    window.addEventListener("drop", hide, { signal, capture: true });
    window.addEventListener("drop", onDrop, { signal });
    return () => stop.abort();
  }, [store]);
  return (
    <div role="status">
      {offer && (
        <div className={styles.over}>
          <div className={styles.sign}>
            <FileDown aria-hidden="true" />
            <p className={styles.title}>{t("over")}</p>
            <ul>
              {offer.picture && <li>{t("overPicture")}</li>}
              {offer.data.map((kind) => (
                <li key={kind}>{t("overData", { name: say(datasets.get(kind).title) })}</li>
              ))}
              <li>{t("overModel")}</li>
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}
