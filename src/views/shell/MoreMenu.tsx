import { EllipsisVertical, FilePlus2, Redo2 } from "lucide-react";
import { useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { IconButton, Menu, MenuChoice, MenuItem, MenuSeparator } from "../../ui";
import { DeviceChoice } from "./DeviceMenu";
import { useNewNet } from "./Examples";
import { useThemeOptions } from "./ThemeMenu";

/** What has no room of its own in the header of a phone. */
export function MoreMenu({ className }: { readonly className?: string | undefined }) {
  const { t, i18n } = useTranslation("shell");
  const begin = useNewNet();
  const canRedo = useApp((state) => state.history.future.length > 0);
  const redo = useApp((state) => state.redo);
  const theme = useApp((state) => state.theme);
  const setTheme = useApp((state) => state.setTheme);
  const themes = useThemeOptions();
  return (
    <div className={className}>
      <Menu align="end" trigger={<IconButton label={t("more")} icon={<EllipsisVertical aria-hidden="true" />} />}>
        <MenuItem icon={<FilePlus2 aria-hidden="true" />} help={t("newNetHelp")} onSelect={begin}>
          {t("newNet")}
        </MenuItem>
        <MenuItem icon={<Redo2 aria-hidden="true" />} disabled={!canRedo} onSelect={redo}>
          {t("redo")}
        </MenuItem>
        <MenuSeparator />
        <MenuChoice
          label={t("language")}
          value={i18n.language === "zh" ? "zh" : "en"}
          options={[
            { value: "en", label: "English" },
            { value: "zh", label: "中文" },
          ]}
          onChange={(language) => void i18n.changeLanguage(language)}
        />
        <MenuSeparator />
        <MenuChoice label={t("theme")} value={theme} onChange={setTheme} options={themes} />
        <MenuSeparator />
        <DeviceChoice />
      </Menu>
    </div>
  );
}
