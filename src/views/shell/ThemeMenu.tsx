import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "../../i18n";
import { useApp } from "../../store";
import { IconButton, Menu, MenuChoice } from "../../ui";

const icons = { light: Sun, dark: Moon, system: Monitor };

export function ThemeMenu() {
  const { t } = useTranslation("shell");
  const theme = useApp((state) => state.theme);
  const setTheme = useApp((state) => state.setTheme);
  const Icon = icons[theme];
  return (
    <Menu align="end" trigger={<IconButton label={t("theme")} icon={<Icon aria-hidden="true" />} />}>
      <MenuChoice
        label={t("theme")}
        value={theme}
        onChange={setTheme}
        options={[
          { value: "system", label: t("themeSystem") },
          { value: "light", label: t("themeLight") },
          { value: "dark", label: t("themeDark") },
        ]}
      />
    </Menu>
  );
}
