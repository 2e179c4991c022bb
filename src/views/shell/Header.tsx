import { Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { IconButton } from "../../ui";
import { DeviceMenu } from "./DeviceMenu";
import { Examples, NewButton } from "./Examples";
import { ExperimentName } from "./ExperimentName";
import styles from "./Header.module.css";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";
import { MoreMenu } from "./MoreMenu";
import { ThemeMenu } from "./ThemeMenu";
import { onApple } from "./useShortcuts";

/** What belongs to the whole page: the document's name and history, the device, language and colours. */
export function Header() {
  const { t } = useTranslation("shell");
  return (
    <header className={styles.header}>
      <div className={styles.logo}>
        <Logo />
        <div className={styles.words}>
          <h1>Layerloom</h1>
          <p className={styles.tagline}>{t("tagline")}</p>
        </div>
      </div>
      <ExperimentName />
      <Examples />
      <NewButton className={styles.wide} />
      <History />
      <div className={styles.space} />
      <DeviceMenu className={styles.wide} />
      <div className={styles.wide}>
        <LanguageSwitch />
      </div>
      <div className={styles.wide}>
        <ThemeMenu />
      </div>
      <MoreMenu className={styles.narrow} />
    </header>
  );
}

function History() {
  const { t } = useTranslation("shell");
  const canUndo = useApp((state) => state.history.past.length > 0);
  const canRedo = useApp((state) => state.history.future.length > 0);
  const undo = useApp((state) => state.undo);
  const redo = useApp((state) => state.redo);
  const [undoKeys, redoKeys] = onApple() ? ["⌘Z", "⇧⌘Z"] : ["Ctrl+Z", "Ctrl+Shift+Z"];
  return (
    <div className={styles.group}>
      <IconButton label={t("undo")} keys={undoKeys} icon={<Undo2 aria-hidden="true" />} disabled={!canUndo} onClick={undo} />
      <IconButton className={styles.wide} label={t("redo")} keys={redoKeys} icon={<Redo2 aria-hidden="true" />} disabled={!canRedo} onClick={redo} />
    </div>
  );
}
