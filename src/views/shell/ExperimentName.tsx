import { Pencil } from "lucide-react";
import { useState } from "react";
import { edits } from "../../experiment";
import { useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { useExperimentTitle } from "../useExperimentTitle";
import styles from "./Header.module.css";

/** The reader of documents takes names up to this long. */
const longestName = 120;

/** The document's name, to be typed over. */
export function ExperimentName() {
  const { t } = useTranslation("shell");
  const { name } = useExperiment();
  const edit = useApp((state) => state.edit);
  const titleOf = useExperimentTitle();
  // What is being typed stands as typed: a document always has a name, so while the box is empty the old one stays.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className={styles.name}>
      <input
        className={styles.nameInput}
        aria-label={t("experimentName")}
        value={typed ?? titleOf(name)}
        maxLength={longestName}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          const next = event.target.value;
          setTyped(next);
          if (next) edit((doc) => edits.rename(doc, next), "name");
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      <Pencil className={styles.pencil} aria-hidden="true" />
    </label>
  );
}
