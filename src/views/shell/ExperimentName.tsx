import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { edits, presets } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { IconButton, Menu, MenuItem, MenuLabel } from "../../ui";
import { useExperimentTitle } from "../useExperimentTitle";
import styles from "./Header.module.css";

/** The reader of documents takes names up to this long. */
const longestName = 120;

/** The document's name, to be typed over, and the presets to begin from. */
export function ExperimentName() {
  const { t } = useTranslation("shell");
  const say = useText();
  const { name } = useExperiment();
  const edit = useApp((state) => state.edit);
  const openExperiment = useApp((state) => state.openExperiment);
  const goTo = useApp((state) => state.goTo);
  const titleOf = useExperimentTitle();
  // What is being typed stands as typed: a document always has a name, so while the box is empty the old one stays.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className={styles.name}>
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
      <Menu trigger={<IconButton className={styles.presets} label={t("presetsMenu")} icon={<ChevronDown aria-hidden="true" />} />}>
        <MenuLabel>{t("presets")}</MenuLabel>
        {presets.map((preset) => (
          <MenuItem
            key={preset.id}
            help={say(preset.help)}
            onSelect={() => {
              openExperiment(edits.rename(preset.experiment, say(preset.title)));
              goTo("define");
            }}
          >
            {say(preset.title)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
