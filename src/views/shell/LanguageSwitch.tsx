import { useTranslation } from "../../i18n";
import { Segmented } from "../../ui";

/** English or Chinese, each in its own words. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation("shell");
  return (
    <Segmented
      label={t("language")}
      value={i18n.language === "zh" ? "zh" : "en"}
      options={[
        { value: "en", label: <span lang="en">EN</span> },
        { value: "zh", label: <span lang="zh-CN">中文</span> },
      ]}
      onChange={(language) => void i18n.changeLanguage(language)}
    />
  );
}
