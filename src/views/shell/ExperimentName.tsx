import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { edits, presets } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { IconButton, Menu, MenuItem, MenuLabel } from "../../ui";
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
  // A document always has a name: while the box is empty the old one stays.
  const [empty, setEmpty] = useState(false);
  return (
    <div className={styles.name}>
      <input
        className={styles.nameInput}
        aria-label={t("experimentName")}
        value={empty ? "" : name}
        maxLength={longestName}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          const typed = event.target.value;
          setEmpty(typed === "");
          if (typed) edit((doc) => edits.rename(doc, typed), "name");
        }}
        onBlur={() => setEmpty(false)}
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
