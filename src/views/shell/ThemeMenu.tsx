import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "../../i18n";
import { useApp, type Theme } from "../../store";
import { IconButton, Menu, MenuChoice, type MenuOption } from "../../ui";

const icons = { light: Sun, dark: Moon, system: Monitor };

/** The choices of colours. */
export function useThemeOptions(): readonly MenuOption<Theme>[] {
  const { t } = useTranslation("shell");
  return [
    { value: "system", label: t("themeSystem") },
    { value: "light", label: t("themeLight") },
    { value: "dark", label: t("themeDark") },
  ];
}

export function ThemeMenu() {
  const { t } = useTranslation("shell");
  const theme = useApp((state) => state.theme);
  const setTheme = useApp((state) => state.setTheme);
  const options = useThemeOptions();
  const Icon = icons[theme];
  return (
    <Menu align="end" trigger={<IconButton label={t("theme")} icon={<Icon aria-hidden="true" />} />}>
      <MenuChoice label={t("theme")} value={theme} onChange={setTheme} options={options} />
    </Menu>
  );
}
